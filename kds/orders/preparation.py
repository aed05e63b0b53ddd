"""How long parts took to make: for the screens and the reports. Pure.

A part counts from when its station owed it until it was ready, without its time on hold. One that
was recalled counts until it was ready at last; what was stopped or settled does not count. What
was agreed for long after it came waits by agreement: it counts against its promise alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from operator import attrgetter
from statistics import mean

import msgspec

from kds.orders.courses import course_now, is_later
from kds.orders.order import Line, Service
from kds.orders.part import CookingState, DeliveryState, Part, is_held, owed
from kds.orders.record import OrderRecord, promised_at

OF_LATE = timedelta(hours=1)
MOST_OF_LATE = 20
"""What was made of late: in the last hour, and no more parts than this of a station."""


class Step(StrEnum):
    """How long something took, as the timers of the screens say it."""

    FRESH = "fresh"
    SOON = "soon"
    LATE = "late"
    OVER = "over"


class Ages(msgspec.Struct, frozen=True):
    """From which age on a ticket is in a hurry, and late, in seconds."""

    hurry_s: int = 5 * 60
    late_s: int = 8 * 60


class Preparation(msgspec.Struct, frozen=True):
    """One part that was made, or is being made: then `ready_at` is the present.

    `products` are those of its lines, without what had been made before more was added.
    """

    order_id: str
    station: str
    service: Service
    products: tuple[str, ...]
    since: datetime
    ready_at: datetime
    held_s: int = 0
    promised_at: datetime | None = None

    @property
    def took_s(self) -> int:
        """How long it took, in seconds: without its time on hold, and never negative."""
        whole = round((self.ready_at - self.since).total_seconds())
        return max(0, whole - self.held_s)

    @property
    def over_s(self) -> int | None:
        """How long after the promise it was ready, in seconds: 0 or less is in time."""
        if self.promised_at is None:
            return None
        # A second that has begun counts as late, or what was not in time would be over by none.
        return -((self.promised_at - self.ready_at) // timedelta(seconds=1))

    def is_planned(self, ahead: timedelta) -> bool:
        """Tell whether it was agreed for more than `ahead` after it came."""
        return self.promised_at is not None and self.promised_at - self.since > ahead


class StationFigures(msgspec.Struct, frozen=True):
    """How long a station takes now, in seconds, how urgent that is, and how many parts say so.

    `longest_s` is of what was made of late and of what is still owed.
    """

    average_s: int | None
    longest_s: int | None
    made: int
    average_step: Step | None = None
    longest_step: Step | None = None


def preparations(record: OrderRecord) -> list[Preparation]:
    """Return one for each part of an order that was made."""
    return [
        _of(record, part, part.cooking.ready_at)
        for part in record.parts.values()
        if part.cooking.state is CookingState.READY
        and part.cooking.ready_at is not None
        and part.stopped is None
        and part.delivery.state is not DeliveryState.SETTLED
    ]


def being_made(record: OrderRecord, at: datetime) -> list[Preparation]:
    """Return one for each part that is owed and may be made now, as if it were ready now."""
    now = course_now(record)
    return [
        _of(record, part, at)
        for part in record.parts.values()
        if owed(part)
        and not is_held(part)
        and not all(is_later(line, part, now) for line in _to_make(record, part))
    ]


def _to_make(record: OrderRecord, part: Part) -> list[Line]:
    lines = record.lines_of(part)
    return [line for line in lines if line.line_id not in part.made] or list(lines)


def _of(record: OrderRecord, part: Part, ready_at: datetime) -> Preparation:
    return Preparation(
        order_id=record.order_id,
        station=part.station,
        service=record.order.service,
        products=tuple(dict.fromkeys(line.product for line in _to_make(record, part))),
        since=part.since,
        ready_at=ready_at,
        held_s=part.held_s,
        promised_at=promised_at(record),
    )


def step_of(took_s: float, ages: Ages, over_s: int | None = None) -> Step:
    """Return how a time is told: what is over its promise is so at any age."""
    if over_s is not None and over_s > 0:
        return Step.OVER
    if took_s >= ages.late_s:
        return Step.LATE
    return Step.SOON if took_s >= ages.hurry_s else Step.FRESH


def figures_now(
    made: Iterable[Preparation],
    open_: Iterable[Preparation],
    at: datetime,
    ages: Mapping[str, Ages],
    ahead: timedelta,
) -> dict[str, StationFigures]:
    """Return how long each station takes now; `ahead`: what was agreed for later does not count."""
    recent = [each for each in made if not each.is_planned(ahead) and each.ready_at > at - OF_LATE]
    pending = [each for each in open_ if not each.is_planned(ahead)]
    stations = dict.fromkeys(each.station for each in (*recent, *pending))
    return {
        station: _figures(
            [each for each in recent if each.station == station],
            [each for each in pending if each.station == station],
            ages,
        )
        for station in stations
    }


def _figures(
    recent: list[Preparation], pending: list[Preparation], ages: Mapping[str, Ages]
) -> StationFigures:
    last = sorted(recent, key=attrgetter("ready_at"))[-MOST_OF_LATE:]
    longest = max((*last, *pending), key=attrgetter("took_s"))
    average = mean(each.took_s for each in last) if last else None
    return StationFigures(
        average_s=None if average is None else round(average),
        longest_s=longest.took_s,
        made=len(last),
        average_step=None if average is None else step_of(average, _usual(last, ages)),
        longest_step=step_of(longest.took_s, _ages(longest, ages), longest.over_s),
    )


def _usual(made: list[Preparation], ages: Mapping[str, Ages]) -> Ages:
    """Return the steps of what was made, where services have different ones: their average."""
    each = [_ages(one, ages) for one in made]
    return Ages(round(mean(one.hurry_s for one in each)), round(mean(one.late_s for one in each)))


def _ages(made: Preparation, ages: Mapping[str, Ages]) -> Ages:
    return ages.get(made.service, Ages())
