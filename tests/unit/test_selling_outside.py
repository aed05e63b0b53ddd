"""Payments in external systems: begun at the till, or placed with the order, and how they end."""

from __future__ import annotations

from typing import Any

import pytest

from kds.errors import InvalidInput, Refused
from kds.orders import commands as c
from kds.orders import money
from kds.orders.order import Line
from kds.orders.selling import deeds, sell
from kds.orders.selling.deeds import PaymentResult, ReportPayment
from kds.orders.till_facts import Origin, Outside, OutsideState, Payment
from tests.specimens import NOT_RECORDED, ORDERED, PAID_THERE
from tests.till_samples import (
    CASH,
    EXTERNAL,
    FINE_DINING,
    SEND,
    WAIT,
    WATER,
    Life,
    changed,
    changed_to,
    done,
    refused,
)

BEGIN = deeds.Pay(EXTERNAL, system="terminal 2", reference="T-1")
PAID = ReportPayment(PaymentResult.PAID)
FAILED = ReportPayment(PaymentResult.FAILED, "declined")
CANCELLED = ReportPayment(PaymentResult.CANCELLED)

WAYS: dict[str, Any] = {
    "placed outside": lambda: Life(outside=ORDERED),
    "begun at the till": lambda: Life().do(BEGIN),
}
both = pytest.mark.parametrize("build", WAYS.values(), ids=WAYS)


def outside_of(life: Life) -> Outside:
    """Return what is known of the payment outside."""
    assert life.order.outside is not None
    return life.order.outside


def test_an_order_that_is_placed_says_where_and_how_much() -> None:
    life = Life(outside=ORDERED)

    placed = Outside(
        "webshop", OutsideState.PENDING, life.terms().at, placed=True, reference="W-77", amount=2850
    )
    assert (life.order.outside, life.order.payments) == (placed, ())
    assert {line.kitchen for line in life.order.lines} == {WAIT}
    assert life.status == "PENDING"
    (deed,) = life.order.deeds
    assert (deed.what, deed.by, deed.origin) == ("take", "webshop", Origin.OUTSIDE)


def test_an_order_that_is_placed_and_paid_is_sent_at_once() -> None:
    life = Life(outside=PAID_THERE)

    assert outside_of(life).state is OutsideState.PAID
    assert [(each.method, each.amount) for each in life.order.payments] == [(EXTERNAL, 2850)]
    assert {line.kitchen for line in life.order.lines} == {SEND}
    assert life.status == "IN_KITCHEN"


def test_a_payment_that_is_begun_at_the_till_takes_no_money_yet() -> None:
    life = Life()

    facts, deed = done(life, BEGIN)

    begun = Outside(
        "terminal 2", OutsideState.PENDING, life.terms().at, reference="T-1", amount=2850
    )
    assert facts == {"outside": begun}
    assert (deed.what, deed.detail) == ("pay", "begun in terminal 2")
    assert life.status == "PENDING"


@both
def test_paid_there_is_paid(build: Any) -> None:
    life = build()
    before = life.order

    life.said_outside(ReportPayment(PaymentResult.PAID, reference="ok-9"))

    facts = changed(before, life.order)
    assert facts.keys() == {"outside", "payments", "lines"}
    assert (outside_of(life).state, outside_of(life).reference) == (OutsideState.PAID, "ok-9")
    (payment,) = life.order.payments
    assert (payment.method, payment.amount, payment.by) == (EXTERNAL, 2850, "webshop")
    deed = life.order.deeds[-1]
    assert (deed.what, deed.detail, deed.origin) == (
        "report payment",
        "paid, 2850 cents",
        Origin.OUTSIDE,
    )
    assert life.status == "IN_KITCHEN"
    with pytest.raises(Refused, match="an external system has not yet reported the payment"):
        life.said_outside(PAID)


@both
def test_a_declined_card_stays_pending_and_can_be_paid_after_all(build: Any) -> None:
    life = build()
    before = life.order

    life.said_outside(FAILED)

    assert changed(before, life.order).keys() == {"outside"}
    assert (outside_of(life).state, outside_of(life).problem) == (OutsideState.PENDING, "declined")
    assert (life.order.deeds[-1].detail, life.order.deeds[-1].reason) == ("failed", "declined")
    assert life.status == "PENDING"
    life.said_outside(PAID)
    assert (life.status, outside_of(life).problem) == ("IN_KITCHEN", None)


@both
def test_what_could_not_be_recorded_there_is_paid_and_is_cooked(build: Any) -> None:
    life = build().said_outside(NOT_RECORDED)

    assert (outside_of(life).state, outside_of(life).problem) == (
        OutsideState.NOT_RECORDED,
        "time-out",
    )
    assert (money.taken(life.order), life.status) == (2850, "IN_KITCHEN")
    assert life.order.deeds[-1].detail == "not recorded, 2850 cents"
    assert life.made().status == "UNPAID_IN_EXTERNAL_SYSTEM"


def test_what_is_cancelled_there_is_over_if_it_was_ordered_there() -> None:
    life = Life(outside=ORDERED)
    before = life.order

    life.said_outside(CANCELLED)

    assert changed(before, life.order).keys() == {"cancelled"}
    gone = life.order.cancelled
    assert gone is not None
    assert (gone.origin, gone.by, gone.reason) == (
        Origin.OUTSIDE,
        "webshop",
        "cancelled in webshop",
    )
    assert life.order.deeds[-1].what == "cancel outside"
    assert (life.status, life.record.parts) == ("CANCELLED", {})
    with pytest.raises(Refused, match="it is 'Cancelled'"):
        life.said_outside(PAID)


def test_what_is_cancelled_there_is_to_be_paid_otherwise_if_it_was_begun_at_the_till() -> None:
    life = Life().do(BEGIN)

    facts, deed = done(life, CANCELLED)

    assert facts == {"outside": None}
    assert (deed.what, life.status) == ("cancel outside", "UNFINISHED")
    assert life.paid().status == "IN_KITCHEN"


def test_a_part_is_paid_outside_and_recorded_as_a_part() -> None:
    life = Life().do(deeds.Pay(EXTERNAL, 1000), PAID)

    assert (money.taken(life.order), money.due(life.order)) == (1000, 1850)
    assert life.status == "UNFINISHED"
    life.do(deeds.Pay(EXTERNAL), PAID)
    assert (money.due(life.order), life.status) == (0, "IN_KITCHEN")


def test_what_was_begun_is_what_is_taken_though_the_order_changed_meanwhile() -> None:
    life = Life(hold=False).do(BEGIN, changed_to("burgers"), PAID)

    assert [each.amount for each in life.order.payments] == [2850]
    assert life.record.refund_owed == 450


def test_a_payment_that_is_reported_takes_the_order_out_of_the_park() -> None:
    for report in (PAID, NOT_RECORDED):
        life = Life(hold=False).do(BEGIN, deeds.Park("7"), report)
        assert life.order.parked is None
        assert life.status == "IN_KITCHEN"


def test_an_order_has_one_payment_outside_at_a_time() -> None:
    under_way = Life(hold=False).do(BEGIN)
    assert refused(under_way, deeds.Pay(EXTERNAL)) == [
        ("$.method", "cannot be external: say first how the payment in terminal 2 went")
    ]
    declined = Life(hold=False).do(BEGIN, FAILED)
    assert refused(declined, deeds.Pay(EXTERNAL))[0][0] == "$.method"


@pytest.mark.parametrize("report", [PAID, NOT_RECORDED], ids=["paid", "not recorded"])
def test_what_came_from_outside_or_is_not_recorded_stays_known(report: ReportPayment) -> None:
    more = changed_to("burgers", "chips", "drink")
    placed = Life(outside=ORDERED).said_outside(report).do(more)
    assert refused(placed, deeds.Pay(EXTERNAL)) == [
        ("$.method", "cannot be external: this order's payment is in webshop")
    ]
    begun = Life().do(BEGIN, report, more)
    if report is PAID:
        assert begun.do(deeds.Pay(EXTERNAL), PAID).record.refund_owed == 0
    else:
        assert refused(begun, deeds.Pay(EXTERNAL))[0][0] == "$.method"


def test_paid_in_cash_instead_ends_what_was_begun_at_the_till() -> None:
    life = Life(hold=False).do(BEGIN)

    facts, _ = done(life, deeds.Pay(CASH))

    assert facts.keys() == {"outside", "payments"}
    assert life.order.outside is None


def test_paid_in_cash_instead_must_be_set_right_where_it_was_ordered() -> None:
    life = Life(outside=ORDERED, hold=False).do(deeds.Pay(CASH))

    told = outside_of(life)
    assert (told.state, told.placed) == (OutsideState.NOT_RECORDED, True)
    assert told.problem == "paid at the till; set it paid in the external system by hand"
    assert life.made().status == "UNPAID_IN_EXTERNAL_SYSTEM"


@pytest.mark.parametrize("placed", [True, False])
def test_a_part_in_cash_leaves_the_rest_to_be_paid_outside(*, placed: bool) -> None:
    life = Life(outside=ORDERED, hold=False) if placed else Life(hold=False).do(BEGIN)

    life.do(deeds.Pay(CASH, 1000))

    assert outside_of(life).state is OutsideState.PENDING
    life.said_outside(PAID)
    assert [each.amount for each in life.order.payments] == [1000, 2850]
    assert life.record.refund_owed == 1000


def test_what_is_paid_there_after_the_order_has_ended_here_is_owed_back() -> None:
    deleted = Life(hold=False).do(BEGIN, deeds.Delete("they left"))
    shrunk = Life(hold=False).do(deeds.Pay(CASH, 2500), BEGIN, changed_to("burgers"))
    voided = Life(hold=False).do(deeds.Pay(CASH, 1000), deeds.Pay(EXTERNAL), deeds.Void("wrong"))
    for life, owed in ((deleted, 2850), (shrunk.made(), 450), (voided, 1850)):
        before = life.status
        life.said_outside(PAID)
        assert (life.record.refund_owed, life.status) == (owed, before)
        assert life.do(deeds.SettleRefund("paid back there", EXTERNAL)).record.refund_owed == 0


def test_an_external_system_does_nothing_else() -> None:
    life = Life(outside=ORDERED)
    terms = life.terms(Origin.OUTSIDE)
    asked = (deeds.Pay(CASH), deeds.Park(), deeds.Void("no"), deeds.Delete("no"), deeds.Send())
    for deed in (*asked, deeds.Change(note="quickly")):
        with pytest.raises(Refused) as caught:
            sell(life.record, deed, terms)
        assert caught.value.code == "not_allowed"


def test_a_cashier_who_looked_there_reports_it_too() -> None:
    life = Life(outside=ORDERED).do(PAID)

    assert life.order.payments == (Payment("fact-1", EXTERNAL, 2850, life.terms().at, "Mari"),)
    assert life.order.deeds[-1].origin is Origin.TILL


def test_fine_dining_begins_to_cook_before_the_payment_outside_is_reported() -> None:
    life = Life(style=FINE_DINING).do(deeds.Park("7"), BEGIN)

    assert (life.status, outside_of(life).state) == ("IN_KITCHEN", OutsideState.PENDING)


def test_set_right_by_hand_is_no_receipt_for_what_is_not_paid_yet() -> None:
    more = changed_to("burgers", "chips", "drink")
    life = Life().do(BEGIN, NOT_RECORDED, more).made()
    assert life.status == "UNPAID_IN_EXTERNAL_SYSTEM"

    life.tell(c.MarkCompleted, reason="set paid there")
    assert life.record.settled_outside is not None
    assert (life.record.receipt_waived, life.status) == (None, "UNFINISHED")
    assert life.paid().made().do(deeds.HandOverReceipt()).status == "COMPLETED"


def test_set_right_by_hand_does_without_a_receipt_that_is_the_last_thing_missing() -> None:
    life = Life(WATER).do(BEGIN, NOT_RECORDED).tell(c.MarkCompleted, reason="set paid there")

    assert life.record.receipt_waived is not None
    assert life.status == "COMPLETED"


def test_what_has_no_price_is_paid_outside_by_the_sum_that_is_named() -> None:
    life = Life(Line("L1", "Menu of the day", 1)).do(deeds.Pay(EXTERNAL, 1500), PAID)

    assert (money.taken(life.order), life.status) == (1500, "IN_KITCHEN")


def test_a_wrong_sum_is_named_before_anything_is_begun() -> None:
    life = Life()
    with pytest.raises(InvalidInput):
        life.do(deeds.Pay(EXTERNAL, 9999))
    assert life.order.outside is None
