"""Quiet hours: when a text may go, by the clock on the wall of the restaurant.

Quiet hours are from `quiet_from` to `quiet_until`, over midnight where that is earlier; with both
the same there are none. When the clock is put back, the hour that comes twice counts twice; when
it is put forward, hours that end in the missing one end after it.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY_FROM = time(10)
DAY_UNTIL = time(18)
"""Reminders, which nobody waits for, go in between."""

_TURNS = 8
"""How many times quiet hours can follow one another: over a change of the clock, twice."""


def is_quiet(at: datetime, quiet_from: time, quiet_until: time, zone: ZoneInfo) -> bool:
    """Tell whether a time is in the quiet hours."""
    clock = at.astimezone(zone).time()
    if quiet_from <= quiet_until:
        return quiet_from <= clock < quiet_until
    return clock >= quiet_from or clock < quiet_until


def next_allowed(at: datetime, quiet_from: time, quiet_until: time, zone: ZoneInfo) -> datetime:
    """Return the time itself, or the end of the quiet hours that it is in; in UTC."""
    at = at.astimezone(UTC)
    for _ in range(_TURNS):
        if not is_quiet(at, quiet_from, quiet_until, zone):
            break
        at = _next_at(quiet_until, after=at, zone=zone)
    return at


def in_daytime(at: datetime, quiet_from: time, quiet_until: time, zone: ZoneInfo) -> datetime:
    """Return the next time by day (10 to 18) that is not quiet; where there is none, not quiet."""
    found = at
    for _ in range(_TURNS):
        found = next_allowed(found, quiet_from, quiet_until, zone)
        if not is_quiet(found, DAY_UNTIL, DAY_FROM, zone):
            return found
        found = next_allowed(found, DAY_UNTIL, DAY_FROM, zone)
    return next_allowed(at, quiet_from, quiet_until, zone)


def months_later(at: datetime, months: int, zone: ZoneInfo) -> datetime:
    """Return the same day of a later month, or its last day, at the same hour on the wall."""
    local = at.astimezone(zone)
    years, month = divmod(local.month - 1 + months, 12)
    year, month = local.year + years, month + 1
    day = date(year, month, min(local.day, monthrange(year, month)[1]))
    return datetime.combine(day, local.time(), zone).astimezone(UTC)


def _next_at(clock: time, *, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the first moment after another at which the wall's clock has come to `clock`."""
    today = after.astimezone(zone).date()
    moments = (
        datetime.combine(today + timedelta(days), clock.replace(fold=fold), zone).astimezone(UTC)
        for days in (0, 1, 2)
        # In the missing hour the second one is before it: it would be quiet still.
        for fold in (0, 1)
    )
    return next(each for each in moments if each > after and _is_on_wall(each, clock, zone))


def _is_on_wall(moment: datetime, clock: time, zone: ZoneInfo) -> bool:
    return moment.astimezone(zone).time() >= clock
