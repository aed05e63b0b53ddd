"""Causes in plain words, with times as a person in the restaurant reads them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from kds.orders.record import APPROVALS, Cause, CauseCode


def cause_in_words(cause: Cause, zone: ZoneInfo, names: Mapping[str, str]) -> str:
    """Say why something was not sent; `names` gives each station's name as people call it."""
    place = "approvals" if cause.station == APPROVALS else names.get(cause.station, cause.station)
    target = "for approvals" if cause.station == APPROVALS else f"of station {place}"
    since = f" since {local_time(cause.since, zone)}" if cause.since else ""
    if cause.code is CauseCode.NOT_PAIRED:
        unpaired = f"no display is paired for {place}"
        # A station without displays of its own is covered by the pass while that is there.
        without_pass = f"{unpaired} and the pass is not connected{since}"
        return unpaired if cause.station == APPROVALS else without_pass
    if cause.code is CauseCode.NO_DISPLAY:
        return f"no display {target} is connected{since}"
    return f"a display {target} is connected but has not shown the ticket"


def local_time(at: datetime, zone: ZoneInfo) -> str:
    """Return HH:MM in the restaurant's time zone."""
    return at.astimezone(zone).strftime("%H:%M")
