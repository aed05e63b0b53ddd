"""Orders in each of the twelve statuses, brought there by deeds at the till and by commands."""

from __future__ import annotations

from collections.abc import Callable

from kds.orders import commands as c
from kds.orders.intake import OutsideAsSent
from kds.orders.paper import PrintState
from kds.orders.pickup import CalledHow
from kds.orders.selling.deeds import (
    Delete,
    HandOverReceipt,
    Park,
    Pay,
    PaymentResult,
    PrintReceipt,
    RefundLines,
    ReportPayment,
    Void,
)
from kds.orders.text import TextState
from kds.orders.till_facts import RefundedLine
from tests.samples import no_display, wish
from tests.till_samples import (
    BURGERS,
    CASH,
    EXTERNAL,
    FINE_DINING,
    WATER,
    Life,
    changed_to,
)

RECEIPT = HandOverReceipt()
VOID = Void("wrong card")
ONE_BURGER = RefundLines((RefundedLine("L1", 1),), "cold")
ALL = RefundLines((RefundedLine("L1", 2), RefundedLine("L2", 1)), "cold")
NOT_RECORDED = ReportPayment(PaymentResult.NOT_RECORDED, "time-out")
ORDERED = OutsideAsSent("W-77")
PAID_THERE = OutsideAsSent("W-77", is_paid=True)


def failed(life: Life, *stations: str) -> Life:
    """Let nothing confirm the tickets of these stations."""
    for station in stations:
        life.tell(c.ExpireDelivery, 30, station=station, cause=no_display(station))
    return life


def completed() -> Life:
    """Return an order that is paid, made, and has its receipt."""
    return Life().paid().made().do(RECEIPT)


def called(life: Life) -> Life:
    """Let the counter call the customer."""
    return life.tell(c.CallCustomer, how=CalledHow.READY_FOR_CUSTOMER)


def texted(life: Life) -> Life:
    """Let the counter call the customer by a text that the gateway did not take."""
    life.tell(c.CallCustomer, how=CalledHow.READY_FOR_CUSTOMER, text=wish("t1"))
    return life.tell(c.EndText, text_id="t1", state=TextState.FAILED, reason="no such number")


def printed(life: Life, state: PrintState = PrintState.PRINTED) -> Life:
    """Let the till want the receipt on paper, and the printer end it so."""
    print_id = life.do(PrintReceipt()).record.prints[-1].print_id
    life.tell(c.BeginPrint, print_id=print_id)
    return life.tell(c.EndPrint, print_id=print_id, state=state)


def unpaid_outside() -> Life:
    """Return one that was paid by an external system which could not be told so."""
    return Life().do(Pay(EXTERNAL, system="terminal")).do(NOT_RECORDED).made().do(RECEIPT)


def in_courses(*, made: bool = False) -> Life:
    """Return one with two courses, or of which the first is crossed off."""
    life = Life().do(changed_to("burgers first", "chips then")).paid()
    return life.tell(c.StrikeLines, station="grill", line_ids=("L1",)) if made else life


def cooking_shrunk() -> Life:
    """Return one of which a line was taken away after it was paid."""
    return Life().paid().do(changed_to("burgers"))


WAYS: dict[str, dict[str, Callable[[], Life]]] = {
    "VOIDED": {
        "after it was paid": lambda: Life().paid().made().do(RECEIPT, VOID),
        "while it cooks": lambda: Life().paid().do(VOID),
        "while it cooks, and not shown": lambda: failed(Life().paid().do(VOID), "grill"),
        "paid outside": lambda: Life(outside=PAID_THERE).do(VOID),
        "and copied": lambda: _copied(Life(WATER).paid().do(VOID)),
    },
    "CANCELLED": {
        "deleted": lambda: Life().do(Delete("by mistake")),
        "deleted while it cooks": lambda: Life(hold=False).do(Delete("they left")),
        "in the back office": lambda: Life().do(Park("7")).tell(c.CancelOrder, reason="left"),
        "by the kitchen": lambda: Life(needs_approval=True).paid().tell(c.Reject, reason="no buns"),
        "outside": lambda: Life(outside=ORDERED).said_outside(
            ReportPayment(PaymentResult.CANCELLED)
        ),
        "deleted while a payment is under way": lambda: Life(hold=False).do(
            Pay(EXTERNAL), Delete("they left")
        ),
    },
    "FULLY_REFUNDED": {
        "at once": lambda: completed().do(ALL),
        "while it cooks": lambda: Life().paid().do(ALL),
        "with something owed": lambda: cooking_shrunk().do(
            RefundLines((RefundedLine("L1", 2),), "cold")
        ),
    },
    "PENDING": {
        "ordered outside": lambda: Life(outside=ORDERED),
        "declined": lambda: Life(outside=ORDERED).said_outside(
            ReportPayment(PaymentResult.FAILED, "declined")
        ),
        "begun at the till": lambda: Life().do(Pay(EXTERNAL)),
    },
    "NOT_SENT_TO_KITCHEN": {
        "to a station": lambda: failed(Life().paid(), "fryer"),
        "to any station, one ready before": lambda: failed(
            Life().paid().tell(c.MarkPartReady, station="grill"), "fryer"
        ),
        "to the approval display": lambda: failed(
            Life(needs_approval=True, hold=False), "approvals"
        ),
        "parked": lambda: failed(Life(style=FINE_DINING).do(Park("7")), "grill", "fryer"),
        "changed, and not seen": lambda: failed(cooking_shrunk(), "grill"),
    },
    "AWAITING_APPROVAL": {
        "paid": lambda: Life(needs_approval=True).paid(),
        "not paid": lambda: Life(needs_approval=True, hold=False),
        "parked": lambda: Life(style=FINE_DINING, needs_approval=True).do(Park("7")),
    },
    "IN_KITCHEN": {
        "paid": lambda: Life().paid(),
        "not paid": lambda: Life(hold=False),
        "paid in part": lambda: Life(hold=False).do(Pay(CASH, 1000)),
        "parked": lambda: Life(style=FINE_DINING).do(Park("7")),
        "one part ready": lambda: Life().paid().tell(c.MarkPartReady, station="grill"),
        "on hold": lambda: Life().paid().tell(c.HoldPart, station="grill"),
        "in courses": in_courses,
        "in courses, the first crossed off": lambda: in_courses(made=True),
        "moved": lambda: Life().paid().tell(c.MovePart, station="grill", to="fryer"),
        "approved": lambda: Life(needs_approval=True).paid().tell(c.Approve, minutes=15),
        "shrunk": cooking_shrunk,
        "with its receipt": lambda: Life().paid().do(RECEIPT),
        "a payment under way": lambda: Life(hold=False).do(Pay(EXTERNAL)),
        "and the customer called": lambda: texted(Life().paid()),
        "partly refunded": lambda: Life().paid().do(ONE_BURGER),
        "some lines wait": lambda: Life().paid().do(changed_to("burgers", "chips", "drink")),
    },
    "PARKED": {
        "not sent": lambda: Life().do(Park("7")),
        "made": lambda: Life(style=FINE_DINING).do(Park("7")).made(),
        "while a payment is under way": lambda: (
            Life(hold=False).do(Pay(EXTERNAL), Park("7")).made()
        ),
    },
    "UNPAID_IN_EXTERNAL_SYSTEM": {
        "with its receipt": unpaid_outside,
        "without": lambda: Life(WATER).do(Pay(EXTERNAL), NOT_RECORDED),
        "with something added": lambda: (
            Life().do(Pay(EXTERNAL), NOT_RECORDED, changed_to("burgers", "chips", "drink")).made()
        ),
    },
    "UNFINISHED": {
        "just taken": Life,
        "made and not paid": lambda: Life(hold=False).made(),
        "without its receipt": lambda: Life().paid().made(),
        "paid in part": lambda: Life().do(Pay(CASH, 1000)),
        "a payment under way": lambda: Life(hold=False).do(Pay(EXTERNAL)).made(),
        "partly refunded": lambda: Life(WATER, BURGERS).paid().made().do(ONE_BURGER),
    },
    "PARTIALLY_REFUNDED": {
        "one piece": lambda: completed().do(ONE_BURGER),
        "without receipt": lambda: (
            Life().paid().made().tell(c.MarkCompleted, reason="none wanted").do(ONE_BURGER)
        ),
    },
    "COMPLETED": {
        "with its receipt on paper": lambda: printed(completed()),
        "paid, made, with its receipt": completed,
        "nothing to cook": lambda: Life(WATER).paid().do(RECEIPT),
        "called": lambda: called(completed()),
        "called by a text": lambda: texted(completed()),
        "collected": lambda: called(completed()).tell(c.CollectOrder, collected_name="Aino"),
        "without receipt": lambda: Life().paid().made().tell(c.MarkCompleted, reason="none wanted"),
        "set right outside": lambda: unpaid_outside().tell(c.MarkCompleted, reason="set paid"),
        "with something owed": lambda: cooking_shrunk().made().do(RECEIPT),
        "a payment under way": lambda: (
            Life(hold=False)
            .do(Pay(CASH, 2500), Pay(EXTERNAL), changed_to("burgers"), RECEIPT)
            .made()
        ),
    },
}
"""By status, and by how it was reached."""

SPECIMENS = [(code, way, build) for code, ways in WAYS.items() for way, build in ways.items()]


def _copied(life: Life) -> Life:
    life.copied()
    return life
