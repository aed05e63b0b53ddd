"""The twelve statuses of an order, and which one holds. A status is never stored by hand."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from kds.orders.money import is_fully_refunded, is_paid, refunded_quantities
from kds.orders.paper import is_owed as is_printing
from kds.orders.part import DeliveryState, owed
from kds.orders.record import OrderRecord, is_open
from kds.orders.text import is_owed
from kds.orders.till_facts import OutsideState


class Status(Enum):
    """The twelve statuses, in order of precedence: code, English, Finnish, when it holds.

    Source: the till system's own list of order statuses (Finnish), as docs/glossary.md tells.
    """

    VOIDED = ("VOIDED", "Voided", "Mitätöity", "voided at the till")
    CANCELLED = (
        "CANCELLED",
        "Cancelled",
        "Peruutettu",
        "cancelled in the back office, rejected by the kitchen or cancelled outside",
    )
    FULLY_REFUNDED = (
        "FULLY_REFUNDED",
        "Fully refunded",
        "Hyvitetty kokonaan",
        "every line is refunded",
    )
    PENDING = ("PENDING", "Pending", "Käsittelyssä", "waiting for payment in an external system")
    NOT_SENT_TO_KITCHEN = (
        "NOT_SENT_TO_KITCHEN",
        "Not sent to kitchen",
        "Ei lähetetty keittiöön",
        "something was to be sent to a screen and could not be",
    )
    AWAITING_APPROVAL = (
        "AWAITING_APPROVAL",
        "Awaiting approval",
        "Odottaa hyväksyntää",
        "sent, and the kitchen must first say yes",
    )
    IN_KITCHEN = ("IN_KITCHEN", "In kitchen", "Keittiössä", "a part that was sent is not ready")
    PARKED = ("PARKED", "Parked", "Kuittiparkissa", "in the receipt park")
    UNPAID_IN_EXTERNAL_SYSTEM = (
        "UNPAID_IN_EXTERNAL_SYSTEM",
        "Unpaid in external system",
        "Maksamatta ulkoisessa järjestelmässä",
        "the external system could not be told of the payment",
    )
    UNFINISHED = (
        "UNFINISHED",
        "Unfinished",
        "Keskeneräinen",
        "payment or receipt is missing",
    )
    PARTIALLY_REFUNDED = (
        "PARTIALLY_REFUNDED",
        "Partially refunded",
        "Hyvitetty osittain",
        "some lines are refunded",
    )
    COMPLETED = ("COMPLETED", "Completed", "Valmis", "paid, receipt printed, ready in the kitchen")

    def __init__(self, code: str, english: str, finnish: str, meaning: str) -> None:
        self.code = code
        self.english = english
        self.finnish = finnish
        self.meaning = meaning


def status(record: OrderRecord) -> Status:
    """Return the first status, from the top of the table, whose condition the facts fulfil.

    What is in flight counts as sent, and carries the mark `sending` besides.
    """
    for each, holds in _ROWS:
        if holds(record):
            return each
    raise AssertionError("the last row always holds")


def _is_pending(record: OrderRecord) -> bool:
    """Tell whether an external system must first report the payment before the kitchen gets it."""
    outside = record.order.outside
    waits = outside is not None and outside.state is OutsideState.PENDING
    return waits and not record.order.for_kitchen


def _is_cooking(record: OrderRecord) -> bool:
    return any(owed(part) for part in record.parts.values())


def _is_not_sent(record: OrderRecord) -> bool:
    return bool(record.undelivered(DeliveryState.NOT_SENT))


def _is_unpaid_outside(record: OrderRecord) -> bool:
    outside = record.order.outside
    not_recorded = outside is not None and outside.state is OutsideState.NOT_RECORDED
    return not_recorded and record.settled_outside is None


def has_receipt(record: OrderRecord) -> bool:
    """Tell whether the customer has the receipt, or the back office does without it."""
    waived, paid = record.receipt_waived, len(record.order.payments)
    is_waived = waived is not None and (waived.payments is None or paid <= waived.payments)
    return record.order.receipt is not None or is_waived


def _is_unfinished(record: OrderRecord) -> bool:
    order = record.order
    return not is_paid(order) or not has_receipt(record) or bool(order.waiting)


_ROWS: tuple[tuple[Status, Callable[[OrderRecord], bool]], ...] = (
    (Status.VOIDED, lambda record: record.order.void is not None),
    (Status.CANCELLED, lambda record: record.is_cancelled),
    (Status.FULLY_REFUNDED, lambda record: is_fully_refunded(record.order)),
    (Status.PENDING, _is_pending),
    (Status.NOT_SENT_TO_KITCHEN, _is_not_sent),
    (Status.AWAITING_APPROVAL, lambda record: record.is_awaiting),
    (Status.IN_KITCHEN, _is_cooking),
    (Status.PARKED, lambda record: record.order.parked is not None),
    (Status.UNPAID_IN_EXTERNAL_SYSTEM, _is_unpaid_outside),
    (Status.UNFINISHED, _is_unfinished),
    (Status.PARTIALLY_REFUNDED, lambda record: bool(refunded_quantities(record.order))),
    (Status.COMPLETED, lambda _: True),
)


def is_sending(record: OrderRecord) -> bool:
    """Tell whether something is in flight: sent, and neither confirmed nor past its deadline."""
    return bool(record.undelivered(DeliveryState.IN_FLIGHT))


def is_unsettled(record: OrderRecord) -> bool:
    """Tell whether somebody still owes something on it: cooks, customer, cashier, a till, a
    printer or the texting worker.

    An order that is only unpaid does not count: POS software need not tell of its payments.
    """
    waiting = (Status.PENDING, Status.PARKED, Status.UNPAID_IN_EXTERNAL_SYSTEM)
    return (
        is_open(record)
        or status(record) in waiting
        or record.refund_owed > 0
        or bool(record.unanswered)
        or any(map(is_owed, record.texts))
        or any(map(is_printing, record.prints))
        or (bool(record.reminders) and not record.reminders_filed)
    )
