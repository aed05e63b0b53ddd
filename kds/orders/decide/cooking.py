"""What cooks do with a part: start it, mark it ready, take it back, see what changed."""

from __future__ import annotations

from typing import TypeVar

from msgspec.structs import replace

from kds.errors import Refused
from kds.orders import delivery
from kds.orders.actions import Action, require
from kds.orders.commands import MarkPartReady, MarkPartSeen, RecallPart, StartPart
from kds.orders.decide.decision import Decision, Unchanged, conclude, require_in_view
from kds.orders.events import EventType
from kds.orders.part import (
    Changed,
    Cooking,
    CookingState,
    DeliveryState,
    Part,
    Stopped,
    must_be_seen,
    owed,
)
from kds.orders.policy import Policy
from kds.orders.record import OrderRecord


def start_part(record: OrderRecord, command: StartPart, policy: Policy) -> Decision | Unchanged:
    """Begin with a part."""
    part = _part(record, command.station)
    _require_owed(record, part)
    require(Action.START, record)
    if part.cooking.state is CookingState.STARTED:
        return Unchanged("it is started already")
    cooking = replace(part.cooking, state=CookingState.STARTED, started_at=command.at)
    return _cooked(record, part, cooking, EventType.PART_STARTED, command)


def mark_part_ready(record: OrderRecord, command: MarkPartReady, policy: Policy) -> Decision:
    """Mark a part ready, once; whoever comes second learns who was first."""
    part = _part(record, command.station)
    _require_owed(record, part)
    require_in_view(record, command.shown, part.delivery.content_version)
    require(Action.MARK_READY, record)
    cooking = replace(
        part.cooking, state=CookingState.READY, ready_at=command.at, ready_by=command.by
    )
    if part.changed is not None and part.changed.seen_at is None:
        seen = replace(part.changed, seen_at=command.at, seen_by=command.by)
        part = replace(part, changed=seen)
    return _cooked(record, part, cooking, EventType.PART_READY, command)


def mark_part_seen(
    record: OrderRecord, command: MarkPartSeen, policy: Policy
) -> Decision | Unchanged:
    """Note that a cook has seen what changed, or that the part is not to be made."""
    part = _part(record, command.station)
    if must_be_seen(part) and part.stopped is not None:
        after = replace(part, stopped=_seen(part.stopped, command))
    elif owed(part) and part.changed is not None and part.changed.seen_at is None:
        after = replace(part, changed=_seen(part.changed, command))
    else:
        return Unchanged("nothing of it is unseen")
    require_in_view(record, command.shown, part.delivery.content_version)
    require(Action.MARK_SEEN, record)
    return _cooked(record, after, part.cooking, EventType.PART_SEEN, command)


Unseen = TypeVar("Unseen", Changed, Stopped)


def _seen(unseen: Unseen, command: MarkPartSeen) -> Unseen:
    return replace(unseen, seen_at=command.at, seen_by=command.by)


def recall_part(record: OrderRecord, command: RecallPart, policy: Policy) -> Decision:
    """Take ready back: the ticket returns with its first timer and must be shown to count."""
    part = _part(record, command.station)
    if part.cooking.state is not CookingState.READY:
        raise Refused(
            "not_ready",
            "Part {station} of order {number} is not ready; there is nothing to recall.",
            station=part.station,
            number=record.order.number,
        )
    require(Action.RECALL, record)
    cooking = Cooking(started_at=part.cooking.started_at, recalled_at=command.at)
    fresh = delivery.begin(part.station, record.version + 1, command.at, policy)
    return _cooked(record, replace(part, delivery=fresh), cooking, EventType.PART_RECALLED, command)


def _cooked(
    record: OrderRecord,
    part: Part,
    cooking: Cooking,
    event: EventType,
    command: StartPart | MarkPartReady | RecallPart | MarkPartSeen,
) -> Decision:
    parts = record.parts | {part.station: replace(part, cooking=cooking)}
    return conclude(record, replace(record, parts=parts), event, command, stations=(part.station,))


def _part(record: OrderRecord, station: str) -> Part:
    part = record.parts.get(station)
    if part is None:
        raise Refused(
            "no_such_part",
            "Order {number} has nothing for station {station}.",
            number=record.order.number,
            station=station,
        )
    return part


def _require_owed(record: OrderRecord, part: Part) -> None:
    which = {"station": part.station, "number": record.order.number}
    if part.cooking.state is CookingState.READY:
        by = part.cooking.ready_by
        raise Refused(
            "already_ready",
            "Part {station} of order {number} was already marked by {who}.",
            who=(by.name or by.id) if by else ["somebody"],
            **which,
        )
    if part.stopped is not None:
        raise Refused(
            "stopped",
            "Part {station} of order {number} is not to be made: it was {cause}.",
            cause=[part.stopped.cause.value],
            **which,
        )
    if part.delivery.state is DeliveryState.SETTLED:
        raise Refused(
            "settled", "Part {station} of order {number} was settled in the back office.", **which
        )
