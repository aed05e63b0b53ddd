"""Money in at the till: in parts and whole, out of the park, and for what has no price."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from kds.errors import Refused
from kds.orders import commands as c
from kds.orders import money
from kds.orders.intake import OutsideAsSent
from kds.orders.order import Line
from kds.orders.selling import deeds
from kds.orders.till_facts import Origin, Payment, Receipt, ReceiptHow
from tests.till_samples import (
    CARD,
    CASH,
    EXTERNAL,
    FINE_DINING,
    SEND,
    WAIT,
    Life,
    changed_to,
    done,
    refused,
)


@pytest.mark.parametrize("method", [CASH, CARD])
def test_a_payment_says_how_much_when_and_who_took_it(method: Any) -> None:
    life = Life(needs_approval=True)

    facts, deed = done(life, deeds.Pay(method))

    assert facts.keys() == {"payments", "lines"}
    assert facts["payments"] == (Payment("fact-1", method, 2850, life.terms().at, "Mari"),)
    assert (deed.what, deed.detail, deed.by) == ("pay", f"{method.value} 2850 cents", "Mari")
    assert (deed.origin, deed.reason, deed.at) == ("till", None, life.terms().at)


def test_a_part_is_paid_and_then_the_rest_and_only_then_is_it_sent() -> None:
    life = Life()

    facts, deed = done(life, deeds.Pay(CASH, 1000))

    assert facts.keys() == {"payments"}
    assert deed.detail == "cash 1000 cents"
    assert (money.due(life.order), life.status) == (1850, "UNFINISHED")
    assert {line.kitchen for line in life.order.lines} == {WAIT}
    facts, deed = done(life, deeds.Pay(CARD))
    assert [each.amount for each in facts["payments"]] == [1000, 1850]
    assert (deed.detail, life.status) == ("card 1850 cents", "IN_KITCHEN")
    assert {line.kitchen for line in life.order.lines} == {SEND}
    with pytest.raises(Refused, match="needs that something is still to be paid"):
        life.do(deeds.Pay(CASH, 1))


@pytest.mark.parametrize("amount", [0, 2851, 100_000_000])
@pytest.mark.parametrize("method", [CASH, EXTERNAL])
def test_no_other_sum_is_taken_than_up_to_what_is_due(amount: int, method: Any) -> None:
    life = Life()

    problems = refused(life, deeds.Pay(method, amount))

    assert problems == [("$.amount", "must be from 1 to 2850, the cents that are due")]
    assert life.order.revision == 1


def test_paying_takes_an_order_out_of_the_park() -> None:
    for deed in (deeds.Pay(CASH), deeds.Pay(CASH, 5), deeds.Pay(EXTERNAL)):
        facts, _ = done(Life().do(deeds.Park("7")), deed)
        assert facts["parked"] is None, deed


def test_what_has_no_price_is_paid_by_any_sum_and_owes_none_back() -> None:
    life = Life(Line("L1", "Menu of the day", 1))

    life.do(deeds.Pay(CASH, 1500))

    assert (money.taken(life.order), money.due(life.order)) == (1500, 0)
    assert (life.status, life.record.refund_owed) == ("IN_KITCHEN", 0)


def test_what_has_no_price_may_stand_beside_what_has_one() -> None:
    priced = Line("L1", "Burger", 1, unit_price=1200)
    life = Life(priced, Line("L2", "Menu of the day", 1))

    life.do(deeds.Pay(CASH, 2700))

    assert (money.is_paid(life.order), life.record.refund_owed) == (True, 0)


def test_what_costs_nothing_is_sent_at_once_and_cannot_be_paid() -> None:
    life = Life(Line("L1", "Staff meal", 1, unit_price=0))

    assert {line.kitchen for line in life.order.lines} == {SEND}
    assert life.status == "IN_KITCHEN"
    with pytest.raises(Refused, match="'pay'"):
        life.do(deeds.Pay(CASH))


def test_the_receipt_is_handed_over_once_it_is_paid() -> None:
    life = Life(hold=False)
    with pytest.raises(Refused, match="needs that it is paid, and the customer has no receipt"):
        life.do(deeds.HandOverReceipt())

    facts, deed = done(life.paid(), deeds.HandOverReceipt())

    assert facts == {"receipt": Receipt(life.terms().at, "Mari", ReceiptHow.HANDED_OVER)}
    assert (deed.what, deed.detail) == ("hand over receipt", "handed over")
    with pytest.raises(Refused, match="'hand over receipt'"):
        life.do(deeds.HandOverReceipt())


def test_a_payment_after_the_receipt_needs_another_receipt() -> None:
    life = Life().paid().do(deeds.HandOverReceipt(), changed_to("burgers", "chips", "drink"))
    assert life.order.receipt is not None

    life.paid().made()

    assert life.order.receipt is None
    assert life.status == "UNFINISHED"
    assert life.do(deeds.HandOverReceipt(ReceiptHow.PRINTED)).status == "COMPLETED"


def test_a_receipt_that_was_waived_is_missing_again_after_another_purchase() -> None:
    life = Life().paid().made().tell(c.MarkCompleted, reason="no receipt wanted")
    assert life.status == "COMPLETED"
    life.tell(c.RecallPart, station="grill").do(changed_to("burgers", "chips", "drink"))

    life.paid().made()

    assert life.record.receipt_waived is not None, "what the back office decided stays known"
    assert life.status == "UNFINISHED"
    assert life.tell(c.MarkCompleted, reason="nor for the drink").status == "COMPLETED"


def test_the_history_keeps_the_newest_deeds() -> None:
    life = Life(style=FINE_DINING)
    for _ in range(101):
        life.do(deeds.Park("7"), deeds.OpenAgain())

    revisions = [deed.revision for deed in life.order.deeds]
    assert revisions == list(range(4, 204))


def test_nothing_that_a_deed_makes_is_too_long_for_the_bus() -> None:
    """What the kitchen would not take would stay at the till for ever."""
    long = "x" * 120
    lines = tuple(
        replace(Line("L1", long, 999, unit_price=100), line_id=f"L{i}") for i in range(200)
    )
    life = Life(*lines)

    life.do(deeds.Park("y" * 80), deeds.Pay(EXTERNAL, system="z" * 80))

    life.do(deeds.ReportPayment(deeds.PaymentResult.PAID, "r" * 200))
    assert money.is_paid(life.order)


@pytest.mark.parametrize("ended", ["rejected", "cancelled", "deleted", "cancelled outside"])
def test_nothing_is_to_be_paid_of_what_is_undone_before_anybody_paid(ended: str) -> None:
    if ended == "rejected":
        life = Life(needs_approval=True, hold=False)
        assert (life.status, life.record.due) == ("AWAITING_APPROVAL", 2850)
        life.tell(c.Reject, reason="no buns")
    elif ended == "cancelled":
        parked = Life(style=FINE_DINING).do(deeds.Park("7"))
        life = parked.made().tell(c.CancelOrder, reason="they left")
    elif ended == "deleted":
        life = Life().do(deeds.Delete("a slip"))
    else:
        gone = deeds.ReportPayment(deeds.PaymentResult.CANCELLED)
        life = Life(outside=OutsideAsSent()).do(gone, origin=Origin.OUTSIDE)

    assert life.status == "CANCELLED"
    assert (life.record.due, life.record.refund_owed) == (0, 0)


def test_of_what_was_paid_in_part_and_is_rejected_nothing_more_is_due() -> None:
    life = Life(needs_approval=True, hold=False).do(deeds.Pay(CASH, 1000))
    assert (life.record.due, life.record.refund_owed) == (1850, 0)

    life.tell(c.Reject, reason="no buns")

    assert (life.record.due, life.record.refund_owed) == (0, 1000)
