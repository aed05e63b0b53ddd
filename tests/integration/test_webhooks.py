"""A web shop hears what becomes of its orders, whatever dies or does not answer meanwhile."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kds.installation import system_key, system_webhook_secret
from kds.orders import commands as c
from tests.conftest import Server
from tests.integration.web_shop import Shop, a_shop


@pytest.fixture
def shop(tmp_path: Path, shared_server: Server, site: str) -> Iterator[Shop]:
    """A web shop for one test."""
    with a_shop(tmp_path, shared_server, site) as shop:
        yield shop


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
