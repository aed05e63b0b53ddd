"""What the kitchen's history does not tell by itself: the till's deeds, and facts with a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from kds.orders.actions import Action
from kds.orders.events import Change, EventType
from kds.orders.order import Order
from kds.orders.part import Actor, ActorKind, Part
from kds.orders.record import ApprovalState, OrderRecord
from kds.orders.selling.taking import TAKE
from kds.orders.story.event import Loose
from kds.orders.till_facts import Deed, Origin

NOBODY = Actor(ActorKind.DISPLAY, "")
"""Whoever it was: the facts do not say."""

Fact = tuple[EventType, datetime | None, Actor | None, dict[str, Any]]


def loose_ends(record: OrderRecord, changes: Sequence[Change]) -> list[Loose]:
    """Return every deed, and every fact that neither a deed nor a change tells, by time.

    A deed and its fact have the same time to the microsecond, and so have a change and its fact.
    """
    told = [deed for change in changes for deed in change.deeds]
    deeds = sorted(dict.fromkeys((*told, *record.order.deeds)), key=lambda deed: deed.revision)
    ends = [*_in_sequence(deeds), *_untold_facts(record.order, deeds)]
    times = {change.at for change in changes}
    ends += [Loose(each.at, change=each) for each in _kitchen_facts(record) if each.at not in times]
    return sorted(ends, key=lambda end: end.at)


def _in_sequence(deeds: Iterable[Deed]) -> Iterator[Loose]:
    """Yield deeds, none before an earlier one, though the till's clock was set back."""
    at: datetime | None = None
    for deed in deeds:
        at = max(at, deed.at) if at else deed.at
        yield Loose(at, deed=deed)


def _untold_facts(order: Order, deeds: Sequence[Deed]) -> Iterator[Loose]:
    """Yield as deeds what a till says that keeps no history of its own."""
    times = {deed.at for deed in deeds}
    for fact in _till_facts(order):
        if fact.at not in times:
            yield Loose(fact.at, deed=fact)
    if order.accepted_at not in times and all(deed.what != TAKE for deed in deeds):
        taken = Deed(1, TAKE, order.accepted_at, order.responsible or "")
        yield Loose(taken.at, deed=taken)


def _till_facts(order: Order) -> Iterator[Deed]:
    def deed(action: Action, fact: Any, **told: Any) -> Deed:
        return Deed(order.revision, action.value, fact.at, fact.by, **told)

    for payment in order.payments:
        yield deed(Action.PAY, payment)
    for refund in order.refunds:
        action = Action.REFUND if refund.lines else Action.SETTLE_REFUND
        yield deed(action, refund, reason=refund.reason)
    if order.parked is not None:
        yield deed(Action.PARK, order.parked)
    if order.receipt is not None:
        yield deed(Action.HAND_OVER_RECEIPT, order.receipt)
    if order.void is not None:
        yield deed(Action.VOID, order.void, reason=order.void.reason)
    if order.cancelled is not None:
        gone = order.cancelled
        outside = gone.origin is Origin.OUTSIDE
        action = Action.CANCEL_OUTSIDE if outside else Action.DELETE
        yield deed(action, gone, reason=gone.reason, origin=gone.origin)


def _kitchen_facts(record: OrderRecord) -> Iterator[Change]:
    """Yield the changes by which the kitchen's and the back office's facts came about."""
    code = ""
    for event, at, by, told in _facts(record):
        if at is not None:
            yield Change(event.type_name, record.order_id, 0, at, by or NOBODY, code, **told)


def _facts(record: OrderRecord) -> Iterator[Fact]:
    approval = record.approval
    yield EventType.ORDER_APPLIED, record.applied_at, Actor(ActorKind.TILL, record.till), {}
    rejected = approval.state is ApprovalState.REJECTED
    answer = EventType.ORDER_REJECTED if rejected else EventType.ORDER_APPROVED
    said = {"minutes": approval.minutes, "reason": approval.reason}
    yield answer, approval.at, approval.by, said
    for part in record.parts.values():
        yield from _part_facts(part)
    facts = {
        EventType.ORDER_RESOLVED: record.resolution,
        EventType.ORDER_CANCELLED: record.cancelled,
        EventType.ORDER_COMPLETED: record.settled_outside or record.receipt_waived,
    }
    for event, fact in facts.items():
        if fact is not None:
            yield event, fact.at, fact.by, {"reason": fact.reason or None}
    for asked in record.requests:
        yield EventType.REFUND_REQUESTED, asked.at, asked.by, {"reason": asked.reason}


def _part_facts(part: Part) -> Iterator[Fact]:
    delivery, cooking, here = part.delivery, part.cooking, {"stations": (part.station,)}
    yield EventType.DELIVERY_CONFIRMED, delivery.confirmed_at, delivery.confirmed_by, here
    failed = here | {"cause": delivery.cause}
    worker = Actor(ActorKind.WORKER, "")
    yield EventType.DELIVERY_FAILED, delivery.failed_at, worker, failed
    yield EventType.PART_STARTED, cooking.started_at, None, here
    yield EventType.PART_READY, cooking.ready_at, cooking.ready_by, here
    yield EventType.PART_RECALLED, cooking.recalled_at, None, here
    for unseen in (part.changed, part.stopped):
        if unseen is not None and unseen.seen_at != cooking.ready_at:
            yield EventType.PART_SEEN, unseen.seen_at, unseen.seen_by, here
