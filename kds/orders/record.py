"""An order as the kitchen keeps it: the till facts beside the kitchen's and the back office's.

Delivery (has a screen got it?) and cooking (is it made?) are told apart everywhere. The record is
immutable; `decide` makes the next version of it. Times are aware UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from kds.orders.money import is_fully_refunded, refund_owed
from kds.orders.order import AwareTime, Line, Order, Station
from kds.orders.till_facts import PaymentMethod

APPROVALS = "approvals"
"""The name of the approval display where it stands beside the stations."""

PASS = "pass"
"""The name of the display that shows every part."""


class ActorKind(StrEnum):
    """What kind of hand did something."""

    TILL = "till"
    DISPLAY = "display"
    BACK_OFFICE = "back-office"
    WORKER = "worker"


class Actor(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who acted: a till's letter, a display's id, a person's name or a worker's name."""

    kind: ActorKind
    id: str
    name: str = ""


class CauseCode(StrEnum):
    """Why something that was to be sent was not."""

    NO_DISPLAY = "no_display"
    NOT_PAIRED = "not_paired"
    NOT_LAID_OUT = "not_laid_out"


class Cause(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why a delivery failed, as data; `cause_in_words` makes the sentence in local time.

    `since` is when the station's last display was heard of; with NOT_PAIRED, when the pass was,
    which stands in for stations that have no display.
    """

    code: CauseCode
    station: str
    since: AwareTime | None = None


class DeliveryState(StrEnum):
    """Whether a screen has shown it. SETTLED: a person resolved the failure otherwise."""

    IN_FLIGHT = "in_flight"
    CONFIRMED = "confirmed"
    NOT_SENT = "not_sent"
    SETTLED = "settled"


class Delivery(msgspec.Struct, frozen=True, omit_defaults=True):
    """The proof, or its absence, that one screen laid one ticket out.

    `content_version` is the record's version that last changed what must be shown: only a report
    that a ticket of at least this version is laid out confirms it. `own_copy` says that the
    kitchen sent its own copy again because the till did not answer, `was_shown` that a screen had
    shown, or may have shown, what stood here before.
    """

    state: DeliveryState
    content_version: int
    attempt: int
    sent_at: AwareTime
    deadline_at: AwareTime
    confirmed_at: AwareTime | None = None
    confirmed_by: Actor | None = None
    cause: Cause | None = None
    failed_at: AwareTime | None = None
    own_copy: bool = False
    was_shown: bool = False


class CookingState(StrEnum):
    """How far the cooks are with a part."""

    WAITING = "waiting"
    STARTED = "started"
    READY = "ready"


class Cooking(msgspec.Struct, frozen=True, omit_defaults=True):
    """How far one part is; a recall takes READY back and keeps `since` of the part."""

    state: CookingState = CookingState.WAITING
    started_at: AwareTime | None = None
    ready_at: AwareTime | None = None
    ready_by: Actor | None = None
    recalled_at: AwareTime | None = None


class Changed(msgspec.Struct, frozen=True, omit_defaults=True):
    """What later revisions changed on a ticket since a cook last looked: SEEN ends it.

    `removed` holds the lines as they were; a line that reads otherwise now is in both. `head` names
    what reads otherwise beside the lines, as the fields of an order are called.
    """

    at: AwareTime
    added: tuple[str, ...] = ()
    removed: tuple[Line, ...] = ()
    head: tuple[str, ...] = ()
    seen_at: AwareTime | None = None
    seen_by: Actor | None = None


class StopCause(StrEnum):
    """Why a part is not to be made any more."""

    VOIDED = "voided"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"
    REMOVED = "removed"


class Stopped(msgspec.Struct, frozen=True, omit_defaults=True):
    """A part that is not to be made: it stays on the screens until a cook has seen it."""

    at: AwareTime
    cause: StopCause
    seen_at: AwareTime | None = None
    seen_by: Actor | None = None


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """The lines of one order that belong to one station: a ticket on that station's displays.

    `since` starts the ticket's timer. `unrouted` lines matched no rule and came to the fallback.
    `made` are lines that were ready before others were added.
    """

    station: Station
    line_ids: tuple[str, ...]
    since: AwareTime
    delivery: Delivery
    cooking: Cooking = Cooking()
    unrouted: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    changed: Changed | None = None
    stopped: Stopped | None = None


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
    """Something that the back office decided: who, when, why."""

    at: AwareTime
    by: Actor
    reason: str = ""


class RequestKind(StrEnum):
    """What the back office can ask of a till: only the till records that money was given back."""

    RECORD_REFUND = "record refund"


class Request(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that was asked of the till, shown as requested until the till has answered."""

    request_id: str
    kind: RequestKind
    at: AwareTime
    by: Actor
    reason: str
    method: PaymentMethod = PaymentMethod.EXTERNAL


class OrderRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything the kitchen knows of one order; `version` grows by one with each event.

    `shown_version` is the last version that changed what a station or the approvals show: that a
    display has confirmed is no reason to send the ticket to all of them once more.
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
    def unanswered(self) -> tuple[Request, ...]:
        """Return what was asked of the till and is not answered."""
        answered = {answer.request_id for answer in self.order.answers}
        return tuple(each for each in self.requests if each.request_id not in answered)

    def deliveries(self) -> Iterator[tuple[str, Delivery]]:
        """Yield each delivery that still matters, under the station it is for (or `approvals`)."""
        if self.is_awaiting and self.approval.delivery is not None:
            yield APPROVALS, self.approval.delivery
        for station, part in self.parts.items():
            if is_shown(part):
                yield station, part.delivery

    def undelivered(self, *states: DeliveryState) -> list[str]:
        """Return the stations whose delivery is in one of `states`."""
        return [station for station, delivery in self.deliveries() if delivery.state in states]


def owed(part: Part) -> bool:
    """Tell whether the station still owes this part: not ready, stopped, or settled by hand."""
    return (
        part.cooking.state is not CookingState.READY
        and part.delivery.state is not DeliveryState.SETTLED
        and part.stopped is None
    )


def must_be_seen(part: Part) -> bool:
    """Tell whether the part is stopped and no cook has looked at it yet."""
    return (
        part.stopped is not None
        and part.stopped.seen_at is None
        and part.delivery.state is not DeliveryState.SETTLED
    )


def is_shown(part: Part) -> bool:
    """Tell whether the part stands on the screens: owed, or stopped and not yet seen."""
    return owed(part) or must_be_seen(part)


def is_open(record: OrderRecord) -> bool:
    """Tell whether anything of the order is still open in the kitchen."""
    if record.is_awaiting:
        return True
    return any(is_shown(part) for part in record.parts.values())
