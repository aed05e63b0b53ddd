"""No screen looks live over an old board: what it missed it is sent for, on a real web process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kds.access import Role
from kds.bus.keys import SCHEMA_VERSION
from kds.clock import millis, now
from kds.orders.part import DeliveryState
from kds.web.boards import id_key
from tests.conftest import Server
from tests.integration.browser import Browser
from tests.integration.web_process import Screen, WebProcess

UNREADABLE = b'{"type":"kds.part.ready.v1","data":{"change":{},"record":{}}}'
FUTURE_SCHEMA = SCHEMA_VERSION + 1


@pytest.fixture
def web(tmp_path: Path, own_server: Server, site: str) -> Iterator[WebProcess]:
    process = WebProcess(tmp_path, own_server.url, site)
    process.access.add_person("Mari", Role.MANAGER, "271828")
    process.start()
    yield process
    process.stop()


def cursor(answer: dict[str, Any]) -> dict[str, str]:
    return {"epoch": answer["epoch"], "id": answer["id"]}


def tick_with(screen: Screen, wanted: Any) -> dict[str, Any]:
    """Return the first of the next ticks that is as wanted."""
    for _ in range(20):
        tick: dict[str, Any] = screen.next("tick")
        if wanted(tick):
            return tick
    raise AssertionError(f"20 ticks came, the last was {tick}")


def trim_everything(web: WebProcess) -> None:
    web.client.xtrim(web.keys.events, minid=f"{millis(now()) + 1}-0", approximate=False)


def test_a_screen_that_slept_past_the_trimming_gets_the_whole_board(web: WebProcess) -> None:
    web.apply("A-seen")
    screen = Screen(web, web.pair("grill"))
    before = screen.subscribe("grill")
    web.apply("A-missed")
    screen.next("changes")
    trim_everything(web)
    again = screen.subscribe("grill", cursor(before))
    assert again["kind"] == "snapshot"
    assert {ticket["order_id"] for ticket in again["tickets"]} == {"A-seen", "A-missed"}
    assert screen.subscribe("grill", cursor(again))["changes"] == []
    screen.close()


def test_an_unreadable_event_is_passed_over_and_every_screen_fetches_its_board(
    web: WebProcess,
) -> None:
    screen = Screen(web, web.pair("grill"))
    before = screen.subscribe("grill")
    web.apply("A-first")
    first = screen.next("changes")
    odd = web.client.xadd(web.keys.events, {"event": UNREADABLE})
    assert isinstance(odd, bytes)
    web.apply("A-later")
    later = screen.next("changes")
    assert [change["order_id"] for change in later["changes"]] == ["A-later"]
    assert id_key(later["prev"]) >= id_key(odd.decode()) > id_key(first["id"])
    again = screen.subscribe("grill", cursor(before))
    assert again["kind"] == "snapshot"
    assert {ticket["order_id"] for ticket in again["tickets"]} == {"A-first", "A-later"}
    screen.close()


def test_while_events_cannot_be_followed_no_screen_is_live(web: WebProcess) -> None:
    screen = Screen(web, web.pair("grill"))
    screen.subscribe("grill")
    assert tick_with(screen, lambda tick: tick["epoch"])["bus_lost_since"] is None
    web.client.delete(web.keys.events)
    web.client.set(web.keys.events, "not a stream")
    tick_with(screen, lambda tick: tick["bus_lost_since"])
    web.client.delete(web.keys.events)
    tick_with(screen, lambda tick: not tick["bus_lost_since"])
    web.apply("A-after")
    assert screen.next("changes")["changes"][0]["order_id"] == "A-after"
    screen.close()


def test_what_came_before_the_events_were_followed_is_fetched(web: WebProcess) -> None:
    """With a schema of the future the web server waits, and screens can subscribe all the same."""
    web.stop()
    web.client.set(web.keys.schema, FUTURE_SCHEMA)
    web.apply("A-first")
    web.start()
    screen = Screen(web, web.pair("grill"))
    early = screen.subscribe("grill")
    web.apply("A-between")
    tick_with(screen, lambda tick: tick["bus_lost_since"])
    web.client.set(web.keys.schema, SCHEMA_VERSION)
    tick = tick_with(screen, lambda tick: tick["epoch"])
    assert id_key(tick["ids"]["grill"]) > id_key(early["id"])
    missed = screen.subscribe("grill", cursor(early))
    assert [change["order_id"] for change in missed["changes"]] == ["A-between"]
    web.apply("A-next")
    assert id_key(screen.next("changes")["prev"]) > id_key(early["id"])
    screen.close()


def test_a_web_server_that_knows_nothing_yet_still_takes_the_word_of_the_pass(
    web: WebProcess,
) -> None:
    web.apply("A-passed")
    token = web.pair("pass")
    screen = Screen(web, token)
    seen = screen.subscribe("pass")
    screen.close()
    web.stop()
    web.client.set(web.keys.schema, FUTURE_SCHEMA)
    web.start()
    screen = Screen(web, token)
    assert screen.subscribe("pass", cursor(seen))["changes"] == []
    assert screen.ask("laid_out", {"tickets": [["pass", "A-passed", 1]]})["ok"]
    record = web.kitchen.store.records(["A-passed"])[0]
    assert record.parts["grill"].delivery.state is DeliveryState.CONFIRMED
    screen.close()


def test_displays_that_changed_while_the_bus_was_away_are_told_to_it(
    web: WebProcess, own_server: Server
) -> None:
    manager = Browser(web.port)
    manager.sign_in("Mari", "271828")
    stays, goes = web.pair("grill", "Stays"), web.pair("fryer", "Goes")
    screen = Screen(web, stays)
    screen.subscribe("grill")
    web.apply("A-first")
    screen.next("changes")
    gone = web.access.display_of(goes)
    left = web.access.display_of(stays)
    assert gone is not None
    assert left is not None
    assert manager.post(f"/api/v1/displays/{left.id}/show", {"stations": []}).status == 200
    assert set(web.client.hkeys(web.keys.displays)) == {gone.id.encode(), left.id.encode()}
    own_server.kill()
    tick_with(screen, lambda tick: tick["bus_lost_since"])
    assert manager.post(f"/api/v1/displays/{gone.id}/revoke", {}).status == 200
    own_server.start()
    mirrored = [left.id.encode()]
    tick_with(screen, lambda _: web.client.hkeys(web.keys.displays) == mirrored)
    screen.close()


def test_no_report_is_answered_with_the_outcome_of_another(web: WebProcess) -> None:
    """The kitchen keeps each command's outcome by its id: ids that collide swallow reports."""
    shop = "shop.example.com:helsinki:kamppi:2026-11-22:"
    orders = [f"{shop}{uuid4().hex[:4]}-{number}" for number in range(2)]
    screen = Screen(web, web.pair("grill"))
    screen.subscribe("grill")
    for order_id in orders:
        web.apply(order_id)
        assert screen.ask("laid_out", {"tickets": [["grill", order_id, 1]]})["ok"]
    states = [r.parts["grill"].delivery.state for r in web.kitchen.store.records(orders)]
    assert states == [DeliveryState.CONFIRMED] * 2
    screen.close()
