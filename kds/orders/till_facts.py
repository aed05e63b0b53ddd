"""What the main till alone knows of an order beside its lines: money, receipt, park, and who.

Each fact says when and by whom. Times are aware UTC, money is whole cents.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

END = r"$(?!\n)"
"""The end of a text in a pattern, in JSON Schema too; Python's `$` lets a last newline through."""

ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._:-]*" + END

OrderId = Annotated[str, Meta(min_length=1, max_length=64, pattern=ID_PATTERN)]
LineId = Annotated[str, Meta(min_length=1, max_length=64, pattern=ID_PATTERN)]
FactId = Annotated[str, Meta(min_length=1, max_length=80, pattern=ID_PATTERN)]
Name = Annotated[str, Meta(min_length=1, max_length=120, pattern=r"\S")]
Word = Annotated[str, Meta(min_length=1, max_length=80, pattern=r"\S")]
Reason = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
Quantity = Annotated[int, Meta(ge=1, le=999)]
Cents = Annotated[int, Meta(ge=0, le=10_000_000)]
Amount = Annotated[int, Meta(ge=0, le=100_000_000)]
"""A sum in cents: of a whole order, a payment or a refund."""
AwareTime = Annotated[
    datetime, Meta(tz=True, extra_json_schema={"$comment": "from 2000 to 2199, in UTC"})
]
Revision = Annotated[int, Meta(ge=1, le=1_000_000)]

MAX_TOTAL = 100_000_000
"""The most an order may come to, in cents."""

MAX_DEEDS = 200
"""How many of the till's deeds an order keeps: the newest."""


class _Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What every fact of the till is: whole, and nothing unknown in it."""


class LineKitchen(StrEnum):
    """Whether the kitchen gets a line: now, once it is released (paid, or parked), or never."""

    SEND = "send"
    WAIT = "wait"
    NEVER = "never"


class PaymentMethod(StrEnum):
    """How money came in or was given back."""

    CASH = "cash"
    CARD = "card"
    EXTERNAL = "external"


class Stamp(_Fact, frozen=True):
    """Something was done: when, by whom, and why where a reason was asked for."""

    at: AwareTime
    by: Name
    reason: Reason | None = None


class Payment(_Fact, frozen=True):
    """Money that was taken, in cents."""

    payment_id: FactId
    method: PaymentMethod
    amount: Amount
    at: AwareTime
    by: Name


class RefundedLine(_Fact, frozen=True):
    """How many of one line were refunded."""

    line_id: LineId
    quantity: Quantity


class Refund(_Fact, frozen=True):
    """Money that was given back, in cents: for `lines`, or, without any, because it was owed."""

    refund_id: FactId
    method: PaymentMethod
    amount: Amount
    at: AwareTime
    by: Name
    reason: Reason
    lines: Annotated[tuple[RefundedLine, ...], Meta(max_length=200)] = ()


class ReceiptHow(StrEnum):
    """How the customer got the receipt."""

    HANDED_OVER = "handed over"
    PRINTED = "printed"


class Receipt(_Fact, frozen=True):
    """The customer has the receipt."""

    at: AwareTime
    by: Name
    how: ReceiptHow = ReceiptHow.HANDED_OVER


class ReceiptKind(StrEnum):
    """Which receipt a till wants printed."""

    RECEIPT = "receipt"
    REFUND = "refund receipt"
    VOID = "void receipt"


class PrintWish(_Fact, frozen=True):
    """A receipt that the till wants printed: `is_copy` where the customer may have one already.

    `refund_id` says of which refund.
    """

    wish_id: FactId
    what: ReceiptKind
    at: AwareTime
    by: Name
    refund_id: FactId | None = None
    is_copy: bool = False


class Origin(StrEnum):
    """Where something was done: at the till itself, or in the external system."""

    TILL = "till"
    OUTSIDE = "outside"


class Cancellation(_Fact, frozen=True):
    """The order was deleted at the till, or cancelled by the customer in the external system."""

    at: AwareTime
    by: Name
    reason: Reason
    origin: Origin = Origin.TILL


class OutsideState(StrEnum):
    """The payment in an external system. A declined card stays PENDING.

    NOT_RECORDED: the money is taken, and the external system could not be told so.
    """

    PENDING = "pending"
    PAID = "paid"
    NOT_RECORDED = "not_recorded"


class Outside(_Fact, frozen=True):
    """The external system that takes the payment; `placed` says that the order came from there.

    `problem` is what it said last of a payment that failed, `amount` the cents that it is to take.
    """

    system: Word
    state: OutsideState
    since: AwareTime
    placed: bool = False
    reference: Word | None = None
    problem: Reason | None = None
    amount: Amount | None = None


class Deed(_Fact, frozen=True):
    """One thing done at the till: the till's own history, each with the revision it made.

    `what` is a word of the table of actions, `detail` what a person wants to know of it.
    """

    revision: Revision
    what: Word
    at: AwareTime
    by: Name
    origin: Origin = Origin.TILL
    reason: Reason | None = None
    detail: Reason | None = None


class Answer(_Fact, frozen=True):
    """The till's answer to a request of the back office: done, or why not."""

    request_id: FactId
    done: bool
    at: AwareTime
    reason: Reason | None = None
