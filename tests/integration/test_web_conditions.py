"""Tags, conditions, keys and pages of the web server's orders."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.conftest import Server
from tests.integration.browser import Answer, Browser
from tests.integration.web_people import not_sent, signed_in, started
from tests.integration.web_process import WebProcess


def test_an_order_that_has_not_changed_is_not_sent_twice(web: WebProcess, manager: Browser) -> None:
    web.apply(order_id := f"A-{uuid4().hex[:8]}")
    path = f"/api/v1/orders/{order_id}"
    first = manager.get(path)
    assert first.headers["ETag"].startswith('"r1.v1.')
    again = manager.get(path, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.text, again.headers["ETag"]) == (304, "", first.headers["ETag"])
    manager.cookies["kds_language"] = "fi"
    finnish = manager.get(path, **{"If-None-Match": first.headers["ETag"]})
    assert finnish.status == 200
    settle(manager, order_id)
    changed = manager.get(path, **{"If-None-Match": first.headers["ETag"]})
    assert (changed.status, changed.headers["ETag"][:7]) == (200, '"r1.v2.')


def test_a_command_is_done_only_to_the_order_that_was_seen(
    web: WebProcess, manager: Browser
) -> None:
    not_sent(web, order_id := f"A-{uuid4().hex[:8]}")
    stale = settle(manager, order_id, **{"If-Match": '"r1.v1", W/"r1.v2"'})
    assert (stale.status, stale.json["code"]) == (412, "stale")
    assert "Not sent to kitchen" in stale.json["detail"]
    assert '"r1.v2"' in stale.json["detail"]
    assert manager.get(f"/api/v1/orders/{order_id}").json["status"] == "NOT_SENT_TO_KITCHEN"
    assert settle(manager, order_id, **{"If-Match": '"r1.v2"'}).json["result"] == "done"


def test_an_idempotency_key_stands_for_the_command_id(web: WebProcess, manager: Browser) -> None:
    not_sent(web, order_id := f"A-{uuid4().hex[:8]}")
    path = f"/api/v1/orders/{order_id}/commands"
    asked = {"command": "RequestResend"}
    missing = manager.post(path, asked)
    assert [each["path"] for each in missing.json["problems"]] == ["$.command_id"]
    for key in (uuid4().hex, "k", "with/other~signs!", "x" * 200):
        headers = {"Idempotency-Key": key, "If-Match": tag(manager, order_id)}
        first = manager.post(path, asked, **headers)
        assert first.json["result"] == "done"
        assert manager.post(path, asked, **headers).json == first.json, "though the tag is another"
    wrong = manager.post(path, asked, **{"Idempotency-Key": "with blanks"})
    assert [each["path"] for each in wrong.json["problems"]] == ["Idempotency-Key"]


def test_a_key_that_comes_with_something_else_is_refused_and_does_nothing(
    web: WebProcess, manager: Browser
) -> None:
    for order_id in (ids := [f"A-{uuid4().hex[:8]}" for _ in range(2)]):
        not_sent(web, order_id)
    settles = {"command": "ResolveOtherwise", "reason": "told by phone"}
    key = {"Idempotency-Key": uuid4().hex}
    one, other = (f"/api/v1/orders/{order_id}/commands" for order_id in ids)
    assert manager.post(one, settles, **key).json["result"] == "done"
    for path, asked in (
        (other, settles),
        (one, settles | {"reason": "shouted"}),
        (one, {"command": "RequestResend"}),
    ):
        refused = manager.post(path, asked, **key)
        assert (refused.status, refused.json["code"]) == (409, "idempotency_conflict")
    (untouched,) = web.kitchen.store.records(ids[1:])
    assert untouched.version == 2
    assert manager.post(one, settles, **key).json["result"] == "done", "the first is as it was"


def settle(manager: Browser, order_id: str, **headers: str) -> Answer:
    """Ask to settle an order by hand, once."""
    body = {"command": "ResolveOtherwise", "command_id": uuid4().hex, "reason": "told by phone"}
    return manager.post(f"/api/v1/orders/{order_id}/commands", body, **headers)


def tag(manager: Browser, order_id: str) -> str:
    """Return the tag of an order as it stands."""
    return str(manager.get(f"/api/v1/orders/{order_id}").headers["ETag"])


# A page at a time


def test_a_list_is_read_page_by_page_while_orders_come_and_go(
    tmp_path: Path, shared_server: Server, site: str
) -> None:
    web = started(WebProcess(tmp_path, shared_server.url, site))
    try:
        ids = [f"A-{number:02}" for number in range(7)]
        for order_id in ids:
            web.apply(order_id)
        manager = signed_in(web, "Mari")
        first = manager.get("/api/v1/orders?limit=3").json
        assert ids_of(first) == ids[:3]
        settle(manager, ids[0])
        settle(manager, ids[4])
        web.apply("A-99")
        second = manager.get(f"/api/v1/orders?limit=3&after={first['next']}").json
        assert ids_of(second) == [ids[3], *ids[5:7]]
        third = manager.get(f"/api/v1/orders?limit=3&after={second['next']}").json
        assert (ids_of(third), third["next"]) == (["A-99"], None)
        done_first = manager.get("/api/v1/orders?open=0&limit=3").json
        assert ids_of(done_first) == [ids[0], ids[4], ids[1]]
        rest = manager.get(f"/api/v1/orders?open=0&after={done_first['next']}").json
        assert ids_of(rest) == [*ids[2:4], *ids[5:7], "A-99"]
    finally:
        web.stop()


def ids_of(page: dict[str, Any]) -> list[str]:
    """Return the ids of the orders of a page."""
    return [order["order_id"] for order in page["orders"]]
