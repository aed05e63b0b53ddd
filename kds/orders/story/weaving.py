"""Weaves changes, deeds and facts into one sequence, in which no status jumps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from kds.orders.events import Change, EventType
from kds.orders.record import OrderRecord
from kds.orders.status import status
from kds.orders.story.event import Event, Gap, Loose, Story
from kds.orders.story.loose import loose_ends
from kds.orders.till_facts import Deed


def weave(record: OrderRecord, history: Sequence[Change]) -> Story:
    """Return the story of an order from its record and the history that is kept of it.

    Nothing is told of what happened after the record was read.
    """
    changes = [change for change in history if change.version <= record.version]
    spine = list(_with_gaps(changes, status(record).code))
    is_whole = bool(changes) and not any(each.gap and each.gap.is_reset for each in spine)
    return Story(tuple(_woven(spine, loose_ends(record, changes))), is_whole)


def _with_gaps(changes: Sequence[Change], now: str) -> Iterator[Event]:
    """Yield what the kitchen tells, and where it cannot tell how one status became another."""
    version, code = 0, None
    for change in changes:
        gap = _gap_before(change, version, code)
        if gap is not None:
            yield Event(change.at, code, change.before, gap=gap)
        yield Event(change.at, change.before, change.after, change)
        version, code = change.version, change.after
    if changes and code != now:
        yield Event(changes[-1].at, code, now, gap=Gap(is_reset=False))


def _gap_before(change: Change, version: int, code: str | None) -> Gap | None:
    missing = change.version - version - 1
    if change.type == EventType.ORDER_TAKEN_BACK.type_name and (missing or not version):
        return Gap(is_reset=True)
    if not version and (change.revision or 1) > 1:
        return Gap(is_reset=True)
    if missing or change.before != code:
        return Gap(is_reset=False, missing=missing or None)
    return None


def _woven(spine: Sequence[Event], ends: Sequence[Loose]) -> Iterator[Event]:
    """Yield the spine with each loose end in its place, which changes no status by itself."""
    joined = list(_joined(spine, ends))
    own = {event.deed for event in joined}
    loose = [end for end in ends if end.deed is None or end.deed not in own]
    placed = list(_placed(joined, loose))
    code: str | None = None
    for i, event in enumerate(joined):
        yield from (_told(end, code) for place, end in placed if place == i)
        yield event
        code = event.after
    yield from (_told(end, code) for place, end in placed if place == len(joined))


def _joined(spine: Sequence[Event], ends: Sequence[Loose]) -> Iterator[Event]:
    """Yield the spine, where a deed is one event with the change that tells of it alone.

    It stands at the deed's time, unless something else happened in the kitchen in between.
    """
    done_at = {end.deed: end.at for end in ends if end.deed is not None}
    last: datetime | None = None
    for event in spine:
        deed = _only_deed(event)
        at = min(done_at[deed], event.at) if deed is not None else event.at
        if deed is None or (last is not None and at < last):
            last = event.at
            yield event
        else:
            last = at
            yield event._replace(at=at, deed=deed)


def _only_deed(event: Event) -> Deed | None:
    deeds = event.change.deeds if event.change is not None else ()
    return deeds[0] if len(deeds) == 1 else None


def _placed(spine: Sequence[Event], ends: Sequence[Loose]) -> Iterator[tuple[int, Loose]]:
    """Yield loose ends, each with the place in the spine before which it belongs by its time.

    No deed comes after the change by which the kitchen knew of it, whatever the till's clock says.
    """
    for end in ends:
        place = _first(i for i, event in enumerate(spine) if event.at > end.at)
        place = len(spine) if place is None else place
        at = end.at
        if end.deed is not None:
            known = _first(i for i, event in enumerate(spine) if _knows(event, end.deed))
            if known is not None:
                place, at = min(place, known), min(at, spine[known].at)
        yield place, end._replace(at=at)


def _first(places: Iterator[int]) -> int | None:
    return next(places, None)


def _knows(event: Event, deed: Deed) -> bool:
    return event.change is not None and (event.change.revision or 0) >= deed.revision


def _told(end: Loose, code: str | None) -> Event:
    return Event(end.at, code, code, end.change, end.deed)
