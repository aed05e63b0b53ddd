"""Where an order is, step by step with times, as far as the till knows. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from kds.orders.actions import Action, Place, offered_rows
from kds.orders.causes import cause_in_words, local_time
from kds.orders.decide import expected
from kds.orders.order import Order
from kds.orders.part import Actor, CookingState, DeliveryState, Part, is_moved, is_unseen
from kds.orders.policy import Policy
from kds.orders.record import APPROVALS, ApprovalState, OrderRecord
from kds.orders.selling.taking import TAKE
from kds.orders.status import Status, is_sending, status
from kds.orders.story.words import BEGUN_OUTSIDE, DEEDS, detail_in_words
from kds.texts import Say, english
from kds.till.ledger import KeptOrder
from kds.till.receipts import ReceiptAtTill, receipts_at_till


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
    SEEN = "change seen"
    RESOLVED = "resolved otherwise"
    CANCELLED = "cancelled in the back office"
    COMPLETED = "marked completed"
    REQUESTED = "the back office asks"


class Step(msgspec.Struct, frozen=True, omit_defaults=True):
    """One step that was taken: when, at which station, by whom, and what was said.

    `step` is a StepName, or what was done at the till: an Action; `words` says it to people.
    """

    step: str
    at: datetime
    station: str | None = None
    by: str | None = None
    detail: str | None = None
    words: str = ""


class Whereabouts(msgspec.Struct, frozen=True):
    """An order's status with the reasons, and every step it has taken so far.

    `ready` tells that the kitchen has made all of it, whatever the status says of the payment.
    `sending` marks what is on its way and neither confirmed nor overdue. `can_send_again` tells
    whether a person at the till may ask for that now. `unseen` names the stations where a cook has
    not yet looked at what was changed or stopped. `not_sent` names the lines of what no screen has
    shown, where `causes` says why. `receipts` tells how each stands that is wanted on paper.
    """

    status: str
    status_text: str
    ready: bool
    sending: bool
    can_send_again: bool
    causes: tuple[str, ...]
    unseen: tuple[str, ...]
    not_sent: tuple[str, ...]
    receipts: tuple[ReceiptAtTill, ...]
    steps: tuple[Step, ...]


class Circumstances(msgspec.Struct, frozen=True):
    """What whereabouts depend on besides the order: the moment, the bus, names and limits.

    `trouble` says why the bus is away, or is None; `within_s` is how long an order may take to
    get onto the bus, and from there to the kitchen, in seconds. `say` is in whose language.
    """

    now: datetime
    zone: ZoneInfo
    names: Mapping[str, str]
    policy: Policy
    trouble: str | None = None
    within_s: float = 10.0
    say: Say = english


class Standing(NamedTuple):
    """How an order stands: the till's facts beside the kitchen's, its status, and why."""

    record: OrderRecord
    status: Status
    causes: tuple[str, ...]


def standing(kept: KeptOrder, around: Circumstances) -> Standing:
    """Return how an order stands, as far as the till knows."""
    at = kept.changed_at or kept.order.accepted_at
    record = expected(kept.record, kept.order, "", at, around.policy)
    causes = tuple(_causes(kept, record, around))
    holds = status(record)
    by_kitchen = holds in _GIVEN_BY_KITCHEN
    return Standing(record, Status.NOT_SENT_TO_KITCHEN if causes and by_kitchen else holds, causes)


def whereabouts(kept: KeptOrder, around: Circumstances) -> Whereabouts:
    """Return where an order is."""
    record, holds, causes = standing(kept, around)
    return Whereabouts(
        status=holds.code,
        status_text=around.say(holds.english),
        ready=_is_ready(record),
        sending=not causes and is_sending(record),
        can_send_again=Action.SEND_AGAIN
        in (row.action for row in offered_rows(record, Place.TILL, now=holds)),
        causes=causes,
        unseen=tuple(
            around.names.get(station, station)
            for station, part in record.parts.items()
            if is_unseen(part) and not is_moved(part)
        ),
        not_sent=_not_sent(kept, record) if causes else (),
        receipts=tuple(receipts_at_till(record, kept.record, around.say)),
        steps=tuple(
            step if step.words else replace(step, words=around.say(step.step))
            for step in (*_till_steps(kept), *_later_steps(kept, around))
        ),
    )


_GIVEN_BY_KITCHEN = frozenset(list(Status)[list(Status).index(Status.NOT_SENT_TO_KITCHEN) :])
"""The statuses over which *not sent* goes, if the till knows that something did not arrive."""


def _is_ready(record: OrderRecord) -> bool:
    parts = record.parts.values()
    return bool(parts) and all(part.cooking.state is CookingState.READY for part in parts)


def _not_sent(kept: KeptOrder, record: OrderRecord) -> tuple[str, ...]:
    """Return the lines of each part that did not arrive; all of them while nobody could approve."""
    lost = [DeliveryState.NOT_SENT]
    if not _is_heard(kept):
        lost.append(DeliveryState.IN_FLIGHT)
    places = record.undelivered(*lost)
    if APPROVALS in places:
        return tuple(line.line_id for line in record.order.for_kitchen)
    parts = [record.parts[station] for station in places]
    missing = {
        line_id
        for part in parts
        # Of what is stopped, the kitchen lacks the word to stop it, not the line.
        if part.stopped is None
        for line_id in part.line_ids
        if line_id not in part.made
    }
    return tuple(line.line_id for line in record.order.lines if line.line_id in missing)


def _causes(kept: KeptOrder, record: OrderRecord, around: Circumstances) -> Iterator[str]:
    if kept.refusal is not None:
        yield around.say("the kitchen refused it: {reason}", reason=kept.refusal)
        return
    for _, delivery in record.deliveries():
        if delivery.state is DeliveryState.NOT_SENT and delivery.cause is not None:
            yield cause_in_words(delivery.cause, around.zone, around.names, around.say)
    if is_sending(record):
        cause = _unanswered(kept, around)
        if cause is not None:
            yield cause


def overdue_at(kept: KeptOrder, within_s: float) -> datetime | None:
    """Return when an order's latest revision counts as not sent; None if it was heard of."""
    if _is_heard(kept):
        return None
    since = kept.carried_at or kept.changed_at or kept.order.accepted_at
    return since + timedelta(seconds=within_s)


def _is_heard(kept: KeptOrder) -> bool:
    """Tell whether the kitchen has said anything of an order's latest revision."""
    return kept.record is not None and kept.record.order.revision >= kept.order.revision


def _unanswered(kept: KeptOrder, around: Circumstances) -> str | None:
    """Say why nothing was heard of an order's latest revision, once it should have been."""
    overdue, carried_at = overdue_at(kept, around.within_s), kept.carried_at
    if overdue is None or around.now < overdue:
        return None
    if carried_at is None:
        return around.trouble or around.say("the till has not yet put it on the bus")
    at = local_time(carried_at, around.zone, around.say)
    if around.trouble is not None:
        text = "it is on the bus since {time}, but {trouble}"
        return around.say(text, time=at, trouble=around.trouble)
    text = "it is on the bus since {time}, but the kitchen has not taken it"
    return around.say(text, time=at)


def _till_steps(kept: KeptOrder) -> Iterator[Step]:
    yield Step(StepName.ACCEPTED, kept.order.accepted_at)
    if kept.published_at is not None:
        yield Step(StepName.ON_THE_BUS, kept.published_at)
    if kept.refusal is not None and kept.refused_at is not None:
        yield Step(StepName.REFUSED, kept.refused_at, detail=kept.refusal)


def _later_steps(kept: KeptOrder, around: Circumstances) -> list[Step]:
    """Return what was done at the till since, and what was heard of the kitchen, by time."""
    steps = list(_deed_steps(kept.order, around.say))
    if kept.record is not None:
        steps.append(Step(StepName.APPLIED, kept.record.applied_at))
        steps += _kitchen_steps(kept.record, around)
    return sorted(steps, key=lambda step: step.at)


def _deed_steps(order: Order, say: Say) -> Iterator[Step]:
    paid_at = {payment.at for payment in order.payments}
    for deed in order.deeds:
        if deed.what == TAKE:
            continue
        is_begun = deed.what == Action.PAY and deed.at not in paid_at
        words = BEGUN_OUTSIDE if is_begun else DEEDS.get(deed.what, deed.what)
        detail = detail_in_words(deed.detail, say) if deed.detail else None
        said = ", ".join(filter(None, (detail, deed.reason))) or None
        yield Step(deed.what, deed.at, by=deed.by, detail=said, words=say(words))


def _kitchen_steps(record: OrderRecord, around: Circumstances) -> Iterator[Step]:
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
        text = "1 minute" if approval.minutes == 1 else "{minutes} minutes"
        minutes = around.say(text, minutes=approval.minutes) if approval.minutes else None
        yield Step(
            StepName.REJECTED if rejected else StepName.APPROVED,
            approval.at,
            by=_who(approval.by),
            detail=approval.reason if rejected else minutes,
        )
    for station, part in record.parts.items():
        yield from _part_steps(part, around.names.get(station, station))
    yield from _office_steps(record, around.say)


def _office_steps(record: OrderRecord, say: Say) -> Iterator[Step]:
    facts = (
        (StepName.RESOLVED, record.resolution),
        (StepName.CANCELLED, record.cancelled),
        (StepName.COMPLETED, record.settled_outside or record.receipt_waived),
    )
    for name, fact in facts:
        if fact is not None:
            yield Step(name, fact.at, by=_who(fact.by), detail=fact.reason)
    for asked in record.requests:
        yield Step(StepName.REQUESTED, asked.at, by=_who(asked.by), detail=say(asked.kind.value))


def _part_steps(part: Part, name: str) -> Iterator[Step]:
    delivery, cooking = part.delivery, part.cooking
    if delivery.confirmed_at is not None:
        who = _who(delivery.confirmed_by)
        yield Step(StepName.CONFIRMED, delivery.confirmed_at, name, who)
    elif delivery.state is DeliveryState.NOT_SENT and delivery.failed_at is not None:
        yield Step(StepName.NOT_SENT, delivery.failed_at, name)
    if cooking.state is CookingState.READY and cooking.ready_at is not None:
        yield Step(StepName.READY, cooking.ready_at, name, _who(cooking.ready_by))
    for unseen in (part.changed, part.stopped):
        if unseen is not None and unseen.seen_at is not None:
            yield Step(StepName.SEEN, unseen.seen_at, name, _who(unseen.seen_by))


def _who(actor: Actor | None) -> str | None:
    return (actor.name or actor.id) if actor is not None else None
