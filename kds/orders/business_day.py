"""The business day: from one cut-off time to the next, in the restaurant's own time zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def business_day(at: datetime, zone: ZoneInfo, cut_off: time) -> date:
    """Return the business day of an aware time: before the cut-off it is still the day before."""
    local = at.astimezone(zone)
    return local.date() if local.time() >= cut_off else local.date() - timedelta(days=1)


def starts_at(day: date, zone: ZoneInfo, cut_off: time) -> datetime:
    """Return the aware local time at which a business day begins."""
    return datetime.combine(day, cut_off, tzinfo=zone)
