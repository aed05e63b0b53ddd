"""Moving a part to another station: no line is lost or made twice, and its clock goes on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from kds.errors import Refused
from kds.orders import delivery
from kds.orders.actions import Action, require
from kds.orders.commands import MovePart
from kds.orders.decide.decision import Decision, conclude, require_in_view
from kds.orders.decide.holding import fired
from kds.orders.decide.one_part import part_at, require_owed
from kds.orders.decide.parts import as_read, emptied
from kds.orders.events import EventType
from kds.orders.order import Line
from kds.orders.part import (
    Changed,
    Cooking,
    CookingState,
    Part,
    StopCause,
    Stopped,
    must_be_seen,
    owed,
    still_begun,
)
from kds.orders.policy import Policy
from kds.orders.record import OrderRecord
from kds.orders.routing import moved


def move_part(record: OrderRecord, command: MovePart, policy: Policy) -> Decision:
    """Let another station make a part; there it must be laid out as if it were new."""
    part = part_at(record, command.station)
    require_owed(record, part)
    _require_other_station(record, command, policy)
    require_in_view(record, command.shown, part.delivery.content_version)
    require(Action.MOVE, record)
    version = record.version + 1
    parts = dict(record.parts)
    left = _left(record, part, command, version, policy)
    if left is None:
        del parts[part.station]
    else:
        parts[part.station] = left
    parts[command.to] = _arrived(record, part, command, version, policy)
    after = replace(
        record,
        parts={station: parts[station] for station in _in_sequence(parts, policy)},
        moves=moved(record.moves, part.station, command.to, record.lines_of(part), policy.routing),
    )
    return conclude(
        record,
        after,
        EventType.PART_MOVED,
        command,
        stations=(part.station, command.to),
        moved_to=command.to,
    )


def _require_other_station(record: OrderRecord, command: MovePart, policy: Policy) -> None:
    if command.to not in policy.routing.known:
        raise Refused(
            "unknown_station",
            "Order {number} cannot be moved: there is no station {station}.",
            number=record.order.number,
            station=command.to,
        )
    if command.to == command.station:
        raise Refused(
            "same_station",
            "Part {station} of order {number} is there already.",
            number=record.order.number,
            station=command.to,
        )


def _in_sequence(parts: Iterable[str], policy: Policy) -> list[str]:
    known = policy.routing.known
    return sorted(parts, key=lambda each: known.index(each) if each in known else len(known))


def _left(
    record: OrderRecord, part: Part, command: MovePart, version: int, policy: Policy
) -> Part | None:
    """Return what the first station keeps: that it is stopped, seen or yet to be seen."""
    if command.seen:
        gone = Stopped(at=command.at, cause=StopCause.MOVED, seen_at=command.at, seen_by=command.by)
        return replace(
            part,
            line_ids=(),
            unrouted=(),
            made=(),
            struck=(),
            held_at=None,
            changed=None,
            stopped=gone,
        )
    return emptied(record, part, version, command.at, policy, cause=StopCause.MOVED)


def _arrived(
    record: OrderRecord, came: Part, command: MovePart, version: int, policy: Policy
) -> Part:
    """Return the part at the station that makes it now, with what that station had before."""
    to, at = command.to, command.at
    begun = delivery.begin(to, version, at, policy)
    there = record.parts.get(to)
    if there is None:
        return replace(came, station=to, delivery=begun, unrouted=(), moved_from=came.station)
    line_ids = _in_order(record, {*there.line_ids, *came.line_ids})
    is_ready = there.cooking.state is CookingState.READY
    made = {*there.line_ids} if is_ready else {*there.made}
    joined = replace(
        there,
        line_ids=line_ids,
        moved_from=came.station,
        made=_of_both(line_ids, there, made, came, came.made),
        struck=_of_both(line_ids, there, there.struck, came, came.struck),
        changed=_changed(record, there, came, at),
    )
    if owed(there):
        older = min(there, came, key=lambda part: part.since)
        are_held = there.held_at is not None and came.held_at is not None
        timed = older if are_held else fired(older, at)
        sent = delivery.renew(there.delivery, to, version, at, policy)
        return replace(
            joined,
            since=timed.since,
            held_at=timed.held_at,
            waits_since=timed.waits_since,
            held_s=timed.held_s,
            delivery=sent,
            cooking=_further(there.cooking, came.cooking),
        )
    back = replace(
        joined,
        since=came.since,
        held_at=came.held_at,
        waits_since=came.waits_since,
        held_s=came.held_s,
        delivery=replace(begun, was_shown=delivery.may_be_shown(there.delivery)),
        cooking=came.cooking,
        stopped=None,
    )
    return still_begun(back, there.cooking)


def _in_order(record: OrderRecord, line_ids: set[str]) -> tuple[str, ...]:
    return tuple(line.line_id for line in record.order.lines if line.line_id in line_ids)


def _of_both(
    line_ids: Iterable[str],
    there: Part,
    of_there: Iterable[str],
    came: Part,
    of_came: Iterable[str],
) -> tuple[str, ...]:
    """Return the lines that are done with at every station that had them."""
    left = {*there.line_ids} - {*of_there} | {*came.line_ids} - {*of_came}
    return tuple(each for each in line_ids if each not in left)


def _further(there: Cooking, came: Cooking) -> Cooking:
    """Return how far a joined part is: begun with, where one of the two was."""
    begun = [each for each in (there, came) if each.state is CookingState.STARTED]
    times = [each.started_at for each in begun if each.started_at is not None]
    return replace(
        there,
        state=CookingState.STARTED if begun else CookingState.WAITING,
        started_at=min(times, default=there.started_at),
        recalled_at=there.recalled_at or came.recalled_at,
    )


def _changed(record: OrderRecord, there: Part, came: Part, at: datetime) -> Changed | None:
    """Mark what came, beside what nobody has seen; a line that only comes back is as it was."""
    on_screens = there if owed(there) or must_be_seen(there) else None
    before = [part.changed for part in (on_screens, came) if part is not None]
    unseen = [each for each in before if each is not None and each.seen_at is None]
    removed = [line for each in unseen for line in each.removed]
    gone = {line.line_id: line for line in as_read(removed)}
    stands = {line.line_id: line for line in as_read(record.lines_of(came))}
    back = {each for each, line in stands.items() if gone.get(each) == line}
    added = [each for changed in unseen for each in changed.added]
    added += [each for each in came.line_ids if each not in there.line_ids]
    news = Changed(
        at=at,
        added=tuple(each for each in dict.fromkeys(added) if each not in back),
        removed=_without(removed, back),
        head=tuple(dict.fromkeys(name for each in unseen for name in each.head)),
    )
    return news if news.added or news.removed or news.head else None


def _without(lines: Iterable[Line], line_ids: set[str]) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.line_id not in line_ids)
