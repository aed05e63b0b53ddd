"""Orders over HTTP: looked up, and acted on from the back office."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from tests.conftest import Server
from tests.integration.browser import Browser
from tests.integration.web_people import not_sent, shell, started
from tests.integration.web_process import Screen, WebProcess


def test_orders_tell_status_parts_and_causes(web: WebProcess, manager: Browser) -> None:
    not_sent(web, order_id := f"A-{uuid4().hex[:8]}")
    listed = manager.get("/api/v1/orders?status=NOT_SENT_TO_KITCHEN&limit=1000").json["orders"]
    order = next(each for each in listed if each["order_id"] == order_id)
    assert order["till"] == "A"
    assert order["status_english"] == "Not sent to kitchen"
    (part,) = order["parts"]
    assert (part["station"], part["delivery"], part["cooking"]) == ("grill", "not_sent", "waiting")
    assert (part["shown_at"], part["live"]) == (None, False)
    assert order["causes"][0].startswith("no display of station Grill is connected since ")
    one = manager.get(f"/api/v1/orders/{order_id}").json
    assert one["status"] == "NOT_SENT_TO_KITCHEN"
    assert one["record"]["order"]["order_id"] == order_id
    assert [step["type"] for step in one["history"]] == [
        "kds.order.applied.v1",
        "kds.delivery.failed.v1",
    ]
    assert one["history"][1]["cause_text"] == order["causes"][0]
    others = manager.get("/api/v1/orders?status=IN_KITCHEN&limit=1000").json["orders"]
    assert order_id not in [each["order_id"] for each in others]
    assert len(manager.get("/api/v1/orders?limit=1").json["orders"]) == 1


def test_what_was_shown_is_told_apart_from_what_is_on_a_live_screen(
    web: WebProcess, manager: Browser
) -> None:
    web.apply(order_id := f"A-{uuid4().hex[:8]}", category="Fried")
    screen = Screen(web, web.pair("fryer"))
    screen.subscribe("fryer")
    screen.ask("beat", {"cursors": {}, "visible": True})
    screen.ask("laid_out", {"tickets": [["fryer", order_id, 1]]})
    screen.close()

    def part() -> dict[str, Any]:
        summary = manager.get(f"/api/v1/orders/{order_id}").json["summary"]
        found: dict[str, Any] = summary["parts"][0]
        return found

    shown = part()
    delivery = web.kitchen.store.records([order_id])[0].parts["fryer"].delivery
    assert msgspec.convert(shown["shown_at"], datetime) == delivery.confirmed_at is not None
    assert shown["live"] is True
    web.client.delete(web.keys.presence)
    assert part() == shown | {"live": False}


@pytest.mark.parametrize(
    "query", ["status=HUNGRY", "limit=many", "limit=0", "limit=1001", "after=x", "after=bnVsbA"]
)
def test_a_question_that_makes_no_sense_is_refused(manager: Browser, query: str) -> None:
    answer = manager.get(f"/api/v1/orders?{query}")
    assert answer.status == 422
    assert manager.get(f"/api/v1/orders?{query}", Accept="application/json").json["problems"]


def test_a_command_acts_once_and_tells_what_holds(web: WebProcess, manager: Browser) -> None:
    not_sent(web, order_id := f"A-{uuid4().hex[:8]}")
    path = f"/api/v1/orders/{order_id}/commands"
    asked = {"command": "RequestResend", "command_id": uuid4().hex}
    first = manager.post(path, asked)
    assert (first.status, first.json["result"]) == (200, "done")
    assert manager.post(path, asked).json == first.json
    settled = {"command": "ResolveOtherwise", "command_id": uuid4().hex, "reason": "told by phone"}
    assert manager.post(path, settled).json["result"] == "done"
    again = manager.post(path, asked | {"command_id": uuid4().hex})
    assert again.status == 409
    assert again.json["code"] == "not_allowed"
    step = manager.get(f"/api/v1/orders/{order_id}").json["history"][-1]
    assert (step["by"]["name"], step["reason"]) == ("Mari", "told by phone")
    unknown = manager.post("/api/v1/orders/none/commands", asked | {"command_id": uuid4().hex})
    assert (unknown.status, unknown.json["code"]) == (404, "unknown_order")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"command": "ApplyOrder"}, "$.command"),
        ({"command_id": "short"}, "$.command_id"),
        ({"command_id": "with blanks in it"}, "$.command_id"),
        ({"command": "Reject"}, "$.reason"),
        ({"command": "Reject", "reason": "x" * 201}, "$.reason"),
        ({"command": "Approve", "minutes": 7}, "$.minutes"),
        ({"command": "StartPart"}, "$.station"),
        ({"command": "StartPart", "station": "../x"}, "$.station"),
        ({"by": "somebody else"}, "$.by"),
    ],
)
def test_a_malformed_command_is_refused_with_the_place(
    manager: Browser, change: dict[str, object], path: str
) -> None:
    asked = {"command": "RequestResend", "command_id": uuid4().hex} | change
    answer = manager.post("/api/v1/orders/A-1/commands", asked)
    assert answer.status == 422
    assert [problem["path"] for problem in answer.json["problems"]] == [path]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"[" * 20_000, b"null", b'"x"'])
def test_what_is_no_json_object_is_refused(manager: Browser, body: bytes) -> None:
    headers = {"Content-Type": "application/json", "X-KDS": "1"}
    for path in ("/api/v1/orders/A-1/commands", "/api/v1/displays/approve", "/pair/begin"):
        assert manager.send("POST", path, body, headers).status == 422


def test_a_cashier_sends_again_and_decides_nothing(web: WebProcess, cashier: Browser) -> None:
    not_sent(web, order_id := f"A-{uuid4().hex[:8]}")
    path = f"/api/v1/orders/{order_id}/commands"
    settled = {"command": "ResolveOtherwise", "command_id": uuid4().hex, "reason": "none"}
    assert cashier.post(path, settled).status == 403
    asked = {"command": "RequestResend", "command_id": uuid4().hex}
    assert cashier.post(path, asked).json["result"] == "done"


def test_everything_is_sent_again_with_one_request(
    tmp_path: Path, shared_server: Server, site: str
) -> None:
    web = started(WebProcess(tmp_path, shared_server.url, site))
    try:
        ids = [f"A-{number:04}" for number in range(5)]
        for order_id in ids:
            not_sent(web, order_id)
        web.apply("A-9999")
        assert shell(web).post("/api/v1/orders/resend-all", {}).json == {"asked": 5, "refused": []}
        for record in web.kitchen.store.records(ids):
            assert record.resend is not None
            assert record.resend.attempt == 1
        (untouched,) = web.kitchen.store.records(["A-9999"])
        assert untouched.resend is None
    finally:
        web.stop()
