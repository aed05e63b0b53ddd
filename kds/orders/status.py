"""The twelve statuses of an order, and which one holds. A status is never stored by hand."""

from __future__ import annotations

from enum import Enum

from kds.orders.record import ApprovalState, DeliveryState, OrderRecord, is_open


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

    Payment, receipt, park and refunds are facts that no till sends yet; an order that the kitchen
    is done with is therefore UNFINISHED, which is what it is: its payment is not recorded here.
    What is in flight counts as sent, and carries the mark `sending` besides.
    """
    if record.approval.state is ApprovalState.REJECTED:
        return Status.CANCELLED
    if record.undelivered(DeliveryState.NOT_SENT):
        return Status.NOT_SENT_TO_KITCHEN
    if is_open(record):
        awaiting = record.approval.state is ApprovalState.AWAITING
        return Status.AWAITING_APPROVAL if awaiting else Status.IN_KITCHEN
    return Status.UNFINISHED


def is_sending(record: OrderRecord) -> bool:
    """Tell whether something is in flight: sent, and neither confirmed nor past its deadline."""
    return bool(record.undelivered(DeliveryState.IN_FLIGHT))
