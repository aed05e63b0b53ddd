"""An order as the kitchen keeps it: the till facts beside the kitchen's and the back office's.

The record is immutable; `decide` makes the next version of it. Times are aware UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from kds.orders.money import due, is_fully_refunded, refund_owed
from kds.orders.order import AwareTime, Line, Order, Station
from kds.orders.paper import Print
from kds.orders.part import Actor, Delivery, DeliveryState, Part, StopCause, is_shown
from kds.orders.pickup import Pickup
from kds.orders.text import Text
from kds.orders.till_facts import Amount, PaymentMethod

APPROVALS = "approvals"
"""The name of the approval display where it stands beside the stations."""

PASS = "pass"
"""The name of the display that shows every part."""


class ApprovalState(StrEnum):
    """Whether the kitchen must say yes first, and what it said."""

    NOT_NEEDED = "not_needed"
    AWAITING = "awaiting"
    APPROVED = "approved"
    REJECTED = "rejected"


class Approval(msgspec.Struct, frozen=True, omit_defaults=True):
    """The kitchen's answer to an order that needs one; `minutes` is the promised time from then."""

    state: ApprovalState = ApprovalState.NOT_NEEDED
    since: AwareTime | None = None
    delivery: Delivery | None = None
    minutes: Annotated[int, Meta(ge=0, le=24 * 60)] | None = None
    reason: str | None = None
    at: AwareTime | None = None
    by: Actor | None = None


class Resend(msgspec.Struct, frozen=True, omit_defaults=True):
    """The latest request to the main till to send the order again, until a screen confirms.

    After `answer_by` without an answer the kitchen sends its own copy.
    """

    attempt_id: str
    attempt: int
    requested_at: AwareTime
    next_attempt_at: AwareTime
    answer_by: AwareTime | None = None


class OfficeFact(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that the back office decided: who, when, why.

    `payments`: for how many of them a receipt was waived; one that comes later has its own.
    """

    at: AwareTime
    by: Actor
    reason: str = ""
    payments: int | None = None


class RequestKind(StrEnum):
    """What the back office can ask of a till: only the till records that money was given back."""

    RECORD_REFUND = "record refund"


class Request(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that was asked of the till, shown as requested until the till has answered.

    `amount`, in cents, is what was owed when it was asked: no more than that is given back.
    """

    request_id: str
    kind: RequestKind
    at: AwareTime
    by: Actor
    reason: str
    method: PaymentMethod = PaymentMethod.EXTERNAL
    amount: Amount | None = None


class OrderRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything the kitchen knows of one order; `version` grows by one with each event.

    `shown_version` is the last version that changed what a station or the approvals show: that a
    display has confirmed is no reason to send the ticket to all of them once more.

    `pickup` and `texts` are the counter's. `reminders` are the later texts as they were planned
    when the customer paid; once `reminders_filed`, the archive keeps what becomes of them.
    `prints` are the sheets of paper, the newest last.
    `fired` is the highest course that a person fired. `moves` says to which station a person moved
    what routing sends to another, for this order and its later revisions.
    `erased`: the customer's name and phone were removed, here and for every later revision.
    """

    order: Order
    till: str
    version: int
    applied_at: AwareTime
    updated_at: AwareTime
    shown_version: int = 0
    approval: Approval = Approval()
    parts: dict[Station, Part] = {}
    resend: Resend | None = None
    resolution: OfficeFact | None = None
    possibly_made: bool = False
    cancelled: OfficeFact | None = None
    receipt_waived: OfficeFact | None = None
    settled_outside: OfficeFact | None = None
    requests: tuple[Request, ...] = ()
    pickup: Pickup = Pickup()
    texts: tuple[Text, ...] = ()
    reminders: tuple[Text, ...] = ()
    reminders_filed: bool = False
    erased: OfficeFact | None = None
    prints: tuple[Print, ...] = ()
    priority: bool = False
    fired: int | None = None
    moves: dict[Station, Station] = {}

    @property
    def order_id(self) -> str:
        """The order's id."""
        return self.order.order_id

    def lines_of(self, part: Part) -> tuple[Line, ...]:
        """Return the lines of one part as they are now, in the order's own sequence."""
        wanted = set(part.line_ids)
        return tuple(line for line in self.order.lines if line.line_id in wanted)

    @property
    def is_cancelled(self) -> bool:
        """Tell whether anybody who may has cancelled it: till, customer, kitchen, back office."""
        return (
            self.order.cancelled is not None
            or self.cancelled is not None
            or self.approval.state is ApprovalState.REJECTED
        )

    @property
    def stop_cause(self) -> StopCause | None:
        """Return why nothing of this order is to be made any more, or None."""
        if self.order.void is not None:
            return StopCause.VOIDED
        if self.is_cancelled:
            return StopCause.CANCELLED
        return StopCause.REFUNDED if is_fully_refunded(self.order) else None

    @property
    def is_awaiting(self) -> bool:
        """Tell whether the kitchen must say yes or no, and still can."""
        return (
            self.approval.state is ApprovalState.AWAITING
            and self.resolution is None
            and self.stop_cause is None
        )

    @property
    def refund_owed(self) -> int:
        """Return what the customer must get back, in cents."""
        return refund_owed(self.order, is_cancelled=self.is_cancelled)

    @property
    def due(self) -> int:
        """Return what the customer must still pay, in cents: nothing of what is undone."""
        return 0 if self.stop_cause is not None else due(self.order)

    @property
    def unanswered(self) -> tuple[Request, ...]:
        """Return what was asked of the till and is not answered."""
        if not self.requests:
            return ()
        answered = {answer.request_id for answer in self.order.answers}
        return tuple(each for each in self.requests if each.request_id not in answered)

    def deliveries(self) -> Iterator[tuple[str, Delivery]]:
        """Yield each delivery that still matters, under the station it is for (or `approvals`)."""
        if self.approval.delivery is not None and self.is_awaiting:
            yield APPROVALS, self.approval.delivery
        for station, part in self.parts.items():
            if is_shown(part):
                yield station, part.delivery

    def undelivered(self, *states: DeliveryState) -> list[str]:
        """Return the stations whose delivery is in one of `states`."""
        return [station for station, delivery in self.deliveries() if delivery.state in states]


def promised_at(record: OrderRecord) -> datetime | None:
    """Return when the customer was told it is ready: the kitchen's minutes, or due_at."""
    approval = record.approval
    if approval.minutes is not None and approval.at is not None:
        return approval.at + timedelta(minutes=approval.minutes)
    return record.order.due_at


def is_open(record: OrderRecord) -> bool:
    """Tell whether anything of the order is still open in the kitchen."""
    if record.is_awaiting:
        return True
    return any(is_shown(part) for part in record.parts.values())
