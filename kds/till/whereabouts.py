"""Where an order is, step by step with times, as far as the till knows. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec

from kds.orders.actions import Action, Place, allowed
from kds.orders.causes import cause_in_words, local_time
from kds.orders.order import Order
from kds.orders.record import (
    APPROVALS,
    Actor,
    ApprovalState,
    CookingState,
    DeliveryState,
    OrderRecord,
    Part,
)
from kds.orders.status import Status, is_sending, status
from kds.till.ledger import KeptOrder


class StepName(StrEnum):
    """The stations of an order's way, as people read them."""

    ACCEPTED = "accepted"
    ON_THE_BUS = "on the bus"
    APPLIED = "applied"
    CONFIRMED = "confirmed"
    NOT_SENT = "not sent"
    APPROVED = "approved"
    REJECTED = "rejected"
    READY = "ready"
    REFUSED = "refused"
    RESOLVED = "resolved otherwise"


class Step(msgspec.Struct, frozen=True, omit_defaults=True):
    """One step that was taken: when, at which station, by whom, and what was said."""

    step: StepName
    at: datetime
    station: str | None = None
    by: str | None = None
    detail: str | None = None


class Whereabouts(msgspec.Struct, frozen=True):
    """An order's status with the reasons, and every step it has taken so far.

    `ready` tells that the kitchen has made all of it, whatever the status says of the payment.
    `sending` marks what is on its way and neither confirmed nor overdue. `can_send_again` tells
    whether a person at the till may ask for that now.
    """

    status: str
    status_text: str
    ready: bool
    sending: bool
    can_send_again: bool
    causes: tuple[str, ...]
    steps: tuple[Step, ...]


class Circumstances(msgspec.Struct, frozen=True):
    """What whereabouts depend on besides the order: the moment, the bus, names and limits.

    `trouble` says why the bus is away, or is None; `within_s` is how long an order may take to
    get onto the bus, and from there to the kitchen, in seconds.
    """

    now: datetime
    zone: ZoneInfo
    names: Mapping[str, str]
    trouble: str | None = None
    within_s: float = 10.0


def whereabouts(kept: KeptOrder, around: Circumstances) -> Whereabouts:
    """Return where an order is."""
    causes = tuple(_causes(kept, around))
    holds = _status(kept, causes)
    return Whereabouts(
        status=holds.code,
        status_text=holds.english,
        ready=kept.record is not None and _is_ready(kept.record),
        sending=not causes and (kept.record is None or is_sending(kept.record)),
        can_send_again=allowed(Action.SEND_AGAIN, holds, Place.TILL),
        causes=causes,
        steps=(*_till_steps(kept), *_kitchen_steps(kept.record, around.names)),
    )


def _status(kept: KeptOrder, causes: tuple[str, ...]) -> Status:
    if kept.record is not None:
        return status(kept.record)
    if causes:
        return Status.NOT_SENT_TO_KITCHEN
    # On its way counts as sent; which status that is the order itself says.
    return Status.AWAITING_APPROVAL if kept.order.needs_approval else Status.IN_KITCHEN


def _is_ready(record: OrderRecord) -> bool:
    parts = record.parts.values()
    return bool(parts) and all(part.cooking.state is CookingState.READY for part in parts)


def _causes(kept: KeptOrder, around: Circumstances) -> Iterator[str]:
    if kept.refusal is not None:
        yield f"the kitchen refused it: {kept.refusal}"
    if kept.record is not None:
        for _, delivery in kept.record.deliveries():
            if delivery.state is DeliveryState.NOT_SENT and delivery.cause is not None:
                yield cause_in_words(delivery.cause, around.zone, around.names)
    elif kept.refusal is None:
        cause = _unanswered(kept.order, kept.published_at, around)
        if cause is not None:
            yield cause


def _unanswered(order: Order, published_at: datetime | None, around: Circumstances) -> str | None:
    """Say why nothing was heard of an order, once it should have been."""
    since = published_at or order.accepted_at
    if around.now - since < timedelta(seconds=around.within_s):
        return None
    if published_at is None:
        return around.trouble or "the till has not yet put it on the bus"
    at = local_time(published_at, around.zone)
    if around.trouble is not None:
        return f"it is on the bus since {at}, but {around.trouble}"
    return f"it is on the bus since {at}, but the kitchen has not taken it"


def _till_steps(kept: KeptOrder) -> Iterator[Step]:
    yield Step(StepName.ACCEPTED, kept.order.accepted_at)
    if kept.published_at is not None:
        yield Step(StepName.ON_THE_BUS, kept.published_at)
    if kept.refusal is not None and kept.refused_at is not None:
        yield Step(StepName.REFUSED, kept.refused_at, detail=kept.refusal)


def _kitchen_steps(record: OrderRecord | None, names: Mapping[str, str]) -> tuple[Step, ...]:
    if record is None:
        return ()
    later = sorted(_later_steps(record, names), key=lambda step: step.at)
    return (Step(StepName.APPLIED, record.applied_at), *later)


def _later_steps(record: OrderRecord, names: Mapping[str, str]) -> Iterator[Step]:
    approval = record.approval
    if approval.delivery is not None and approval.delivery.confirmed_at is not None:
        yield Step(
            StepName.CONFIRMED,
            approval.delivery.confirmed_at,
            APPROVALS,
            _who(approval.delivery.confirmed_by),
        )
    if approval.at is not None:
        rejected = approval.state is ApprovalState.REJECTED
        minutes = f"{approval.minutes} minutes" if approval.minutes else None
        yield Step(
            StepName.REJECTED if rejected else StepName.APPROVED,
            approval.at,
            by=_who(approval.by),
            detail=approval.reason if rejected else minutes,
        )
    for station, part in record.parts.items():
        yield from _part_steps(part, names.get(station, station))
    if record.resolution is not None:
        done = record.resolution
        yield Step(StepName.RESOLVED, done.at, by=_who(done.by), detail=done.reason)


def _part_steps(part: Part, name: str) -> Iterator[Step]:
    delivery, cooking = part.delivery, part.cooking
    if delivery.confirmed_at is not None:
        who = _who(delivery.confirmed_by)
        yield Step(StepName.CONFIRMED, delivery.confirmed_at, name, who)
    elif delivery.state is DeliveryState.NOT_SENT and delivery.failed_at is not None:
        yield Step(StepName.NOT_SENT, delivery.failed_at, name)
    if cooking.state is CookingState.READY and cooking.ready_at is not None:
        yield Step(StepName.READY, cooking.ready_at, name, _who(cooking.ready_by))


def _who(actor: Actor | None) -> str | None:
    return (actor.name or actor.id) if actor is not None else None
