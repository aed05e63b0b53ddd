"""Work in the kitchen, from real screens over sockets and from the back office over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from msgspec.structs import replace

from kds.orders.part import DeliveryState
from tests.integration.browser import Browser
from tests.integration.web_orders import BURGERS, FRIES
from tests.integration.web_people import shell
from tests.integration.web_process import Screen, WebProcess


def _screen(web: WebProcess, board: str) -> Screen:
    screen = Screen(web, web.pair(board))
    assert screen.subscribe(board)["ok"]
    return screen


def _act(screen: Screen, order_id: str, command: str, **fields: Any) -> dict[str, Any]:
    asked = {"command": command, "command_id": uuid4().hex, "order_id": order_id}
    answer: dict[str, Any] = screen.ask("act", asked | fields)
    return answer


def _ticket(screen: Screen, order_id: str) -> dict[str, Any] | None:
    """Return the order as the next push has it, or None where it left the board."""
    while True:
        for change in screen.next("changes")["changes"]:
            if change["order_id"] == order_id:
                view: dict[str, Any] | None = change["view"]
                return view


def _there(screen: Screen, order_id: str) -> dict[str, Any]:
    view = _ticket(screen, order_id)
    assert view is not None
    return view


def test_what_a_cook_does_is_seen_at_every_screen_of_the_order(web: WebProcess) -> None:
    web.apply(order := f"A-{uuid4().hex[:12]}", lines=COURSES)
    grill, fryer, expo = (_screen(web, board) for board in ("grill", "fryer", "pass"))

    struck = {"station": "grill", "line_ids": ["L1"], "struck": True, "version": 1}
    assert _act(grill, order, "StrikeLines", **struck)["result"] == "done"
    assert _there(grill, order)["lines"][0]["struck"] is True
    # The course before is made, so that what was later at another station is not any more.
    at_fryer = _there(fryer, order)
    assert (at_fryer["course"], "later" in at_fryer["lines"][0]) == (2, False)
    assert _there(expo, order)["parts"][0]["state"] == "started"

    assert _act(expo, order, "HoldPart", station="fryer")["result"] == "done"
    assert "held_at" in _there(fryer, order)
    assert _act(fryer, order, "SetPriority", priority=True)["result"] == "done"
    assert _there(fryer, order)["priority"] is True
    for screen in (grill, fryer, expo):
        screen.close()


COURSES = (replace(BURGERS, course=1), replace(FRIES, course=2))


def test_a_part_leaves_its_own_screen_at_once_and_must_be_laid_out_at_the_next(
    web: WebProcess,
) -> None:
    web.apply(order := f"A-{uuid4().hex[:12]}")
    grill, fryer = _screen(web, "grill"), _screen(web, "fryer")
    move = {"station": "grill", "to": "fryer", "seen": True}

    assert _act(fryer, order, "MovePart", **move)["code"] == "not_permitted"
    assert _act(grill, order, "MovePart", **{**move, "to": "roof"})["code"] == "unknown_station"
    assert _act(grill, order, "MovePart", **move)["result"] == "done"
    assert _ticket(grill, order) is None
    came = _there(fryer, order)
    assert came["moved_from"] == "grill"
    assert _delivery(web, order) is DeliveryState.IN_FLIGHT
    assert fryer.ask("laid_out", {"tickets": [["fryer", order, came["version"]]]})["ok"]
    assert _delivery(web, order) is DeliveryState.CONFIRMED
    for screen in (grill, fryer):
        screen.close()


def _delivery(web: WebProcess, order_id: str) -> DeliveryState:
    (record,) = web.kitchen.store.records([order_id])
    return record.parts["fryer"].delivery.state


def test_only_a_stations_own_screen_or_a_person_says_that_it_is_seen(web: WebProcess) -> None:
    web.apply(order := f"A-{uuid4().hex[:12]}")
    grill, expo = _screen(web, "grill"), _screen(web, "pass")

    _act(expo, order, "MovePart", station="grill", to="fryer", seen=True)
    assert _there(grill, order)["stopped"] == "moved"
    for screen in (grill, expo):
        screen.close()


def test_the_back_office_does_it_in_the_cooks_place_and_the_history_tells_it(
    web: WebProcess, manager: Browser
) -> None:
    web.apply(order := f"A-{uuid4().hex[:12]}", lines=COURSES)
    path = f"/api/v1/orders/{order}"
    assert manager.get(path).json["next_course"] == 2

    given: tuple[dict[str, Any], ...] = (
        {"command": "FireCourse", "course": 2},
        {"command": "StrikeLines", "station": "grill", "line_ids": ["L1"], "struck": True},
        {"command": "StrikeLines", "station": "grill", "line_ids": ["L1"], "struck": False},
        {"command": "HoldPart", "station": "grill"},
        {"command": "FirePart", "station": "grill"},
        {"command": "SetPriority", "priority": True},
        {"command": "SetPriority", "priority": False},
        {"command": "MovePart", "station": "grill", "to": "fryer", "seen": True},
    )
    for body in given:
        answer = manager.post(f"{path}/commands", body | {"command_id": uuid4().hex})
        assert answer.status == 200, answer.text
    refused = manager.post(f"{path}/commands", {**given[-1], "command_id": uuid4().hex})
    assert (refused.status, refused.json["code"]) == (409, "stopped")

    page = manager.get(path, **{"Accept-Language": "en"}).json
    events = [each for each in page["events"] if each.get("type") in OF_COOKS]
    assert [(each["words"], *each.get("details", ())) for each in events] == [
        ("course fired", "course 2"),
        ("lines crossed off", "2\u00d7 Burger"),
        ("lines not crossed off after all", "2\u00d7 Burger"),
        ("put on hold",),
        ("fired: it was on hold",),
        ("goes before others",),
        ("goes before others no more",),
        ("moved to another station", "to Fryer"),
    ]
    assert {each["where"] for each in events} == {"back office, in the kitchen's place"}
    assert {each["who"] for each in events} == {"Mari"}
    finnish = shell(web).get(path, **{"Accept-Language": "fi"}).json["events"]
    assert finnish[-1]["words"] == "siirretty toiselle keittiöpisteelle"


OF_COOKS = {
    "kds.order.course-fired.v1",
    "kds.part.lines-struck.v1",
    "kds.part.held.v1",
    "kds.part.fired.v1",
    "kds.order.priority-set.v1",
    "kds.part.moved.v1",
}
