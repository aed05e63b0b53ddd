"""Courses: which one of an order is being cooked, and which wait for it. Pure.

A course is cooked once a person has fired it, or once nothing of the ones before is left to make.
One that came by itself and that cooks have begun with stays, though one before it comes back. Lines
without a course are always to be made.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec.structs import replace

from kds.orders.order import Line
from kds.orders.part import CookingState, Part, owed
from kds.orders.record import OrderRecord


def course_now(record: OrderRecord) -> int | None:
    """Return the course that is being cooked, or None where nothing owed has one."""
    if all(line.course is None for line in _owed(record)):
        return None
    left = min(_left(record), default=None)
    known = [each for each in (record.fired, left) if each is not None]
    return max(known, default=None)


def next_course(record: OrderRecord) -> int | None:
    """Return the course that would be fired next, or None if none waits."""
    now = course_now(record)
    return min((each for each in _left(record) if now is not None and each > now), default=None)


def is_later(line: Line, part: Part, now: int | None) -> bool:
    """Tell whether a line of a part waits for its course; `now` is the one being cooked."""
    return line.course is not None and now is not None and line.course > now and owed(part)


def last_course(record: OrderRecord) -> int | None:
    """Return the last course of which something is left to make."""
    return max(_left(record), default=None)


def with_begun_course(before: OrderRecord, after: OrderRecord) -> OrderRecord:
    """Return `after` with a course fired that is begun in `before` and would have to wait again.

    A starter is recalled or ordered late: the steaks on the grill are to be made all the same.
    """
    was, now = course_now(before), course_now(after)
    if was is None or now is None or now >= was:
        return after
    begun = max((each for each in _begun(before) if now < each <= was), default=None)
    return after if begun is None else replace(after, fired=begun)


def with_waits(record: OrderRecord, at: datetime) -> OrderRecord:
    """Return a record that knows of each part since when all that is left of it waits for a course.

    A wait that ends is time on hold: what is fired is fresh for a cook, however old the order is.
    """
    now = course_now(record)
    parts = {
        station: _with_wait(part, at, waits=_all_later(record, part, now))
        for station, part in record.parts.items()
    }
    return record if parts == record.parts else replace(record, parts=parts)


def _with_wait(part: Part, at: datetime, *, waits: bool) -> Part:
    if waits:
        return part if part.waits_since else replace(part, waits_since=at)
    if part.waits_since is None:
        return part
    # On hold too, its seconds from then on are those of the hold.
    until = min(at, part.held_at or at)
    waited = max(0, round((until - part.waits_since).total_seconds()))
    return replace(part, waits_since=None, held_s=part.held_s + waited)


def _all_later(record: OrderRecord, part: Part, now: int | None) -> bool:
    done = {*part.struck, *part.made}
    left = [line for line in record.lines_of(part) if line.line_id not in done]
    return bool(left) and all(is_later(line, part, now) for line in left)


def _begun(record: OrderRecord) -> Iterator[int]:
    """Yield each course that cooks have begun with."""
    for part in record.parts.values():
        courses = {
            line.line_id: line.course for line in record.lines_of(part) if line.course is not None
        }
        if part.cooking.state is CookingState.READY:
            yield from courses.values()
        elif part.stopped is None and courses:
            yield from (courses[each] for each in {*part.struck, *part.made} & courses.keys())
            if part.cooking.started_at is not None:
                # A part that has courses before this one too was started for those.
                yield min(courses.values())


def _left(record: OrderRecord) -> Iterator[int]:
    """Yield the course of each line that is left to make."""
    for part in record.parts.values():
        if owed(part):
            done = {*part.struck, *part.made}
            for line in record.lines_of(part):
                if line.course is not None and line.line_id not in done:
                    yield line.course


def _owed(record: OrderRecord) -> Iterator[Line]:
    for part in record.parts.values():
        if owed(part):
            yield from record.lines_of(part)
