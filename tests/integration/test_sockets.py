"""The wire between web server and screens, on a real web process and real sockets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import socketio

from kds.clock import now
from kds.orders.order import Customer, Line
from kds.orders.part import CookingState, DeliveryState
from kds.orders.record import OrderRecord
from kds.orders.status import Status, status
from tests.conftest import Server
from tests.integration.web_process import Screen, WebProcess


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory, shared_server: Server) -> Iterator[WebProcess]:
    site = f"t{uuid4().hex[:12]}"
    process = WebProcess(tmp_path_factory.mktemp("web"), shared_server.url, site)
    process.start()
    yield process
    process.stop()


@pytest.fixture
def fresh_web(tmp_path: Path, shared_server: Server, site: str) -> Iterator[WebProcess]:
    process = WebProcess(tmp_path, shared_server.url, site)
    process.start()
    yield process
    process.stop()


@pytest.fixture
def a1() -> str:
    return f"A-{uuid4().hex[:12]}"


@pytest.fixture
def a2() -> str:
    return f"A-{uuid4().hex[:12]}"


def record(web: WebProcess, order_id: str) -> OrderRecord:
    return web.kitchen.store.records([order_id])[0]


def test_a_stranger_is_refused(web: WebProcess) -> None:
    with pytest.raises(socketio.exceptions.ConnectionError):
        Screen(web, "not-a-token")


def test_a_snapshot_shows_what_was_there_and_a_push_what_comes(
    web: WebProcess, a1: str, a2: str
) -> None:
    web.apply(a1)
    screen = Screen(web, web.pair("grill"))
    answer = screen.subscribe("grill")
    assert answer["ok"]
    assert answer["kind"] == "snapshot"
    assert a1 in [ticket["order_id"] for ticket in answer["tickets"]]
    web.apply(a2)
    push = screen.next("changes")
    assert [(ch["order_id"], ch["version"]) for ch in push["changes"]] == [(a2, 1)]
    screen.close()


def test_the_ready_board_proves_nothing_acts_on_nothing_and_sees_no_other(
    web: WebProcess, a1: str
) -> None:
    customer = Customer(name="Aino Aalto", phone="+358401234567")
    web.apply(a1, customer=customer, note="by the window")
    screen = Screen(web, web.pair("ready-board"))
    answer = screen.subscribe("ready-board")
    shown = next(each for each in answer["tickets"] if each["order_id"] == a1)
    assert shown.keys() == {"order_id", "board", "version", "number", "state", "since"}
    for board in ("grill", "pass", "office", "tickets"):
        assert screen.subscribe(board)["code"] == "not_permitted"
    for board, is_subscribed in (("ready-board", True), ("grill", False)):
        report = {"tickets": [[board, a1, shown["version"]]]}
        assert screen.ask("laid_out", report)["ok"] is is_subscribed
    assert record(web, a1).parts["grill"].delivery.state is DeliveryState.IN_FLIGHT
    for command in ("MarkPartReady", "RequestResend"):
        asked = {"command": command, "command_id": f"press-{a1}", "order_id": a1}
        for station in ("ready-board", "grill"):
            told = screen.ask("act", asked | {"station": station})
            assert told["result"] == "refused"
    assert record(web, a1).version == shown["version"]
    screen.close()


def test_a_report_confirms_once_and_names_the_display(web: WebProcess, a1: str) -> None:
    web.apply(a1)
    first = Screen(web, web.pair("grill", "Grill left"))
    second = Screen(web, web.pair("grill", "Grill right"))
    for screen in (first, second):
        screen.subscribe("grill")
    assert record(web, a1).parts["grill"].delivery.state is DeliveryState.IN_FLIGHT
    assert first.ask("laid_out", {"tickets": [["grill", a1, 1]]})["ok"]
    assert second.ask("laid_out", {"tickets": [["grill", a1, 1]]})["ok"]
    delivery = record(web, a1).parts["grill"].delivery
    assert delivery.state is DeliveryState.CONFIRMED
    assert delivery.confirmed_by is not None
    assert delivery.confirmed_by.name == "Grill left"
    assert record(web, a1).version == 2
    first.close()
    second.close()


def test_an_act_under_the_id_of_another_is_refused(web: WebProcess, a1: str, a2: str) -> None:
    for order_id in (a1, a2):
        web.apply(order_id)
    screen = Screen(web, web.pair("grill"))
    asked = {"command": "StartPart", "command_id": uuid4().hex, "station": "grill"}
    assert screen.ask("act", asked | {"order_id": a1})["result"] == "done"
    refused = screen.ask("act", asked | {"order_id": a2})
    assert (refused["result"], refused["code"]) == ("refused", "idempotency_conflict")
    assert record(web, a2).version == 1
    assert screen.ask("act", asked | {"order_id": a1})["result"] == "done"
    screen.close()


def test_a_report_before_the_board_is_subscribed_to_is_asked_for_again(
    web: WebProcess, a1: str
) -> None:
    web.apply(a1)
    screen = Screen(web, web.pair("grill"))
    report = {"tickets": [["grill", a1, 1]]}
    assert screen.ask("laid_out", report)["code"] == "try_again"
    assert record(web, a1).parts["grill"].delivery.state is DeliveryState.IN_FLIGHT
    screen.subscribe("grill")
    assert screen.ask("laid_out", report)["ok"]
    assert record(web, a1).parts["grill"].delivery.state is DeliveryState.CONFIRMED
    screen.close()


def test_a_report_of_an_older_version_proves_nothing(web: WebProcess, a1: str) -> None:
    web.apply(a1)
    screen = Screen(web, web.pair("grill"))
    screen.subscribe("grill")
    assert screen.ask("laid_out", {"tickets": [["grill", a1, 0]]})["ok"]
    assert record(web, a1).parts["grill"].delivery.state is DeliveryState.IN_FLIGHT
    screen.close()


def test_a_display_cannot_confirm_for_another_station(web: WebProcess, a1: str) -> None:
    web.apply(a1, category="Fried")
    screen = Screen(web, web.pair("grill"))
    screen.subscribe("grill")
    screen.ask("laid_out", {"tickets": [["fryer", a1, 1]]})
    assert record(web, a1).parts["fryer"].delivery.state is DeliveryState.IN_FLIGHT
    assert screen.subscribe("fryer")["code"] == "not_permitted"
    screen.close()


def test_the_pass_confirms_only_for_stations_without_a_display(
    fresh_web: WebProcess, a1: str, a2: str
) -> None:
    fresh_web.apply(a1)
    fresh_web.apply(a2, category="Fried")
    fresh_web.pair("fryer")
    screen = Screen(fresh_web, fresh_web.pair("pass"))
    screen.subscribe("pass")
    report = [["pass", a1, 1], ["pass", a2, 1]]
    assert screen.ask("laid_out", {"tickets": report})["ok"]
    assert record(fresh_web, a1).parts["grill"].delivery.state is DeliveryState.CONFIRMED
    assert record(fresh_web, a2).parts["fryer"].delivery.state is DeliveryState.IN_FLIGHT
    screen.close()


def test_of_two_who_press_one_wins_and_the_other_is_told(web: WebProcess, a1: str) -> None:
    web.apply(a1)
    left = Screen(web, web.pair("grill", "Left"))
    right = Screen(web, web.pair("grill", "Right"))
    press = {"command": "MarkPartReady", "order_id": a1, "station": "grill"}
    done = left.ask("act", press | {"command_id": uuid4().hex})
    told = right.ask("act", press | {"command_id": uuid4().hex})
    assert done["result"] == "done"
    assert told["result"] == "refused"
    assert "Left" in told["reason"]
    assert status(record(web, a1)) is Status.UNFINISHED
    left.close()
    right.close()


def test_a_lost_answer_can_be_asked_for_again(web: WebProcess, a1: str) -> None:
    web.apply(a1)
    screen = Screen(web, web.pair("grill"))
    press = {
        "command": "MarkPartReady",
        "order_id": a1,
        "station": "grill",
        "command_id": uuid4().hex,
    }
    assert screen.ask("act", press) == screen.ask("act", press)
    screen.close()


def test_a_display_acts_only_where_it_stands(web: WebProcess, a1: str) -> None:
    web.apply(a1, category="Fried")
    screen = Screen(web, web.pair("grill"))
    for command, more in (
        ("MarkPartReady", {"station": "fryer"}),
        ("Approve", {"minutes": 10}),
        ("ResolveOtherwise", {"reason": "because"}),
    ):
        asked = {"command": command, "command_id": uuid4().hex, "order_id": a1, **more}
        assert screen.ask("act", asked)["code"] == "not_permitted"
    assert record(web, a1).version == 1
    screen.close()


def test_a_cursor_gets_only_what_came_after_it(web: WebProcess, a1: str, a2: str) -> None:
    web.apply(a1)
    token = web.pair("grill")
    screen = Screen(web, token)
    first = screen.subscribe("grill")
    screen.close()
    web.apply(a2)
    screen = Screen(web, token)
    again = screen.subscribe("grill", {"epoch": first["epoch"], "id": first["id"]})
    assert again["kind"] == "replay"
    assert [change["order_id"] for change in again["changes"]] == [a2]
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
def test_a_cursor_of_another_life_gets_a_snapshot(web: WebProcess, cursor: object, a1: str) -> None:
    web.apply(a1)
    screen = Screen(web, web.pair("grill"))
    if isinstance(cursor, dict) and cursor["epoch"] is None:
        cursor["epoch"] = screen.subscribe("grill")["epoch"]
    assert screen.subscribe("grill", cursor)["kind"] == "snapshot"
    screen.close()


def test_a_revoked_display_is_out_at_once(web: WebProcess, a1: str) -> None:
    web.apply(a1)
    screen = Screen(web, web.pair("grill", "Lost"))
    screen.subscribe("grill")
    lost = next(display for display in web.access.displays() if display.name == "Lost")
    web.access.revoke(lost.id, by="manager", now=now())
    answer = screen.ask(
        "act",
        {
            "command": "MarkPartReady",
            "command_id": uuid4().hex,
            "order_id": a1,
            "station": "grill",
        },
    )
    assert answer["code"] == "not_paired"
    assert screen.next("disconnect") is None
    assert record(web, a1).version == 1


def shown_by(web: WebProcess, token: str, *also: str) -> None:
    """Let a display show other boards besides its own, as the shell or another web server does."""
    display = web.access.display_of(token)
    assert display is not None
    web.access.show(display.id, also)


def test_boards_that_another_process_gave_or_took_are_told_with_the_next_event(
    web: WebProcess, a1: str
) -> None:
    token = web.pair("grill")
    screen = Screen(web, token)
    screen.subscribe("grill")
    assert screen.next("assigned")["boards"] == ["grill"]
    shown_by(web, token, "fryer")
    beat: dict[str, Any] = {"cursors": {}, "visible": True}
    assert screen.ask("beat", beat)["ok"]
    assert screen.next("assigned")["boards"] == ["grill", "fryer"]
    screen.subscribe("fryer")
    shown_by(web, token)
    web.apply(a1, category="Fried")
    screen.next("changes")
    assert screen.ask("laid_out", {"tickets": [["fryer", a1, 1]]})["code"] == "try_again"
    assert screen.next("assigned")["boards"] == ["grill"]
    assert record(web, a1).parts["fryer"].delivery.state is DeliveryState.IN_FLIGHT
    press = {"command": "MarkPartReady", "command_id": uuid4().hex, "order_id": a1}
    fryer = Screen(web, web.pair("fryer"))
    assert fryer.ask("act", press | {"station": "fryer"})["result"] == "done"
    web.apply(f"{a1}-2")
    assert screen.next("changes")["board"] == "grill"
    screen.close()
    fryer.close()


def test_a_board_that_is_shown_later_confirms_too(web: WebProcess, a1: str) -> None:
    lines = (
        Line(line_id="L1", product="Burger", quantity=1),
        Line(line_id="L2", product="Fries", quantity=1, category="Fried"),
    )
    web.apply(a1, lines=lines)
    token = web.pair("grill")
    screen = Screen(web, token)
    for board in ("grill", "fryer"):
        shown_by(web, token, "fryer")
        screen.subscribe(board)
        assert screen.ask("laid_out", {"tickets": [[board, a1, 1]]})["ok"]
        assert record(web, a1).parts[board].delivery.state is DeliveryState.CONFIRMED
    screen.close()


def test_nobody_gets_the_answer_to_what_another_asked(web: WebProcess, a1: str, a2: str) -> None:
    same = uuid4().hex
    for order_id in (a1, a2):
        web.apply(order_id)
        screen = Screen(web, web.pair("grill"))
        press = {"command": "MarkPartReady", "order_id": order_id, "station": "grill"}
        assert screen.ask("act", press | {"command_id": same})["result"] == "done"
        assert record(web, order_id).parts["grill"].cooking.state is CookingState.READY
        screen.close()


def test_nonsense_is_answered_and_changes_nothing(web: WebProcess) -> None:
    screen = Screen(web, web.pair("grill"))
    for event in ("subscribe", "laid_out", "beat", "act"):
        payloads: list[Any] = [None, 7, "x" * 1000, [], {}, {"tickets": [[1, 2, 3]]}]
        for payload in (*payloads, {"board": "../x"}):
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
