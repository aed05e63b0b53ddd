"""When an order that is taken now will be ready: a suggestion for the pickup time. Pure.

A new order stands behind what the kitchen owes: it takes as long as parts have taken of late, or
as long as the busiest station needs for its queue at the pace of late, whichever is longer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from kds.orders.part import Part, owed
from kds.orders.record import OrderRecord

RECENT = 20
"""How many parts tell how fast the kitchen is."""

UNKNOWN = timedelta(minutes=10)
"""How long a part takes where none is known."""

LONGEST = timedelta(minutes=120)
"""Nothing is suggested for later than this, and what is agreed for later is not owed yet."""

STEP = timedelta(minutes=5)


class Made(NamedTuple):
    """A part that the kitchen has made: since when it was owed, and when it was ready."""

    since: datetime
    ready_at: datetime


def suggested_wait(records: Iterable[OrderRecord], at: datetime) -> timedelta:
    """Return how long an order that is taken now will take."""
    known = list(records)
    recent = _recent(known)
    usual = _median([each.ready_at - each.since for each in recent]) or UNKNOWN
    between = [later.ready_at - made.ready_at for made, later in pairwise(recent)]
    pace = _median(between)
    # A pause between two parts is no pace: nobody waits longer in a queue than for the cooking.
    pace = usual if pace is None else min(pace, usual)
    queue = max(Counter(part.station for part in _owed(known, at)).values(), default=0)
    return min(max(usual, (queue + 1) * pace), LONGEST)


def suggested_time(at: datetime, wait: timedelta) -> datetime:
    """Return when to tell the customer to come: the next five minutes of the clock after it."""
    ready = at + wait
    rest = timedelta(minutes=ready.minute, seconds=ready.second, microseconds=ready.microsecond)
    return ready + (-rest % STEP)


def suggested_minutes(wait: timedelta) -> int:
    """Return the minutes to offer where the kitchen is asked: steps of five, no less than five."""
    return max(-(-wait // STEP), 1) * (STEP // timedelta(minutes=1))


def _recent(records: Sequence[OrderRecord]) -> list[Made]:
    made = [
        Made(part.since, part.cooking.ready_at)
        for record in records
        for part in record.parts.values()
        if part.cooking.ready_at is not None and part.stopped is None
    ]
    return sorted(made, key=lambda each: each.ready_at)[-RECENT:]


def _owed(records: Sequence[OrderRecord], at: datetime) -> list[Part]:
    return [
        part
        for record in records
        if record.order.due_at is None or record.order.due_at <= at + LONGEST
        for part in record.parts.values()
        if owed(part)
    ]


def _median(spans: Sequence[timedelta]) -> timedelta | None:
    if not spans:
        return None
    return timedelta(seconds=median(span.total_seconds() for span in spans))
