"""What a revision does to the tickets: what it adds, takes away, or stops altogether."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from kds.orders import delivery
from kds.orders.order import Line, Order
from kds.orders.part import (
    Changed,
    Cooking,
    CookingState,
    Delivery,
    Part,
    StopCause,
    Stopped,
    must_be_seen,
    owed,
    still_begun,
)
from kds.orders.policy import Policy
from kds.orders.record import OrderRecord
from kds.orders.routing import Moves, RoutedPart, route_lines


def new_parts(
    order: Order, version: int, at: datetime, policy: Policy, moves: Moves
) -> dict[str, Part]:
    """Split what the kitchen gets now into parts and begin to deliver each."""
    return {
        routed.station: _new_part(routed, version, at, policy)
        for routed in route_lines(order.for_kitchen, policy.routing, moves)
    }


def changed_parts(
    record: OrderRecord, changed: OrderRecord, version: int, at: datetime, policy: Policy
) -> dict[str, Part]:
    """Keep each part that reads as before; send the others, marked with what came and went."""
    before, now = head(record.order), head(changed.order)
    renamed = tuple(name for name, value in now.items() if before[name] != value)
    parts: dict[str, Part] = {}
    for routed in route_lines(changed.order.for_kitchen, policy.routing, changed.moves):
        fresh = _new_part(routed, version, at, policy)
        old = record.parts.get(routed.station)
        if old is None:
            parts[routed.station] = fresh
            continue
        added, removed = difference(record.lines_of(old), changed.lines_of(fresh))
        news = Changed(at=at, added=added, removed=removed, head=renamed)
        kept = replace(
            old,
            line_ids=routed.line_ids,
            unrouted=routed.unrouted,
            made=_still(old.made, routed, added),
            struck=_still(old.struck, routed, added),
        )
        if owed(old):
            if added or removed or renamed:
                sent = delivery.renew(old.delivery, old.station, version, at, policy)
                kept = replace(
                    kept,
                    delivery=sent,
                    changed=_merged(old.changed, news),
                )
        elif added:
            kept = _made_again(kept, old, fresh.delivery, news)
        parts[routed.station] = kept
    gone = (part for station, part in record.parts.items() if station not in parts)
    for part in gone:
        if (left := emptied(record, part, version, at, policy)) is not None:
            parts[part.station] = left
    # Each in its old place: a screen that is sent nothing new must stay right about their order.
    stations = dict.fromkeys([*record.parts, *parts])
    return {station: parts[station] for station in stations if station in parts}


def _still(done: Iterable[str], routed: RoutedPart, added: Iterable[str]) -> tuple[str, ...]:
    """Return the lines that were done with and stand as they were."""
    return tuple(each for each in done if each in routed.line_ids and each not in added)


def stop_parts(record: OrderRecord, version: int, at: datetime, policy: Policy) -> OrderRecord:
    """Stop whatever is owed; what no screen can have shown needs no stopping on one."""
    cause = record.stop_cause
    if cause is None:
        return record
    parts = {
        station: _stopped(part, cause, version, at, policy) if owed(part) else part
        for station, part in record.parts.items()
    }
    return replace(record, parts=parts)


def head(order: Order) -> dict[str, object]:
    """Return what a ticket shows beside its lines, each by the name of its field."""
    return {
        "number": order.number,
        "service": order.service,
        "table": order.table,
        "customer": order.customer.name if order.customer else None,
        "note": order.note,
        "due_at": order.due_at,
    }


def as_read(lines: Iterable[Line]) -> list[Line]:
    """Return lines without what no cook reads: a new price is no reason to cook again."""
    return [replace(line, unit_price=None, category=None, station=None) for line in lines]


def _new_part(routed: RoutedPart, version: int, at: datetime, policy: Policy) -> Part:
    return Part(
        station=routed.station,
        line_ids=routed.line_ids,
        unrouted=routed.unrouted,
        since=at,
        delivery=delivery.begin(routed.station, version, at, policy),
    )


def _made_again(kept: Part, old: Part, begun: Delivery, news: Changed) -> Part:
    """Bring back a part that was done with: only what was added is to be made.

    Its timer starts anew, unless the ticket still stands on the screens.
    """
    was_ready = old.cooking.state is CookingState.READY
    made = tuple(each for each in kept.line_ids if each not in news.added) if was_ready else ()
    is_on_screens = must_be_seen(old)
    back = replace(
        kept,
        since=old.since if is_on_screens else news.at,
        delivery=replace(begun, was_shown=delivery.may_be_shown(old.delivery)),
        cooking=Cooking(),
        made=made,
        held_at=None,
        waits_since=None,
        held_s=old.held_s if is_on_screens else 0,
        stopped=None,
        changed=_merged(
            old.changed if is_on_screens else None,
            replace(news, removed=()) if was_ready else news,
        ),
    )
    return still_begun(back, old.cooking)


def emptied(
    record: OrderRecord,
    part: Part,
    version: int,
    at: datetime,
    policy: Policy,
    *,
    cause: StopCause = StopCause.REMOVED,
) -> Part | None:
    """Return what is left of a part that has no lines any more: something to see, or nothing."""
    if must_be_seen(part):
        return part
    if not owed(part) or not delivery.may_be_shown(part.delivery):
        return None
    news = Changed(at=at, removed=record.lines_of(part))
    without = replace(
        part,
        line_ids=(),
        unrouted=(),
        made=(),
        struck=(),
        held_at=None,
        changed=_merged(part.changed, news),
    )
    return _stopped(without, cause, version, at, policy)


def _stopped(part: Part, cause: StopCause, version: int, at: datetime, policy: Policy) -> Part:
    if not delivery.may_be_shown(part.delivery):
        return replace(part, delivery=delivery.settle(part.delivery))
    sent = delivery.renew(part.delivery, part.station, version, at, policy)
    return replace(part, stopped=Stopped(at=at, cause=cause), delivery=sent)


class Difference(NamedTuple):
    """What tells one reading of a part from another."""

    added: tuple[str, ...]
    removed: tuple[Line, ...]


def difference(before: Sequence[Line], now: Sequence[Line]) -> Difference:
    """Return the ids of lines that are new or read otherwise, and the lines that do not stand."""
    old = {line.line_id: line for line in as_read(before)}
    new = {line.line_id: line for line in as_read(now)}
    added = tuple(each for each, line in new.items() if old.get(each) != line)
    removed = tuple(line for line in before if new.get(line.line_id) != old[line.line_id])
    return Difference(added, removed)


def _merged(before: Changed | None, news: Changed) -> Changed:
    """Add to what no cook has seen yet; what was taken away as unseen as it came is not struck."""
    if before is None or before.seen_at is not None:
        return news
    unseen = set(before.added)
    gone = {line.line_id for line in news.removed}
    still_added = (each for each in before.added if each not in gone)
    struck = (line for line in news.removed if line.line_id not in unseen)
    return Changed(
        at=news.at,
        added=tuple(dict.fromkeys((*still_added, *news.added))),
        removed=(*before.removed, *struck),
        head=tuple(dict.fromkeys((*before.head, *news.head))),
    )
