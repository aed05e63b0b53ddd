"""Proof of delivery, its absence, and sending again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from zlib import crc32

from msgspec.structs import replace

from kds.orders import delivery
from kds.orders.actions import Action, require
from kds.orders.backoff import pause_s
from kds.orders.commands import (
    ApplyOrder,
    ConfirmDeliveries,
    ExpireDelivery,
    RequestResend,
    ResolveOtherwise,
    SendOwnCopy,
)
from kds.orders.decide.decision import Decision, Unchanged, conclude
from kds.orders.events import EventType
from kds.orders.paper_cause import cause_of
from kds.orders.part import Delivery, DeliveryState
from kds.orders.policy import Policy
from kds.orders.record import APPROVALS, OfficeFact, OrderRecord, Resend


def confirm_deliveries(
    record: OrderRecord, command: ConfirmDeliveries, policy: Policy
) -> Decision | Unchanged:
    """Record the first display that laid each ticket out; later ones change nothing."""
    versions: dict[str, int] = {}
    for station, version in command.laid_out:
        # A greater version than there is was shown before the server lost what it knew.
        if version <= record.version:
            versions[station] = max(version, versions.get(station, 0))

    def confirmed(station: str, now: Delivery) -> Delivery:
        if station not in versions:
            return now
        return delivery.confirm(now, versions[station], command.by, command.at)

    after, stations = _each_delivery(record, confirmed)
    if not stations:
        return Unchanged("it is confirmed already, or must be shown in its present version")
    return conclude(record, after, EventType.DELIVERY_CONFIRMED, command, stations=stations)


def expire_delivery(
    record: OrderRecord, command: ExpireDelivery, policy: Policy
) -> Decision | Unchanged:
    """Declare a delivery not sent, and plan the first request to send it again."""
    cause = cause_of(record, command.cause)

    def expired(station: str, now: Delivery) -> Delivery:
        if station != command.station:
            return now
        return delivery.expire(now, cause, command.at)

    after, stations = _each_delivery(record, expired)
    if not stations:
        return Unchanged("it was confirmed, or its deadline has not passed")
    if after.resend is None:
        pause = _pause_s(after, 1, policy)
        planned = Resend(
            attempt_id="",
            attempt=0,
            requested_at=command.at,
            next_attempt_at=command.at + timedelta(seconds=pause),
        )
        after = replace(after, resend=planned)
    return conclude(
        record,
        after,
        EventType.DELIVERY_FAILED,
        command,
        stations=stations,
        cause=cause,
    )


def request_resend(
    record: OrderRecord, command: RequestResend, policy: Policy
) -> Decision | Unchanged:
    """Ask the till to send again, when it is time or a person says so."""
    before = record.resend
    if command.by_hand:
        require(Action.SEND_AGAIN, record)
    elif before is None or command.at < before.next_attempt_at:
        return Unchanged("no attempt is due")
    attempt = (before.attempt if before else 0) + 1
    answers = record.till not in policy.send_only
    pause = _pause_s(record, attempt + 1, policy)
    asked = Resend(
        attempt_id=command.attempt_id,
        attempt=attempt,
        requested_at=command.at,
        next_attempt_at=command.at + timedelta(seconds=pause + policy.answer_within_s),
        answer_by=command.at + timedelta(seconds=policy.answer_within_s if answers else 0.0),
    )
    causes = {cause.station: cause_of(record, cause) for cause in command.causes}

    def with_cause(station: str, now: Delivery) -> Delivery:
        if now.state is DeliveryState.NOT_SENT and station in causes:
            return replace(now, cause=causes[station])
        return now

    after, _ = _each_delivery(replace(record, resend=asked), with_cause)
    return conclude(
        record,
        after,
        EventType.RESEND_REQUESTED,
        command,
        stations=tuple(record.undelivered(DeliveryState.NOT_SENT)),
        attempt=attempt,
        attempt_id=command.attempt_id,
    )


def send_own_copy(
    record: OrderRecord, command: SendOwnCopy, policy: Policy
) -> Decision | Unchanged:
    """Send the kitchen's own copy, because the till that was asked has not answered in time."""
    asked = record.resend
    if asked is None or asked.attempt_id != command.attempt_id or asked.answer_by is None:
        return Unchanged("the till has answered, or a screen has confirmed")
    if command.at < asked.answer_by:
        return Unchanged("the till may still answer")
    return send_again(record, command, own_copy=record.till not in policy.send_only)


def send_again(
    record: OrderRecord, command: ApplyOrder | SendOwnCopy, *, own_copy: bool
) -> Decision | Unchanged:
    """Begin another attempt for the parts that no screen has confirmed, and only for those."""
    if _has_begun(record, command.attempt_id):
        return Unchanged("this attempt has begun already")
    after, stations = _each_delivery(
        record, lambda _, now: delivery.send_again(now, command.at, own_copy=own_copy)
    )
    if not stations:
        return Unchanged("every ticket of it is confirmed, nothing is to be sent again")
    if after.resend is not None:
        answered = replace(after.resend, attempt_id=command.attempt_id or "", answer_by=None)
        after = replace(after, resend=answered)
    return conclude(
        record,
        after,
        EventType.ORDER_SENT_AGAIN,
        command,
        stations=stations,
        attempt=max(found.attempt for at, found in after.deliveries() if at in stations),
        attempt_id=command.attempt_id,
    )


def _has_begun(record: OrderRecord, attempt_id: str | None) -> bool:
    """Tell a till's second answer from its first, or from one that comes after our own copy."""
    asked = record.resend
    if asked is None or asked.attempt_id != attempt_id or asked.answer_by is not None:
        return False
    pending = [found for _, found in record.deliveries() if found.state in delivery.PENDING]
    return not any(found.own_copy for found in pending)


def resolve_otherwise(
    record: OrderRecord, command: ResolveOtherwise, policy: Policy
) -> Decision | Unchanged:
    """End everything that is open, because a person took care of it."""
    require(Action.RESOLVE_OTHERWISE, record)
    after, stations = _each_delivery(record, lambda _, now: delivery.settle(now))
    resolution = OfficeFact(at=command.at, by=command.by, reason=command.reason)
    return conclude(
        record,
        replace(after, resolution=resolution, resend=None),
        EventType.ORDER_RESOLVED,
        command,
        stations=stations,
        reason=command.reason,
    )


def _each_delivery(
    record: OrderRecord, step: Callable[[str, Delivery], Delivery]
) -> tuple[OrderRecord, tuple[str, ...]]:
    """Take one step with every delivery; return the record and the stations where it moved."""
    moved = {
        station: after
        for station, now in record.deliveries()
        if (after := step(station, now)) != now
    }
    parts = {
        station: replace(part, delivery=moved[station]) if station in moved else part
        for station, part in record.parts.items()
    }
    approval = record.approval
    if APPROVALS in moved:
        approval = replace(approval, delivery=moved[APPROVALS])
    return replace(record, parts=parts, approval=approval), tuple(moved)


def _pause_s(record: OrderRecord, attempt: int, policy: Policy) -> float:
    chance = crc32(f"{record.order_id}/{attempt}".encode()) / 2**32
    return pause_s(attempt, chance, first_s=policy.first_pause_s, longest_s=policy.longest_pause_s)
