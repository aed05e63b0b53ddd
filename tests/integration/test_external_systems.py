"""External systems at a real till: what they may do, and what of others they may not know."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kds.installation import system_key
from kds.orders import commands as c
from tests.conftest import Server
from tests.integration.till_process import new_key
from tests.integration.web_shop import LINE, Shop, a_shop


@pytest.fixture
def shop(tmp_path: Path, shared_server: Server, site: str) -> Iterator[Shop]:
    """A web shop for one test."""
    with a_shop(tmp_path, shared_server, site) as shop:
        yield shop


@pytest.fixture(scope="module")
def quiet_shop(tmp_path_factory: pytest.TempPathFactory, shared_server: Server) -> Iterator[Shop]:
    """A web shop for all tests in which nothing is done."""
    folder = tmp_path_factory.mktemp("shop")
    with a_shop(folder, shared_server, f"t{uuid4().hex[:12]}") as shop:
        yield shop


def test_what_is_not_paid_does_not_reach_the_kitchen(shop: Shop) -> None:
    order_id = shop.place()
    shop.route()

    assert shop.status(order_id) == "PENDING"
    failed = shop.report(order_id, "failed", reason="card declined")
    assert failed.status == 200
    assert failed.body["order"]["outside"]["problem"] == "card declined"
    shop.route()
    assert shop.status(order_id) == "PENDING"
    record = shop.kitchen.store.records([order_id])[0]
    assert (record.parts, record.approval.state) == ({}, "not_needed"), "nobody there is asked"


def test_the_customer_cancels_before_paying(shop: Shop) -> None:
    order_id = shop.place()
    assert shop.report(order_id, "cancelled", reason="too slow").status == 200

    assert shop.status(order_id) == "CANCELLED"
    gone = shop.next().event
    assert (gone["type"], gone["data"]["place"]) == ("kds.order.stopped.v1", "external system")
    assert shop.report(order_id, "paid").body["code"] == "not_allowed"


def test_a_system_sees_and_changes_its_own_orders_only(shop: Shop) -> None:
    own, others = shop.place(), shop.place("app")
    tills = shop.till.place(1)[0]

    assert shop.ask("GET", f"orders/{own}").status == 200
    nowhere = shop.ask("GET", "orders/A-none")
    for order_id in (others, tills):
        for answer in (shop.ask("GET", f"orders/{order_id}"), shop.report(order_id, "paid")):
            assert (answer.status, answer.body["code"]) == (404, "unknown_order")
            told = answer.body["detail"].replace(order_id, "A-none")
            assert told == nowhere.body["detail"], "it tells that there is such an order"
    assert shop.till.where(others)["status"] == "PENDING"


def test_a_system_sees_what_became_of_its_order_and_nobody_of_the_restaurant(shop: Shop) -> None:
    placed: dict[str, Any] = {"note": "ring twice", "customer": {"name": "Grace"}}
    order_id = shop.place(**placed)
    assert shop.report(order_id, "paid").status == 200
    path = f"/api/v1/orders/{order_id}"
    shop.route()
    shop.tell(c.Approve, order_id, minutes=25)
    assert shop.next().event["data"]["minutes"] == 25
    changed = {"responsible": "Ada of the bar", "lines": [LINE, {"product": "Cola", "quantity": 1}]}
    assert shop.till.ask("POST", f"{path}/change", changed).status == 200
    assert shop.till.ask("POST", f"{path}/void", {"reason": "Otto was rude"}).status == 200

    seen = shop.ask("GET", f"orders/{order_id}")
    reported = shop.report(order_id, "paid")

    assert seen.headers["Etag"].startswith(f'"{seen.body["tag"]}.')
    assert set(seen.body) == {"order_id", "tag", "order", "whereabouts", "approval", "money"}
    said = json.dumps([seen.body, reported.body])
    hidden = ("Ada", "Otto", "Grill left", "till A", "grill", "deeds")
    assert [name for name in hidden if name in said] == []
    assert {name: seen.body["order"][name] for name in placed} == placed
    assert seen.body["whereabouts"]["status"] == "VOIDED"
    answer = seen.body["approval"]
    assert (answer["state"], answer["minutes"], answer["reason"]) == ("approved", 25, None)
    assert answer["promised_at"] is not None
    assert seen.body["money"]["taken"] == 2400


def test_a_report_is_answered_with_no_more_than_a_look(shop: Shop) -> None:
    order_id = shop.place()
    reported = shop.report(order_id, "paid")

    assert reported.body == shop.ask("GET", f"orders/{order_id}").body


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "orders"),
        ("GET", "menu"),
        ("GET", "webhooks"),
        ("POST", "orders/{own}/pay"),
        ("POST", "orders/{own}/void"),
        ("POST", "orders/{own}/delete"),
        ("POST", "orders/{own}/send-again"),
        ("POST", "webhooks/evt_1/retry"),
    ],
)
def test_what_is_for_the_restaurant_is_refused_to_a_system(
    quiet_shop: Shop, method: str, path: str
) -> None:
    own = quiet_shop.place(order_id="shop-own")
    answer = quiet_shop.ask(method, path.format(own=own), {} if method == "POST" else None)

    assert (answer.status, answer.body["code"]) == (403, "not_permitted")


@pytest.mark.parametrize("key", [None, "", "wrong", "ä" * 20])
def test_a_wrong_key_opens_nothing(quiet_shop: Shop, key: str | None) -> None:
    for method, path in (("POST", "orders"), ("GET", "orders/A-1")):
        answer = quiet_shop.till.ask(method, f"/api/v1/{path}", {"service": "delivery"}, key=key)

        assert (answer.status, answer.body["code"]) == (401, "not_signed_in")


@pytest.mark.parametrize(
    ("system", "order", "path"),
    [
        ("shop", {"needs_approval": False}, "$.needs_approval"),
        ("app", {"hold": False}, "$.hold"),
        ("shop", {"number": "A1"}, "$.number"),
        ("shop", {"responsible": "Ada"}, "$.responsible"),
        ("shop", {"outside": {"reference": ""}}, "$.outside.reference"),
        ("shop", {"note": "x" * 300_000}, None),
    ],
)
def test_what_a_system_may_not_say(
    quiet_shop: Shop, system: str, order: dict[str, Any], path: str | None
) -> None:
    order_id = f"{system}-wrong"
    sent = {"service": "delivery", "lines": [LINE], "order_id": order_id} | order
    answer = quiet_shop.ask("POST", "orders", sent, system)

    assert answer.status == (422 if path else 413)
    assert [each["path"] for each in answer.body.get("problems", [])] == ([path] if path else [])
    assert quiet_shop.ask("GET", f"orders/{order_id}", system=system).status == 404


def test_a_system_whose_orders_need_no_approval_reaches_the_kitchen_when_paid(shop: Shop) -> None:
    placed = shop.place("app", outside={"is_paid": True})
    shop.route()

    assert list(shop.kitchen.store.records([placed])[0].parts) == ["grill"]


def test_keys_and_ids_of_two_systems_are_their_own(shop: Shop) -> None:
    sent = {"service": "delivery", "lines": [LINE]}
    key = new_key()
    orders = []
    for system in ("shop", "app"):
        own_key = system_key(shop.till.settings, system)
        placed = shop.till.ask("POST", "/api/v1/orders", sent, key=own_key, Idempotency_Key=key)
        orders.append(placed.body["order_id"])
    assert orders[0] != orders[1]

    named = sent | {"order_id": "shop-1"}
    assert [shop.ask("POST", "orders", named).status for _ in range(2)] == [201, 201]
    changed = shop.ask("POST", "orders", named | {"note": "quick"})
    assert (changed.status, changed.body["code"]) == (409, "order_conflict")


@pytest.mark.parametrize(
    ("system", "order_id"),
    [
        ("shop", "app-1"),
        ("shop", "app-never"),
        ("shop", "A-1"),
        ("shop", "shop"),
        ("shop", "shop.1"),
        ("shop", "shop-two-1"),
        ("shop-two", "shop-1"),
    ],
)
def test_an_id_that_is_not_a_systems_own_tells_nothing(
    quiet_shop: Shop, system: str, order_id: str
) -> None:
    own_key = system_key(quiet_shop.till.settings, "app")
    sent = {"service": "delivery", "lines": [LINE]}
    quiet_shop.till.ask("POST", "/api/v1/orders", sent | {"order_id": "app-1"}, key=own_key)
    answer = quiet_shop.ask("POST", "orders", sent | {"order_id": order_id}, system)

    assert answer.status == 422
    (wrong,) = answer.body["problems"]
    assert (wrong["path"], f"'{system}-'" in wrong["reason"]) == ("$.order_id", True)


@pytest.mark.parametrize(("system", "order_id"), [("shop", "shop-3"), ("shop-two", "shop-two-3")])
def test_a_system_may_give_ids_that_begin_with_its_name(
    quiet_shop: Shop, system: str, order_id: str
) -> None:
    assert quiet_shop.place(system, order_id=order_id) == order_id
