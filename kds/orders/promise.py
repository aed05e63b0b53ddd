"""When an order that is taken now will be ready: a suggestion for the pickup time. Pure.

Nobody knows yet which stations it is for: the slowest decides. At each a new order stands behind
what the station owes: it takes as long as the station's last parts took, or as long as it needs for
its queue at its pace of late, whichever is longer. A station makes several parts side by side, so
that a queue is shorter than its parts one after the other; and what nobody has marked ready for an
hour tells of no cooking.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import NamedTuple

from kds.orders.part import Part, is_held, owed
from kds.orders.record import OrderRecord, promised_at

RECENT = 20
"""How many parts tell how fast a station is."""

LATELY = timedelta(days=1)
"""A station that owes nothing counts only where it has made something in this time."""

UNKNOWN = timedelta(minutes=10)
"""How long a part takes where none is known."""

SIDE_BY_SIDE = 4
"""How many parts a station makes at once, unless its pace of late is quicker."""

STROKE = timedelta(seconds=10)
"""What becomes ready within this time of the one before is marked by the same going hand."""

MOMENTS = 3
"""Of how many strokes a pace is made: fewer may be chance."""

FORGOTTEN = timedelta(hours=1)
"""What stands for longer is nobody's work: it counts neither as made nor as owed."""

LONGEST = timedelta(hours=1)
"""Nothing is suggested for later than this: who needs longer says so."""

PLANNED = timedelta(hours=2)
"""What is promised for later than this is not owed yet."""

STEP = timedelta(minutes=5)


class Made(NamedTuple):
    """A part that a station has made: when it was ready, and after how long."""

    ready_at: datetime
    took: timedelta


def suggested_wait(records: Iterable[OrderRecord], at: datetime) -> timedelta:
    """Return how long an order that is taken now will take."""
    known = list(records)
    recent = _recent(known)
    queues = Counter(part.station for part in _owed(known, at))
    lately = {name for name, made in recent.items() if made[-1].ready_at > at - LATELY}
    waits = [_wait(recent.get(name, []), queues[name]) for name in queues.keys() | lately]
    return min(max(waits, default=UNKNOWN), LONGEST)


def suggested_time(at: datetime, wait: timedelta) -> datetime:
    """Return when to tell the customer to come: the next five minutes of the clock after it."""
    ready = at + wait
    rest = timedelta(minutes=ready.minute, seconds=ready.second, microseconds=ready.microsecond)
    return ready + (-rest % STEP)


def suggested_minutes(wait: timedelta) -> int:
    """Return the minutes to offer where the kitchen is asked: steps of five, no less than five."""
    return max(-(-wait // STEP), 1) * (STEP // timedelta(minutes=1))


def _wait(made: Sequence[Made], queue: int) -> timedelta:
    """Return how long one more part takes at a station that has made these, and owes so many."""
    usual = _usual(made)
    return max(usual, (queue + 1) * _pace(made, usual))


def _pace(made: Sequence[Made], usual: timedelta) -> timedelta:
    """Return how long after one part a station has the next one ready, when it has enough to do."""
    side_by_side = usual / SIDE_BY_SIDE
    times = [each.ready_at for each in made]
    # The index of each part that begins a new stroke.
    begins = [i for i in range(len(times)) if i == 0 or times[i] - times[i - 1] > STROKE]
    if len(begins) < MOMENTS:
        return side_by_side
    # What the first stroke marked was made before it. With pauses it is no pace: a kitchen of a
    # quiet hour could make more.
    since = times[begins[1] - 1]
    return min((times[-1] - since) / (len(times) - begins[1]), side_by_side)


def _recent(records: Sequence[OrderRecord]) -> dict[str, list[Made]]:
    """Return the last parts of each station, in the sequence in which they were ready."""
    told: defaultdict[str, list[Made]] = defaultdict(list)
    for record in records:
        for part in record.parts.values():
            ready_at = part.cooking.ready_at
            if ready_at is None or part.stopped is not None:
                continue
            made = Made(ready_at, ready_at - part.since - timedelta(seconds=part.held_s))
            if made.took <= FORGOTTEN:
                told[part.station].append(made)
    return {station: sorted(made)[-RECENT:] for station, made in told.items()}


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


def _usual(made: Sequence[Made]) -> timedelta:
    """Return how long a part takes at a station that has made these: half took longer."""
    if not made:
        return UNKNOWN
    return timedelta(seconds=median(each.took.total_seconds() for each in made))
