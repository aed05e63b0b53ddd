"""What an external system is to be told of its order, by what was known before and after. Pure.

Each event has a `mark` that follows from the fact alone: heard again, it is the same event.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from kds.clock import millis
from kds.http.filters import StatusCode
from kds.orders.actions import Place
from kds.orders.part import CookingState
from kds.orders.record import ApprovalState, OrderRecord, promised_at
from kds.orders.status import Status, status
from kds.orders.till_facts import AwareTime, Origin, PaymentMethod, RefundedLine


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What every webhook says: which order, by the till and by the system, and how it stands."""

    order_id: str
    number: str
    system: str
    reference: str | None
    status: StatusCode


class Approved(About, frozen=True, kw_only=True):
    """The kitchen said yes; `promised_at` is `minutes` later, or without them the wished time."""

    minutes: int | None
    promised_at: AwareTime | None


class Rejected(About, frozen=True, kw_only=True):
    """The kitchen said no, and why."""

    reason: str | None


class Ready(About, frozen=True, kw_only=True):
    """Every part is ready."""


class Resolved(About, frozen=True, kw_only=True):
    """A person settled by hand what was open in the kitchen, and why: no more will come of it."""

    reason: str | None


class Stopped(About, frozen=True, kw_only=True):
    """The order is voided or cancelled, as `status` says: where and why, but not by whom."""

    place: Place
    reason: str | None


class RefundRecorded(About, frozen=True, kw_only=True):
    """Money was given back, in cents: for `lines`, or, without any, because it was owed."""

    refund_id: str
    amount: int
    method: PaymentMethod
    reason: str
    lines: tuple[RefundedLine, ...]


APPROVED = "kds.order.approved.v1"
REJECTED = "kds.order.rejected.v1"
READY = "kds.order.ready.v1"
RESOLVED = "kds.order.resolved.v1"
STOPPED = "kds.order.stopped.v1"
REFUND_RECORDED = "kds.refund.recorded.v1"

DATA_OF: Mapping[str, type[About]] = {
    APPROVED: Approved,
    REJECTED: Rejected,
    READY: Ready,
    RESOLVED: Resolved,
    STOPPED: Stopped,
    REFUND_RECORDED: RefundRecorded,
}
"""Every type of webhook, and the shape of its data."""


class Event(NamedTuple):
    """One thing to tell; `mark` tells it from others of its type about the same order."""

    type: str
    mark: str
    at: datetime
    data: About


def owed(before: OrderRecord | None, after: OrderRecord) -> tuple[Event, ...]:
    """Return what the order's external system must be told, in the sequence of an order's life.

    Of an order that had stopped before, only refunds are news.
    """
    outside = after.order.outside
    if outside is None or not outside.placed:
        return ()
    common = {
        "order_id": after.order_id,
        "number": after.order.number,
        "system": outside.system,
        "reference": outside.reference,
        "status": StatusCode(status(after).code),
    }
    return tuple(_news(before, after, common))


def _news(
    before: OrderRecord | None, after: OrderRecord, common: dict[str, Any]
) -> Iterator[Event]:
    if before is None or before.stop_cause is None:
        yield from _answer(before, after, common)
        yield from _ready(before, after, common)
        yield from _resolved(before, after, common)
    yield from _stopped(before, after, common)
    known = {refund.refund_id for refund in before.order.refunds} if before else set()
    for refund in after.order.refunds:
        if refund.refund_id not in known:
            facts = {name: getattr(refund, name) for name in _OF_REFUND}
            data = RefundRecorded(**common, **facts)
            yield Event(REFUND_RECORDED, refund.refund_id, refund.at, data)


_OF_REFUND = ("refund_id", "amount", "method", "reason", "lines")


def _answer(
    before: OrderRecord | None, after: OrderRecord, common: dict[str, Any]
) -> Iterator[Event]:
    said = after.approval
    if said.at is None or (before is not None and before.approval.state is said.state):
        return
    if said.state is ApprovalState.APPROVED:
        data = Approved(**common, minutes=said.minutes, promised_at=promised_at(after))
        yield Event(APPROVED, str(millis(said.at)), said.at, data)
    elif said.state is ApprovalState.REJECTED:
        told = Rejected(**common, reason=said.reason)
        yield Event(REJECTED, str(millis(said.at)), said.at, told)


def _ready(
    before: OrderRecord | None, after: OrderRecord, common: dict[str, Any]
) -> Iterator[Event]:
    """Yield that it is ready; once more also where its recall was heard together with it."""
    at, told = _ready_at(after), _ready_at(before) if before else None
    if at is not None and (told is None or at > told):
        yield Event(READY, str(millis(at)), at, Ready(**common))


def _ready_at(record: OrderRecord) -> datetime | None:
    """Return when the last part was made; None while anything is still to be made, or waits."""
    if record.stop_cause is not None or record.order.waiting:
        return None
    cooking = [part.cooking for part in record.parts.values() if part.stopped is None]
    if any(each.state is not CookingState.READY for each in cooking):
        return None
    return max((each.ready_at for each in cooking if each.ready_at is not None), default=None)


def _resolved(
    before: OrderRecord | None, after: OrderRecord, common: dict[str, Any]
) -> Iterator[Event]:
    fact = after.resolution
    if fact is None or after.stop_cause is not None:
        return
    if before is None or before.resolution != fact:
        data = Resolved(**common, reason=fact.reason or None)
        yield Event(RESOLVED, str(millis(fact.at)), fact.at, data)


def _stopped(
    before: OrderRecord | None, after: OrderRecord, common: dict[str, Any]
) -> Iterator[Event]:
    """Yield a void, and a cancellation by anybody but the kitchen, whose no is told as such."""
    order, office = after.order, after.cancelled
    was_cancelled = before is not None and before.is_cancelled
    if order.cancelled is not None and not was_cancelled:
        gone = order.cancelled
        place = Place.OUTSIDE if gone.origin is Origin.OUTSIDE else Place.TILL
        data = Stopped(**common, place=place, reason=gone.reason)
        yield Event(STOPPED, Status.CANCELLED.code, gone.at, data)
    elif office is not None and not was_cancelled:
        data = Stopped(**common, place=Place.BACK_OFFICE, reason=office.reason or None)
        yield Event(STOPPED, Status.CANCELLED.code, office.at, data)
    if order.void is not None and (before is None or before.order.void is None):
        void = order.void
        data = Stopped(**common, place=Place.TILL, reason=void.reason)
        yield Event(STOPPED, Status.VOIDED.code, void.at, data)
