"""Receipts on paper at the till: what is wanted by itself, what is a copy, and what came out."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from kds.errors import Refused
from kds.orders.intake import OutsideAsSent
from kds.orders.order import Line, Order
from kds.orders.paper import Print, PrintKind, PrintState
from kds.orders.part import Actor, ActorKind
from kds.orders.selling import Terms, deeds, sell
from kds.orders.selling.deeds import PaymentResult, ReportPayment
from kds.orders.selling.printing import printed_receipt
from kds.orders.selling.terms import Paper
from kds.orders.till_facts import Origin, ReceiptKind
from tests.samples import T0
from tests.till_samples import CASH, EXTERNAL, Life, changed_to

PAID = ReportPayment(PaymentResult.PAID)
BURGER_BACK = deeds.RefundLines((deeds.RefundedLine("L1", 1),), reason="cold", method=CASH)


class Printing(Life):
    """An order of a till that prints by itself."""

    paper = Paper.AUTOMATIC

    def terms(self, origin: Origin = Origin.TILL) -> Terms:
        return super().terms(origin)._replace(paper=self.paper)

    def wanted(self) -> list[tuple[str, bool]]:
        """Return each receipt that is wanted, and whether it is a copy."""
        return [(wish.what.value, wish.is_copy) for wish in self.order.prints]

    def came_out(self, state: PrintState = PrintState.PRINTED, **told: Any) -> Printing:
        """Let the last wish be printed, or come to another end."""
        self.record = replace(
            self.record, prints=(*self.record.prints, sheet(self.order, state, **told))
        )
        return self


class OnlyAsked(Printing):
    """An order of a till that prints what is asked for."""

    paper = Paper.ASKED


def sheet(order: Order, state: PrintState = PrintState.PRINTED, **told: Any) -> Print:
    """Return the sheet of an order's last wish."""
    wish = order.prints[-1]
    return Print(
        **{
            "print_id": f"p-{wish.wish_id}",
            "printer": "counter",
            "kind": PrintKind(wish.what.value),
            "order": order,
            "version": 1,
            "asked_at": T0,
            "asked_by": Actor(ActorKind.TILL, "A"),
            "state": state,
            "begun_at": T0,
            "ended_at": T0,
            "wish": wish.wish_id,
            **told,
        }
    )


def test_a_receipt_is_wanted_with_the_payment_that_pays_all() -> None:
    life = Printing().do(deeds.Pay(CASH, 1000))
    assert life.wanted() == []
    revision = life.order.revision

    life.paid()

    assert life.order.revision == revision + 1
    assert life.wanted() == [("receipt", False)]
    assert life.order.deeds[-1].what == "pay"


def test_it_is_wanted_once_for_what_is_paid() -> None:
    life = Printing().paid().do(changed_to("burgers", "chips", "drink"))
    life.do(changed_to("burgers", "chips"), changed_to("burgers"))
    life.do(deeds.HandOverReceipt())
    assert life.wanted() == [("receipt", False)]


def test_a_later_payment_wants_another_that_is_no_copy() -> None:
    life = Printing().paid().do(deeds.HandOverReceipt(), changed_to("burgers", "chips", "drink"))
    assert life.wanted() == [("receipt", False)]

    life.paid()

    assert life.wanted() == [("receipt", False), ("receipt", False)]


def test_an_order_that_shrinks_to_what_is_paid_wants_its_receipt() -> None:
    life = Printing().do(deeds.Pay(CASH, 2400), changed_to("burgers"))
    assert life.wanted() == [("receipt", False)]


def test_what_an_external_system_takes_is_printed_for_the_customer() -> None:
    begun = Printing().do(deeds.Pay(EXTERNAL))
    assert begun.wanted() == []
    assert begun.said_outside(PAID).wanted() == [("receipt", False)]

    placed = Printing(outside=OutsideAsSent())
    assert placed.wanted() == []
    assert placed.said_outside(PAID).wanted() == [("receipt", False)]
    assert Printing(outside=OutsideAsSent(is_paid=True)).wanted() == [("receipt", False)]


def test_a_void_and_each_refund_have_a_receipt_of_their_own() -> None:
    assert Printing().paid().do(deeds.Void("wrong")).wanted()[1:] == [("void receipt", False)]

    life = Printing().paid().do(BURGER_BACK, BURGER_BACK)

    first, second = life.order.prints[1:]
    assert {first.what, second.what} == {ReceiptKind.REFUND}
    assert [each.refund_id for each in (first, second)] == [
        refund.refund_id for refund in life.order.refunds
    ]
    shrunk = Printing().paid().do(changed_to("burgers"), deeds.SettleRefund("given back"))
    assert shrunk.wanted()[1:] == [("refund receipt", False)]


def test_what_nobody_paid_wants_no_paper() -> None:
    free = Printing(Line("L1", "Staff meal", 1, unit_price=0))
    assert free.do(deeds.Change(note="soon"), deeds.Void("wrong")).wanted() == []
    assert Printing().do(deeds.Delete("left")).wanted() == []
    unpriced = Printing(Line("L1", "Menu of the day", 1), hold=False)
    assert unpriced.do(deeds.Change(note="soon")).wanted() == []


@pytest.mark.parametrize("kind", [Life, OnlyAsked])
def test_a_till_that_is_only_asked_wants_nothing_by_itself(kind: type[Life]) -> None:
    assert kind().paid().do(deeds.Void("wrong")).order.prints == ()


def test_a_till_without_a_printer_refuses() -> None:
    life = Life().paid()
    with pytest.raises(Refused, match="no printer for receipts"):
        sell(life.record, deeds.PrintReceipt(), life.terms()._replace(paper=Paper.NONE))


def test_what_is_asked_for_once_more_is_a_copy() -> None:
    life = OnlyAsked().paid().do(deeds.PrintReceipt(), deeds.PrintReceipt())
    assert life.wanted() == [("receipt", False), ("receipt", True)]
    assert Printing().paid().do(deeds.PrintReceipt()).wanted()[-1] == ("receipt", True)
    handed_over = OnlyAsked().paid().do(deeds.HandOverReceipt(), deeds.PrintReceipt())
    assert handed_over.wanted() == [("receipt", True)]


def test_the_receipt_of_another_payment_is_no_copy() -> None:
    life = OnlyAsked().paid().do(deeds.PrintReceipt(), changed_to("burgers", "chips", "drink"))
    assert life.paid().do(deeds.PrintReceipt()).wanted()[-1] == ("receipt", False)


@pytest.mark.parametrize(
    ("state", "begun", "is_copy"),
    [
        (PrintState.FAILED, T0, True),
        (PrintState.UNKNOWN, T0, True),
        (PrintState.EXPIRED, None, False),
    ],
)
def test_only_what_may_be_on_paper_makes_the_next_a_copy(
    state: PrintState, begun: Any, *, is_copy: bool
) -> None:
    life = Printing().paid().came_out(state, begun_at=begun)
    assert life.do(deeds.PrintReceipt()).wanted()[-1] == ("receipt", is_copy)


@pytest.mark.parametrize("state", PrintState)
def test_only_what_came_out_is_the_receipt(state: PrintState) -> None:
    life = Printing().paid().came_out(state)
    is_there = state in (PrintState.PRINTED, PrintState.WRITTEN)
    assert (printed_receipt(life.record) is not None) is is_there


def test_a_receipt_of_less_than_is_paid_by_now_is_not_the_receipt() -> None:
    life = Printing().paid().came_out().do(changed_to("burgers", "chips", "drink")).paid()
    assert printed_receipt(life.record) is None

    life.came_out()

    found = printed_receipt(life.record)
    assert found is not None
    assert len(found.order.payments) == 2


def test_no_other_sheet_is_the_receipt() -> None:
    voided = Printing().paid().do(deeds.Void("wrong")).came_out()
    assert voided.record.prints[-1].kind is PrintKind.VOID
    assert printed_receipt(voided.record) is None
    ticket = Printing().paid().came_out(kind=PrintKind.TICKET, wish=None)
    assert printed_receipt(ticket.record) is None
