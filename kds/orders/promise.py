"""When an order that is taken now will be ready: a suggestion for the pickup time. Pure.

A new order stands behind what the kitchen owes: it takes as long as parts have taken of late, or
as long as the busiest station needs for its queue at the pace of late, whichever is longer. A
kitchen makes several parts side by side, so that a queue is shorter than its parts one after the
other; and what nobody has marked ready for an hour tells of no cooking.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import NamedTuple

from kds.orders.part import Part, is_held, owed
from kds.orders.record import OrderRecord, promised_at

RECENT = 20
"""How many parts tell how fast the kitchen is."""

UNKNOWN = timedelta(minutes=10)
"""How long a part takes where none is known."""

SIDE_BY_SIDE = 4
"""How many parts a station makes at once, unless its pace of late is quicker."""

FORGOTTEN = timedelta(hours=1)
"""What stands for longer is nobody's work: it counts neither as made nor as owed."""

LONGEST = timedelta(hours=1)
"""Nothing is suggested for later than this: who needs longer says so."""

PLANNED = timedelta(hours=2)
"""What is promised for later than this is not owed yet."""

STEP = timedelta(minutes=5)


class Made(NamedTuple):
    """A part that the kitchen has made: where, when it was ready, and after how long."""

    station: str
    ready_at: datetime
    took: timedelta


def suggested_wait(records: Iterable[OrderRecord], at: datetime) -> timedelta:
    """Return how long an order that is taken now will take."""
    known = list(records)
    recent = _recent(known)
    usual = _median([each.took for each in recent]) or UNKNOWN
    queues = Counter(part.station for part in _owed(known, at))
    waits = ((queue + 1) * _pace(recent, station, usual) for station, queue in queues.items())
    return min(max((usual, *waits)), LONGEST)


def suggested_time(at: datetime, wait: timedelta) -> datetime:
    """Return when to tell the customer to come: the next five minutes of the clock after it."""
    ready = at + wait
    rest = timedelta(minutes=ready.minute, seconds=ready.second, microseconds=ready.microsecond)
    return ready + (-rest % STEP)


def suggested_minutes(wait: timedelta) -> int:
    """Return the minutes to offer where the kitchen is asked: steps of five, no less than five."""
    return max(-(-wait // STEP), 1) * (STEP // timedelta(minutes=1))


def _pace(recent: Sequence[Made], station: str, usual: timedelta) -> timedelta:
    """Return how long after one part a station has the next one ready, when it has enough to do.

    On average: a median of what is marked ready at one stroke would be nothing.
    """
    side_by_side = usual / SIDE_BY_SIDE
    times = [each.ready_at for each in recent if each.station == station]
    if len(times) < 2:
        return side_by_side
    # With pauses it is no pace: a kitchen of a quiet hour could make more.
    return min((times[-1] - times[0]) / (len(times) - 1), side_by_side)


def _recent(records: Sequence[OrderRecord]) -> list[Made]:
    made = [
        Made(part.station, ready_at, ready_at - part.since - timedelta(seconds=part.held_s))
        for record in records
        for part in record.parts.values()
        if (ready_at := part.cooking.ready_at) is not None and part.stopped is None
    ]
    told = [each for each in made if each.took <= FORGOTTEN]
    return sorted(told, key=lambda each: each.ready_at)[-RECENT:]


def _owed(records: Sequence[OrderRecord], at: datetime) -> Iterator[Part]:
    for record in records:
        promised = promised_at(record)
        if promised is not None and promised > at + PLANNED:
            continue
        for part in record.parts.values():
            # What is promised for later waits by agreement, and nobody has forgotten it.
            began = max(part.since + timedelta(seconds=part.held_s), promised or part.since)
            if owed(part) and not is_held(part) and at - began <= FORGOTTEN:
                yield part


def _median(spans: Sequence[timedelta]) -> timedelta | None:
    if not spans:
        return None
    return timedelta(seconds=median(span.total_seconds() for span in spans))
