"""What a report counts, wherever it is: parts of orders on the server, and of archived ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from operator import attrgetter
from typing import Any, NamedTuple

import gevent

from kds.archive.preparations import Asked, PartMade, PreparationBook, Times
from kds.clock import millis, now
from kds.errors import InvalidInput
from kds.orders.business_day import business_day, starts_at
from kds.orders.preparation import Preparation, preparations
from kds.orders.report import Counted, Days, Key, counted
from kds.web.asking import in_thread
from kds.web.context import Web

BATCH = 20
"""Few, for the pushes wait while records are read."""

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
"""Days that can be asked for; far beyond them times cannot be counted."""

MOST_DAYS = 366
MOST_DAYS_OF_PARTS = 92
"""A report is about no more days than this, and lists no more days' parts one by one."""


class Chosen(NamedTuple):
    """The business days of a report, the first and the last, and the station it is about."""

    first_day: date
    last_day: date
    station: str | None


def chosen(
    web: Web, first_day: date | None, last_day: date | None, station: str | None, most_days: int
) -> Chosen:
    """Return what a report is about; without days it is today; raises InvalidInput."""
    today = business_day(now(), web.zone, web.settings.day_cut_off)
    last = last_day or max(first_day or today, today)
    first = first_day or min(last, today)
    wrong = [
        (name, f"must be from {FIRST_DAY} to {LAST_DAY}")
        for name, day in (("first_day", first), ("last_day", last))
        if not FIRST_DAY <= day <= LAST_DAY
    ]
    if last < first:
        wrong.append(("last_day", "is before first_day"))
    if (last - first).days >= most_days:
        wrong.append(("first_day", f"must be less than {most_days} days before last_day"))
    if wrong:
        raise InvalidInput(wrong)
    return Chosen(first, last, station or None)


def times(web: Web, about: Chosen) -> Times:
    """Return the parts of a report, counted."""
    # The server first: what is archived meanwhile is then left out there, and not missed.
    asked, here = _asked(web, about)
    gone = in_thread(PreparationBook(web.archive).times, asked)
    days = asked.days

    def counts(key: Callable[[Preparation], Key]) -> list[Counted]:
        return [counted(each.made, key(each.made), asked.ages, asked.ahead) for each in here]

    by_product = [
        counted(each.made, product, asked.ages, asked.ahead)
        for each in here
        for product in each.made.products
    ]
    return Times(
        by_station=gone.by_station + counts(attrgetter("station")),
        by_product=gone.by_product + by_product,
        by_hour=gone.by_hour + counts(days.hour),
        by_day=gone.by_day + counts(days.day),
        uncounted=gone.uncounted,
    )


def parts(web: Web, about: Chosen) -> list[PartMade]:
    """Return each part of a report, the first first."""
    asked, here = _asked(web, about)
    gone = in_thread(PreparationBook(web.archive).parts, asked)
    return sorted(
        [*gone, *here], key=lambda each: (each.made.since, each.number, each.made.station)
    )


def _asked(web: Web, about: Chosen) -> tuple[Asked, list[PartMade]]:
    """Return what to ask the archive, and what the server has of it."""
    settings = web.settings
    since, until = (
        starts_at(day, web.zone, settings.day_cut_off)
        for day in (about.first_day, about.last_day + timedelta(days=1))
    )
    found: Any = web.client.zrangebyscore(web.keys.accepted, "-inf", f"({millis(until)}")
    order_ids = [each.decode() for each in found]
    here: list[PartMade] = []
    for start in range(0, len(order_ids), BATCH):
        for record in web.kitchen.store.records(order_ids[start : start + BATCH]):
            here += [
                PartMade(record.order.number, made)
                for made in preparations(record)
                if since <= made.since < until and about.station in (None, made.station)
            ]
        gevent.sleep(0)
    asked = Asked(
        since=since,
        until=until,
        station=about.station,
        days=Days(web.zone, settings.day_cut_off),
        ages=settings.screens.ages,
        ahead=settings.counter.planned_ahead,
        elsewhere=frozenset(order_ids),
    )
    return asked, here
