"""The wire between web server and screens, on a real web process and real sockets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import socketio

from kds.orders.record import DeliveryState
from kds.orders.status import Status, status
from tests.conftest import Server
from tests.integration.web_process import Screen, WebProcess


@pytest.fixture
def web(tmp_path: Path, shared_server: Server, site: str) -> Iterator[WebProcess]:
    process = WebProcess(tmp_path, shared_server.url, site)
    process.start()
    yield process
    process.stop()


def record(web: WebProcess, order_id: str):
    return web.kitchen.store.records([order_id])[0]


def wait_for_event(web: WebProcess, order_id: str, kind: str) -> None:
    """Read the events stream until this event of this order has come."""
    at = "0"
    while True:
        found = web.client.xread({web.keys.events: at}, block=4000)
        assert found, f"no {kind} of {order_id}"
        for entry_id, fields in found[0][1]:
            at = entry_id
            if kind.encode() in fields[b"event"] and order_id.encode() in fields[b"event"]:
                return


def test_a_stranger_is_refused(web: WebProcess) -> None:
    with pytest.raises(socketio.exceptions.ConnectionError):
        Screen(web, "not-a-token")


def test_a_snapshot_shows_what_was_there_and_a_push_what_comes(web: WebProcess) -> None:
    web.apply("A-0001")
    screen = Screen(web, web.pair("grill"))
    answer = screen.subscribe("grill")
    assert answer["ok"]
    assert answer["kind"] == "snapshot"
    assert [t["order_id"] for t in answer["tickets"]] == ["A-0001"]
    web.apply("A-0002")
    push = screen.next("changes")
    assert [(ch["order_id"], ch["version"]) for ch in push["changes"]] == [("A-0002", 1)]
    screen.close()


def test_a_report_confirms_once_and_names_the_display(web: WebProcess) -> None:
    web.apply("A-0001")
    first = Screen(web, web.pair("grill", "Grill left"))
    second = Screen(web, web.pair("grill", "Grill right"))
    for screen in (first, second):
        screen.subscribe("grill")
    assert record(web, "A-0001").parts["grill"].delivery.state is DeliveryState.IN_FLIGHT
    assert first.ask("laid_out", {"tickets": [["grill", "A-0001", 1]]})["ok"]
    assert second.ask("laid_out", {"tickets": [["grill", "A-0001", 1]]})["ok"]
    delivery = record(web, "A-0001").parts["grill"].delivery
    assert delivery.state is DeliveryState.CONFIRMED
    assert delivery.confirmed_by is not None
    assert delivery.confirmed_by.name == "Grill left"
    assert record(web, "A-0001").version == 2
    first.close()
    second.close()


def test_a_report_of_an_older_version_proves_nothing(web: WebProcess) -> None:
    web.apply("A-0001")
    screen = Screen(web, web.pair("grill"))
    screen.subscribe("grill")
    assert screen.ask("laid_out", {"tickets": [["grill", "A-0001", 0]]})["ok"]
    assert record(web, "A-0001").parts["grill"].delivery.state is DeliveryState.IN_FLIGHT
    screen.close()


def test_a_display_cannot_confirm_for_another_station(web: WebProcess) -> None:
    web.apply("A-0001", category="Fried")
    screen = Screen(web, web.pair("grill"))
    screen.subscribe("grill")
    screen.ask("laid_out", {"tickets": [["fryer", "A-0001", 1]]})
    assert record(web, "A-0001").parts["fryer"].delivery.state is DeliveryState.IN_FLIGHT
    assert screen.subscribe("fryer")["code"] == "not_allowed"
    screen.close()


def test_the_pass_confirms_only_for_stations_without_a_display(web: WebProcess) -> None:
    web.apply("A-0001")
    web.apply("A-0002", category="Fried")
    web.pair("fryer")
    screen = Screen(web, web.pair("pass"))
    screen.subscribe("pass")
    report = [["pass", "A-0001", 1], ["pass", "A-0002", 1]]
    assert screen.ask("laid_out", {"tickets": report})["ok"]
    assert record(web, "A-0001").parts["grill"].delivery.state is DeliveryState.CONFIRMED
    assert record(web, "A-0002").parts["fryer"].delivery.state is DeliveryState.IN_FLIGHT
    screen.close()


def test_of_two_who_press_one_wins_and_the_other_is_told(web: WebProcess) -> None:
    web.apply("A-0001")
    left = Screen(web, web.pair("grill", "Left"))
    right = Screen(web, web.pair("grill", "Right"))
    press = {"command": "MarkPartReady", "order_id": "A-0001", "station": "grill"}
    done = left.ask("act", press | {"command_id": uuid4().hex})
    told = right.ask("act", press | {"command_id": uuid4().hex})
    assert done["result"] == "done"
    assert told["result"] == "refused"
    assert "Left" in told["reason"]
    assert status(record(web, "A-0001")) is Status.UNFINISHED
    left.close()
    right.close()


def test_a_lost_answer_can_be_asked_for_again(web: WebProcess) -> None:
    web.apply("A-0001")
    screen = Screen(web, web.pair("grill"))
    press = {
        "command": "MarkPartReady",
        "order_id": "A-0001",
        "station": "grill",
        "command_id": uuid4().hex,
    }
    assert screen.ask("act", press) == screen.ask("act", press)
    screen.close()


def test_a_display_acts_only_where_it_stands(web: WebProcess) -> None:
    web.apply("A-0001", category="Fried")
    screen = Screen(web, web.pair("grill"))
    for command, more in (
        ("MarkPartReady", {"station": "fryer"}),
        ("Approve", {"minutes": 10}),
        ("ResolveOtherwise", {"reason": "because"}),
    ):
        asked = {"command": command, "command_id": uuid4().hex, "order_id": "A-0001", **more}
        assert screen.ask("act", asked)["code"] == "not_allowed"
    assert record(web, "A-0001").version == 1
    screen.close()


def test_a_cursor_gets_only_what_came_after_it(web: WebProcess) -> None:
    web.apply("A-0001")
    token = web.pair("grill")
    screen = Screen(web, token)
    first = screen.subscribe("grill")
    screen.close()
    web.apply("A-0002")
    screen = Screen(web, token)
    again = screen.subscribe("grill", {"epoch": first["epoch"], "id": first["id"]})
    assert again["kind"] == "replay"
    assert [change["order_id"] for change in again["changes"]] == ["A-0002"]
    screen.close()


@pytest.mark.parametrize(
    "cursor",
    [
        {"epoch": "another", "id": "0-1"},
        {"epoch": None, "id": "9999999999999-0"},
        {"epoch": None, "id": "1-0"},
        {"epoch": None, "id": "nonsense"},
        "nonsense",
        None,
    ],
)
def test_a_cursor_of_another_life_gets_a_snapshot(web: WebProcess, cursor: object) -> None:
    web.apply("A-0001")
    screen = Screen(web, web.pair("grill"))
    if isinstance(cursor, dict) and cursor["epoch"] is None:
        cursor["epoch"] = screen.subscribe("grill")["epoch"]
    assert screen.subscribe("grill", cursor)["kind"] == "snapshot"
    screen.close()


def test_a_revoked_display_is_out_at_once(web: WebProcess) -> None:
    web.apply("A-0001")
    screen = Screen(web, web.pair("grill", "Lost"))
    screen.subscribe("grill")
    web.access.revoke(next(d.id for d in web.access.displays() if d.name == "Lost"))
    answer = screen.ask(
        "act",
        {
            "command": "MarkPartReady",
            "command_id": uuid4().hex,
            "order_id": "A-0001",
            "station": "grill",
        },
    )
    assert answer["code"] == "not_paired"
    assert screen.next("disconnect") is None
    assert record(web, "A-0001").version == 1


def test_nonsense_is_answered_and_changes_nothing(web: WebProcess) -> None:
    screen = Screen(web, web.pair("grill"))
    for event in ("subscribe", "laid_out", "beat", "act"):
        for payload in (None, 7, "x" * 1000, [], {}, {"tickets": [[1, 2, 3]]}, {"board": "../x"}):
            answer = screen.ask(event, payload)
            assert answer["ok"] is False
            assert answer["code"] in ("invalid", "unknown_board")
    screen.close()


def test_a_frame_beyond_the_limit_ends_only_its_own_socket(web: WebProcess) -> None:
    good = Screen(web, web.pair("grill"))
    bad = Screen(web, web.pair("fryer"))
    bad.client.emit("beat", "x" * 500_000)
    assert bad.next("disconnect") is None
    assert good.subscribe("grill")["ok"]
    good.close()


def test_ticks_come_and_tell_the_time(web: WebProcess) -> None:
    screen = Screen(web, web.pair("grill"))
    first, second = screen.next("tick"), screen.next("tick")
    assert second["seq"] > first["seq"]
    assert second["bus_lost_since"] is None
    screen.close()
