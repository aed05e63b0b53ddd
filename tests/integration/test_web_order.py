"""One order over HTTP: everything known of it, what may be done, and all that happened."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from kds.orders import commands as c
from kds.orders.order import Customer
from kds.orders.selling.deeds import (
    HandOverReceipt,
    Park,
    Pay,
    PaymentResult,
    ReportPayment,
    Void,
)
from kds.orders.till_facts import PaymentMethod
from tests.integration.browser import Answer, Browser
from tests.integration.web_orders import WATER, TillOrder
from tests.integration.web_people import not_sent, shell
from tests.integration.web_process import WebProcess

CASH, EXTERNAL = Pay(PaymentMethod.CASH), Pay(PaymentMethod.EXTERNAL, system="webshop")


def told(browser: Browser, order: TillOrder, **headers: str) -> dict[str, Any]:
    """Return what is told of an order."""
    content: dict[str, Any] = browser.get(order.path, **headers).json
    return content


AT_COUNTER = ["call customer", "collect"]
"""What the counter may do with whatever is not called yet."""


def offered(browser: Browser, order: TillOrder) -> dict[str, Any]:
    """Return what is offered, by its action."""
    return {each["action"]: each for each in told(browser, order)["offered"]}


def command(browser: Browser, order: TillOrder, name: str, **fields: Any) -> Answer:
    """Give a command as the page does."""
    body = {"command": name, "command_id": uuid4().hex} | fields
    return browser.post(f"{order.path}/commands", body)


def test_money_reason_and_events_of_an_order_are_told(web: WebProcess, manager: Browser) -> None:
    order = TillOrder(web, customer=Customer("Åsa", "+358 40 1"), table="7").do(CASH)
    order.tell(c.MarkPartReady, station="grill")
    found = told(manager, order)
    assert found["currency"] == "EUR"
    assert found["money"] == {
        "total": 2850,
        "taken": 2850,
        "given_back": 0,
        "due": 0,
        "refund_owed": 0,
    }
    assert found["why"] == ["Fryer: on its way to the screen"]
    assert found["is_whole"] is True
    assert [
        (each["words"], each["where"], each.get("who"), each.get("before"), each["after"])
        for each in found["events"]
    ] == [
        ("order taken", "till A", "Otto", None, "UNFINISHED"),
        ("payment taken", "till A", "Otto", "UNFINISHED", "IN_KITCHEN"),
        ("ready", "display Grill 1", None, "IN_KITCHEN", "IN_KITCHEN"),
    ]
    paid, ready = found["events"][1:]
    assert (paid["amount"], paid["method"]) == (2850, "cash")
    assert ready["stations"] == ["grill"]


def test_a_program_hears_it_in_its_language(web: WebProcess) -> None:
    order = TillOrder(web).do(CASH)
    found = told(shell(web), order, **{"Accept-Language": "fi"})
    assert found["events"][1]["words"] == "maksu otettu"
    assert found["why"] == ["Grill: matkalla näytölle", "Fryer: matkalla näytölle"]


def test_what_is_offered_is_done_and_what_is_not_is_refused(
    web: WebProcess, manager: Browser
) -> None:
    order = TillOrder(web, WATER)
    assert list(offered(manager, order)) == AT_COUNTER
    refused = command(manager, order, "MarkCompleted", reason="none wanted")
    assert (refused.status, refused.json["code"]) == (409, "not_allowed")
    assert "nothing but the receipt is missing" in refused.json["detail"]
    order.do(CASH)
    offer = offered(manager, order)["mark completed"]
    assert (offer["command"], offer["takes"]) == ("MarkCompleted", ["reason"])
    assert offer["reason"] == "the customer does without a receipt"
    assert command(manager, order, "MarkCompleted", reason="none wanted").status == 200
    found = told(manager, order)
    assert found["status"] == "COMPLETED"
    assert found["why"][1] == "without a receipt, as Mari decided: none wanted"
    last = found["events"][-1]
    assert (last["words"], last["where"], last["who"]) == (
        "marked completed",
        "back office",
        "Mari",
    )
    assert (last["before"], last["after"]) == ("UNFINISHED", "COMPLETED")
    assert last["reason"] == "none wanted"


def test_a_parked_order_is_cancelled_with_a_reason(web: WebProcess, manager: Browser) -> None:
    order = TillOrder(web).do(Park("7"))
    assert list(offered(manager, order)) == ["cancel", *AT_COUNTER]
    assert command(manager, order, "CancelOrder").status == 422
    assert command(manager, order, "CancelOrder", reason="the guests left").status == 200
    assert told(manager, order)["why"] == ["cancelled in the back office by Mari: the guests left"]
    again = command(manager, order, "CancelOrder", reason="the guests left")
    assert again.json["code"] == "not_allowed"


def test_the_back_office_acts_in_the_kitchens_place_and_the_record_says_so(
    web: WebProcess, manager: Browser
) -> None:
    order = TillOrder(web, needs_approval=True).do(CASH)
    assert list(offered(manager, order)) == ["approve", "reject", "resolve otherwise"]
    assert command(manager, order, "Approve", minutes=15).status == 200
    stations = {action: each["stations"] for action, each in offered(manager, order).items()}
    assert stations == {
        "start": ["grill", "fryer"],
        "mark ready": ["grill", "fryer"],
        "strike lines": ["grill", "fryer"],
        "hold": ["grill", "fryer"],
        "set priority": None,
        "move to another station": ["grill", "fryer"],
        "resolve otherwise": None,
        "call customer": None,
        "collect": None,
    }
    assert command(manager, order, "MarkPartReady", station="grill").status == 200
    assert offered(manager, order)["recall"]["stations"] == ["grill"]
    approved, ready = told(manager, order)["events"][-2:]
    assert approved["where"] == ready["where"] == "back office, in the kitchen's place"
    assert approved["who"] == ready["who"] == "Mari"
    assert approved["details"] == ["in 15 min"]
    assert order.record.parts["grill"].cooking.ready_by is not None
    assert order.record.parts["grill"].cooking.ready_by.kind == "back-office"


def test_what_changed_is_seen_in_the_kitchens_place(web: WebProcess, manager: Browser) -> None:
    order = TillOrder(web).do(CASH, Void("wrong card"))
    assert offered(manager, order)["mark seen"]["stations"] == ["grill", "fryer"]
    assert command(manager, order, "MarkPartSeen", station="fryer").status == 200
    assert offered(manager, order)["mark seen"]["stations"] == ["grill"]


def test_a_refund_is_requested_until_the_till_has_answered(
    web: WebProcess, manager: Browser
) -> None:
    order = TillOrder(web, needs_approval=True).do(CASH)
    assert command(manager, order, "Reject", reason="sold out").status == 200
    assert told(manager, order)["money"]["refund_owed"] == 2850
    given_back = {"method": "card", "reason": "paid back by card"}
    assert command(manager, order, "RequestRefund", method="card").status == 422
    assert command(manager, order, "RequestRefund", **given_back).status == 200
    (asked,) = told(manager, order)["requests"]
    assert (asked["state"], asked["method"], asked["by"]) == ("requested", "card", "Mari")
    assert asked["amount"] == 2850
    twice = command(manager, order, "RequestRefund", **given_back)
    assert (twice.status, twice.json["code"]) == (409, "already_requested")
    order.answer()
    found = told(manager, order)
    assert [each["state"] for each in found["requests"]] == ["done"]
    assert found["money"]["refund_owed"] == 0
    requested, done = found["events"][-2:]
    assert (requested["words"], requested["amount"]) == (
        "the till is asked to record a refund",
        2850,
    )
    assert (done["deed"], done["amount"], done["where"]) == ("settle refund", 2850, "till A")
    assert "settle refund" not in offered(manager, order)


def test_a_cashier_is_offered_what_a_cashier_may_do(
    web: WebProcess, manager: Browser, cashier: Browser
) -> None:
    not_sent(web, order_id := f"A-{uuid4().hex[:8]}")
    path = f"/api/v1/orders/{order_id}"
    assert [each["action"] for each in cashier.get(path).json["offered"]] == [
        "send again",
        *AT_COUNTER,
    ]
    assert len(manager.get(path).json["offered"]) > 1
    parked = TillOrder(web).do(Park("7"))
    assert list(offered(cashier, parked)) == AT_COUNTER
    refused = command(cashier, parked, "CancelOrder", reason="left")
    assert (refused.status, refused.json["code"]) == (403, "not_permitted")


def test_after_a_reset_the_deeds_explain_and_the_loss_is_told(
    web: WebProcess, manager: Browser
) -> None:
    order = TillOrder(web).do(CASH)
    order.tell(c.MarkPartReady, station="grill")
    order.tell(c.MarkPartReady, station="fryer")
    order.do(HandOverReceipt())
    record = order.record
    keys = web.keys
    web.client.delete(keys.order(order.order_id), keys.history(order.order_id))
    order.tell(c.TakeBackOrder, order=record.order, till="A", known=record)
    found = told(manager, order)
    assert (found["status"], found["is_whole"]) == ("COMPLETED", False)
    assert [each["words"] for each in found["events"]] == [
        "order taken",
        "the kitchen has the order",
        "payment taken",
        "ready",
        "ready",
        "the customer has the receipt",
        "Earlier events of the kitchen are lost: its server was reset.",
        "the till gave the order back to the kitchen",
    ]


@pytest.mark.parametrize("name", ["Approve", "Reject", "MarkPartReady", "CancelOrder"])
def test_what_the_table_does_not_allow_says_what_it_does(
    web: WebProcess, manager: Browser, name: str
) -> None:
    order = TillOrder(web, WATER).do(CASH, HandOverReceipt())
    fields = {"reason": "x"} if name in ("Reject", "CancelOrder") else {}
    fields |= {"station": "grill"} if name == "MarkPartReady" else {}
    refused = command(manager, order, name, **fields)
    assert refused.status == 409
    assert order.record.order.number in refused.json["detail"]


def test_an_external_payment_that_was_set_right_by_hand(web: WebProcess, manager: Browser) -> None:
    order = TillOrder(web, WATER).do(EXTERNAL)
    order.do(ReportPayment(PaymentResult.NOT_RECORDED, "no answer"), HandOverReceipt())
    found = told(manager, order)
    assert found["status"] == "UNPAID_IN_EXTERNAL_SYSTEM"
    assert found["why"] == ["webshop could not be told of the payment", "it said: no answer"]
    assert command(manager, order, "MarkCompleted", reason="set paid there").status == 200
    assert told(manager, order)["status"] == "COMPLETED"
