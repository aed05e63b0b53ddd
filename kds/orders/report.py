"""Preparation times summed up for the reports: by station, product, hour and day. Pure.

Times are counted by the second, so that what the archive has counted and what stands on the server
add up to one report, with its median and its 90th percentile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from kds.orders.business_day import business_day
from kds.orders.preparation import Ages, Preparation, Step, step_of

Key = str | int | date
"""What times are summed up by: a station, a product, an hour of the day from 0, a business day."""


class Counted(NamedTuple):
    """Parts that took the same time: how many, of which so many had a promise, and so on.

    `took_s` is None for what was agreed for much later: it has kept its promise or not, no more.
    `over_s` is how long after their promises they were ready, all together.
    """

    key: Key
    took_s: int | None
    parts: int
    promised: int
    in_time: int
    over_s: int
    soon: int
    late: int


class Figures(msgspec.Struct, frozen=True):
    """How long parts took, in seconds, and how many of them were as promised.

    `made` is how many there are, `planned` how many of them were agreed for much later: of those
    no time is counted. `fresh`, `soon` and `late` are how many ended in which step of age. Of the
    `promised` ones `in_time` were ready by then, the others `over_s` later on average.
    """

    made: int
    planned: int
    average_s: int | None
    median_s: int | None
    p90_s: int | None
    longest_s: int | None
    fresh: int
    soon: int
    late: int
    promised: int
    in_time: int
    over_s: int | None


class Days(NamedTuple):
    """How a report tells days and hours: by the restaurant's own clock."""

    zone: ZoneInfo
    cut_off: time

    def hour(self, made: Preparation) -> int:
        """Return the hour of the day in which a part came."""
        return made.since.astimezone(self.zone).hour

    def day(self, made: Preparation) -> date:
        """Return the business day on which a part came."""
        return business_day(made.since, self.zone, self.cut_off)


class Sums:
    """What is counted under one key."""

    def __init__(self) -> None:
        self._times: Counter[int] = Counter()
        self._made = self._promised = self._in_time = self._over_s = self._soon = self._late = 0

    def add(self, counted: Counted) -> None:
        """Add parts that took the same time."""
        if counted.took_s is not None:
            self._times[counted.took_s] += counted.parts
        self._made += counted.parts
        self._promised += counted.promised
        self._in_time += counted.in_time
        self._over_s += counted.over_s
        self._soon += counted.soon
        self._late += counted.late

    @property
    def figures(self) -> Figures:
        """Return the figures of what was added."""
        timed = self._times.total()
        missed = self._promised - self._in_time
        total = sum(took_s * parts for took_s, parts in self._times.items())
        return Figures(
            made=self._made,
            planned=self._made - timed,
            average_s=round(total / timed) if timed else None,
            median_s=self._within(50),
            p90_s=self._within(90),
            longest_s=max(self._times, default=None),
            fresh=timed - self._soon - self._late,
            soon=self._soon,
            late=self._late,
            promised=self._promised,
            in_time=self._in_time,
            over_s=round(self._over_s / missed) if missed else None,
        )

    def _within(self, percent: int) -> int | None:
        """Return the shortest time within which so many per cent were made."""
        left = self._times.total() * percent
        for took_s in sorted(self._times):
            left -= self._times[took_s] * 100
            if left <= 0:
                return took_s
        return None


def figures_by_key(counted: Iterable[Counted]) -> dict[Key, Figures]:
    """Return the figures under each key, in the order of the keys."""
    sums: dict[Key, Sums] = {}
    for each in counted:
        sums.setdefault(each.key, Sums()).add(each)
    return {key: sums[key].figures for key in sorted(sums, key=_in_order)}


def figures_of_all(counted: Iterable[Counted]) -> Figures:
    """Return the figures of everything, whatever its key."""
    sums = Sums()
    for each in counted:
        sums.add(each)
    return sums.figures


def _in_order(key: Key) -> str:
    return f"{key:02}" if isinstance(key, int) else str(key)


def counted(made: Preparation, key: Key, ages: Mapping[str, Ages], ahead: timedelta) -> Counted:
    """Return one part as it counts under a key."""
    took_s = None if made.is_planned(ahead) else made.took_s
    step = None if took_s is None else step_of(took_s, ages.get(made.service, Ages()))
    over_s = made.over_s
    return Counted(
        key=key,
        took_s=took_s,
        parts=1,
        promised=int(over_s is not None),
        in_time=int(over_s is not None and over_s <= 0),
        over_s=max(0, over_s or 0),
        soon=int(step is Step.SOON),
        late=int(step is Step.LATE),
    )
