"""The business day: from one cut-off time to the next, in the restaurant's own time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def business_day(at: datetime, zone: ZoneInfo, cut_off: time) -> date:
    """Return the business day of an aware time: before the cut-off it is still the day before."""
    day = at.astimezone(zone).date()
    return day if at >= starts_at(day, zone, cut_off) else day - timedelta(days=1)


def starts_at(day: date, zone: ZoneInfo, cut_off: time) -> datetime:
    """Return the aware UTC time at which a business day begins.

    In UTC, because local times compare wrongly while clocks are set back or forward.
    """
    return datetime.combine(day, cut_off, tzinfo=zone).astimezone(UTC)
