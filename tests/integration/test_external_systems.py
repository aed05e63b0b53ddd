"""A web shop at a real till: it orders, tells of the payment, and hears what the kitchen says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import jsonschema
import pytest

from kds.clock import now
from kds.installation import system_key, system_webhook_secret
from kds.orders import commands as c
from kds.orders.part import Actor, ActorKind
from kds.till.webhooks.schemas import all_schemas
from kds.till.webhooks.sending import sign
from tests.conftest import Server
from tests.integration.till_process import Answer, KitchenHere, TillProcess, new_key
from tests.integration.webhook_receiver import Received, Receiver

SYSTEMS = """
[systems.shop]
name = "Web shop"
webhook = "{url}"
[systems.app]
name = "App"
needs_approval = false
"""
LINE = {"product": "Burger", "quantity": 2, "unit_price": 1200}
COOK = Actor(ActorKind.DISPLAY, "d1", "Grill left")
MANAGER = Actor(ActorKind.BACK_OFFICE, "mari", "Mari")


class Shop(Receiver):
    """A web shop: it asks the till, and hears webhooks, with its own key and secret."""

    till: TillProcess
    kitchen: KitchenHere

    def ask(self, method: str, path: str, body: Any = None, system: str = "shop") -> Answer:
        """Ask the till something with a system's key."""
        key = system_key(self.till.settings, system)
        return self.till.ask(method, f"/api/v1/{path}", body, key=key)

    def place(self, system: str = "shop", **order: Any) -> str:
        """Place an order and return its id."""
        outside = {"reference": "W-7"}
        sent = {"service": "delivery", "lines": [LINE], "outside": outside} | order
        placed = self.ask("POST", "orders", sent, system)
        assert placed.status == 201, placed.body
        return str(placed.body["order_id"])

    def report(self, order_id: str, result: str, **said: str) -> Answer:
        """Tell how the payment went."""
        return self.ask("POST", f"orders/{order_id}/report-payment", {"result": result, **said})

    def paid(self) -> str:
        """Place an order, pay it, and let the kitchen have it."""
        order_id = self.place()
        assert self.report(order_id, "paid").status == 200
        self.route()
        return order_id

    def status(self, order_id: str) -> str:
        """Return the order's status as the system sees it."""
        return str(self.ask("GET", f"orders/{order_id}").body["whereabouts"]["status"])

    def route(self) -> None:
        """Let the kitchen take what the till has said."""
        self.till.await_all_sent()
        self.kitchen.route()

    def tell(self, command: type[c.Command], order_id: str, by: Actor = COOK, **more: Any) -> None:
        """Let somebody in the kitchen or the back office act."""
        made = command(command_id=uuid4().hex, order_id=order_id, by=by, at=now(), **more)
        assert self.kitchen.kitchen.handle(made).result == "done"

    def next(self) -> Received:
        """Return the next webhook that comes; each is as its published schema says."""
        came = super().next()
        schema = all_schemas()[f"{came.event['type']}.json"]
        jsonschema.Draft202012Validator(schema).validate(came.event)
        return came

    def webhooks(self) -> list[dict[str, Any]]:
        """Return what the till says is not delivered."""
        listed: list[dict[str, Any]] = self.till.ask("GET", "/api/v1/webhooks").body["webhooks"]
        return listed

    def is_genuine(self, came: Received) -> bool:
        """Tell whether a webhook is signed by the till."""
        secret = system_webhook_secret(self.till.settings, "shop")
        timestamp = int(came.headers["webhook-timestamp"])
        return came.headers["webhook-signature"] == sign(secret, came.id, timestamp, came.body)


@contextmanager
def a_shop(folder: Path, server: Server, site: str) -> Iterator[Shop]:
    """Open a web shop beside a till and a kitchen."""
    with Shop() as shop:
        more = SYSTEMS.format(url=shop.url)
        shop.till = TillProcess(folder, server.url, site, more=more)
        shop.kitchen = KitchenHere(shop.till)
        shop.till.start()
        yield shop
        if shop.till.process is not None and shop.till.process.poll() is None:
            shop.till.stop()


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


def test_a_paid_order_is_approved_and_made_and_the_shop_hears_of_it(shop: Shop) -> None:
    order_id = shop.paid()
    assert shop.status(order_id) == "AWAITING_APPROVAL"

    shop.tell(c.Approve, order_id, minutes=25)
    yes = shop.next()
    shop.tell(c.MarkPartReady, order_id, station="grill")
    made = shop.next()

    assert shop.is_genuine(yes)
    assert shop.is_genuine(made)
    assert yes.event["type"] == "kds.order.approved.v1"
    assert yes.event["id"] == yes.id
    data = yes.event["data"]
    assert (data["order_id"], data["reference"], data["system"]) == (order_id, "W-7", "shop")
    assert (data["minutes"], data["status"]) == (25, "IN_KITCHEN")
    assert made.event["type"] == "kds.order.ready.v1"
    shop.till.await_that(lambda: shop.webhooks() == [])


def test_a_rejection_and_the_refund_that_follows_are_told(shop: Shop) -> None:
    order_id = shop.paid()
    shop.tell(c.Reject, order_id, reason="sold out")

    no = shop.next().event
    assert (no["type"], no["data"]["reason"]) == ("kds.order.rejected.v1", "sold out")
    path = f"/api/v1/orders/{order_id}/settle-refund"
    body = {"reason": "paid back in the shop", "method": "external"}
    assert shop.till.ask("POST", path, body).status == 200
    back = shop.next().event
    assert (back["type"], back["data"]["amount"]) == ("kds.refund.recorded.v1", 2400)


def test_the_customer_cancels_before_paying(shop: Shop) -> None:
    order_id = shop.place()
    assert shop.report(order_id, "cancelled", reason="too slow").status == 200

    assert shop.status(order_id) == "CANCELLED"
    gone = shop.next().event
    assert (gone["type"], gone["data"]["place"]) == ("kds.order.stopped.v1", "external system")
    assert shop.report(order_id, "paid").body["code"] == "not_allowed"


def test_what_is_not_taken_is_sent_again_under_the_same_id(shop: Shop) -> None:
    shop.answers[:] = [500, 302]
    order_id = shop.paid()
    shop.tell(c.Approve, order_id, minutes=15)

    tries = [shop.next() for _ in range(3)]

    assert len({each.id for each in tries}) == 1
    assert len({each.body for each in tries}) == 1
    assert {each.path for each in tries} == {"/kitchen?branch=3"}
    assert all(shop.is_genuine(each) for each in tries)
    shop.till.await_that(lambda: shop.webhooks() == [])


def test_why_it_is_not_taken_is_shown_and_a_person_can_send_it_at_once(shop: Shop) -> None:
    shop.answers[:] = [500] * 3
    order_id = shop.paid()
    shop.tell(c.Approve, order_id, minutes=15)
    for _ in range(3):
        shop.next()
    (owed,) = shop.till.await_that(lambda: [e for e in shop.webhooks() if e["tries"] == 3])

    assert (owed["order_id"], owed["problem"]) == (order_id, "it answered 500")
    again = shop.till.ask("POST", f"/api/v1/webhooks/{owed['event_id']}/retry")
    assert again.status == 202, again.body
    assert shop.next().id == owed["event_id"]
    shop.till.await_that(lambda: shop.webhooks() == [])
    twice = shop.till.ask("POST", f"/api/v1/webhooks/{owed['event_id']}/retry")
    assert (twice.status, twice.body["code"]) == (409, "not_needed")


def test_a_till_that_is_killed_while_the_shop_is_slow_sends_it_again(shop: Shop) -> None:
    shop.answers[:] = [None]
    order_id = shop.paid()
    shop.tell(c.Approve, order_id, minutes=15)
    first = shop.next()
    assert shop.till.process is not None
    shop.till.process.kill()
    shop.till.await_death()
    shop.till.start()

    second = shop.next()

    assert (second.id, second.body) == (first.id, first.body)
    assert shop.is_genuine(second)
    shop.till.await_that(lambda: shop.webhooks() == [])
    assert len(shop.all) == 2


def test_what_was_heard_while_the_till_was_away_is_told_once(shop: Shop) -> None:
    order_id = shop.paid()
    shop.till.stop()
    shop.tell(c.Approve, order_id, minutes=15)
    shop.tell(c.MarkPartReady, order_id, station="grill")
    shop.till.start()

    told = [shop.next().event["type"] for _ in range(2)]
    shop.till.await_that(lambda: shop.webhooks() == [])
    shop.till.stop()
    shop.till.start()
    shop.tell(c.RecallPart, order_id, station="grill")
    shop.tell(c.MarkPartReady, order_id, station="grill")

    assert told == ["kds.order.approved.v1", "kds.order.ready.v1"]
    assert shop.next().event["type"] == "kds.order.ready.v1", "nothing of before came again"


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
    own = quiet_shop.place(order_id="W-own")
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
        ("shop", {"outside": {"reference": ""}}, "$.outside.reference"),
        ("shop", {"note": "x" * 300_000}, None),
    ],
)
def test_what_a_system_may_not_say(
    quiet_shop: Shop, system: str, order: dict[str, Any], path: str | None
) -> None:
    sent = {"service": "delivery", "lines": [LINE], "order_id": "W-wrong"} | order
    answer = quiet_shop.ask("POST", "orders", sent, system)

    assert answer.status == (422 if path else 413)
    assert [each["path"] for each in answer.body.get("problems", [])] == ([path] if path else [])
    assert quiet_shop.ask("GET", "orders/W-wrong", system=system).status == 404


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

    named = sent | {"order_id": "W-1"}
    assert [shop.ask("POST", "orders", named).status for _ in range(2)] == [201, 201]
    others = shop.ask("POST", "orders", named, "app")
    assert (others.status, others.body["code"]) == (409, "order_conflict")


def test_no_secret_and_nothing_personal_is_logged(
    shop: Shop, capfd: pytest.CaptureFixture[str]
) -> None:
    shop.answers[:] = [500]
    order_id = shop.place(customer={"name": "Grace Hopper", "phone": "+358 40 1234567"})
    assert shop.report(order_id, "paid").status == 200
    shop.route()
    shop.tell(c.Approve, order_id, minutes=15)
    tries = [shop.next(), shop.next()]
    shop.till.await_that(lambda: shop.webhooks() == [])
    shop.till.stop()

    logs = capfd.readouterr()
    said = logs.out + logs.err + "".join(f.read_text() for f in shop.till.data_dir.rglob("*.log"))
    assert "it answered 500" in said
    settings = shop.till.settings
    secret = system_webhook_secret(settings, "shop")
    hidden = [system_key(settings, "shop"), secret, secret.removeprefix("whsec_"), "Grace"]
    hidden += [shop.url, *(each.headers["webhook-signature"] for each in tries)]
    assert not [each for each in hidden if each in said]
    assert "Grace" not in json.dumps(tries[0].event), "a webhook needs no customer"
