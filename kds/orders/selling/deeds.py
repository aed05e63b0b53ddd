"""What can be asked of the main till for an order: one imperative struct each."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from kds.orders.intake import LineAsSent
from kds.orders.order import Customer, Note, Service
from kds.orders.till_facts import (
    Amount,
    AwareTime,
    FactId,
    Name,
    PaymentMethod,
    Reason,
    ReceiptHow,
    ReceiptKind,
    RefundedLine,
    Word,
)


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What every deed is: nothing unknown in it."""


class Change(Asked, frozen=True):
    """Change the order; what is left out stays, null takes away, `lines` replace all lines.

    A line keeps its place in the kitchen if it comes with its `line_id`.
    """

    lines: Annotated[tuple[LineAsSent, ...], Meta(min_length=1, max_length=200)] | None = None
    service: Service | None = None
    table: Word | UnsetType | None = UNSET
    customer: Customer | UnsetType | None = UNSET
    responsible: Name | UnsetType | None = UNSET
    note: Note | UnsetType | None = UNSET
    due_at: AwareTime | UnsetType | None = UNSET


class Send(Asked, frozen=True):
    """Send the lines that wait to the kitchen now."""


class Park(Asked, frozen=True):
    """Put the order into the receipt park, on a table if one is named."""

    table: Word | None = None


class OpenAgain(Asked, frozen=True):
    """Take the order out of the receipt park."""


class Pay(Asked, frozen=True):
    """Take money; without `amount` all that is due, in cents.

    With the method EXTERNAL the payment begins in `system`, and is pending until it is reported.
    """

    method: PaymentMethod
    amount: Amount | None = None
    system: Word | None = None
    reference: Word | None = None


class PaymentResult(StrEnum):
    """How a payment in an external system went; a declined card FAILED and stays pending."""

    PAID = "paid"
    FAILED = "failed"
    CANCELLED = "cancelled"
    NOT_RECORDED = "not_recorded"


class ReportPayment(Asked, frozen=True):
    """Say how a payment outside went; NOT_RECORDED: paid, and the system could not be told so."""

    result: PaymentResult
    reason: Reason | None = None
    reference: Word | None = None


class HandOverReceipt(Asked, frozen=True):
    """The customer has the receipt."""

    how: ReceiptHow = ReceiptHow.HANDED_OVER


class PrintReceipt(Asked, frozen=True):
    """Print a receipt; of a refund the last one, unless `refund_id` says which."""

    what: ReceiptKind = ReceiptKind.RECEIPT
    refund_id: FactId | None = None


class Void(Asked, frozen=True):
    """Undo the purchase, on its own business day."""

    reason: Reason


class RefundLines(Asked, frozen=True):
    """Pay lines back, or some of their pieces."""

    lines: Annotated[tuple[RefundedLine, ...], Meta(min_length=1, max_length=200)]
    reason: Reason
    method: PaymentMethod = PaymentMethod.CASH


class SettleRefund(Asked, frozen=True):
    """Record that the money which was owed to the customer is given back."""

    reason: Reason
    method: PaymentMethod = PaymentMethod.CASH


class Delete(Asked, frozen=True):
    """Cancel an unpaid order, with a reason; it is never erased."""

    reason: Reason


AnyDeed = (
    Change
    | Send
    | Park
    | OpenAgain
    | Pay
    | ReportPayment
    | HandOverReceipt
    | PrintReceipt
    | Void
    | RefundLines
    | SettleRefund
    | Delete
)
