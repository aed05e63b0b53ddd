"""Causes in plain words, with times as a person in the restaurant reads them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from kds.orders.part import Cause, CauseCode
from kds.orders.record import APPROVALS
from kds.texts import Say, english


def cause_in_words(
    cause: Cause, zone: ZoneInfo, names: Mapping[str, str], say: Say = english
) -> str:
    """Say why something was not sent; `names` gives each station's name as people call it."""
    since = local_time(cause.since, zone, say) if cause.since else None
    if cause.station == APPROVALS:
        return _for_approvals(cause.code, since, say)
    if cause.code in (CauseCode.PAPER_WAITS, CauseCode.PAPER_IN_DOUBT):
        return _for_paper(cause, names.get(cause.station, cause.station), say)
    return _for_station(cause.code, names.get(cause.station, cause.station), since, say)


def _for_approvals(code: CauseCode, since: str | None, say: Say) -> str:
    if code is CauseCode.NOT_PAIRED:
        return say("no display is paired for approvals")
    if code is CauseCode.NO_DISPLAY:
        if since:
            return say("no display for approvals is connected since {time}", time=since)
        return say("no display for approvals is connected")
    return say("a display for approvals is connected but has not shown the ticket")


def _for_station(code: CauseCode, station: str, since: str | None, say: Say) -> str:
    if code is CauseCode.NOT_PAIRED:
        # A station without displays of its own is covered by the pass while that is there.
        if since:
            return say(
                "no display is paired for {station} and the pass is not connected since {time}",
                station=station,
                time=since,
            )
        return say(
            "no display is paired for {station} and the pass is not connected", station=station
        )
    if code is CauseCode.NO_DISPLAY:
        if since:
            return say(
                "no display of station {station} is connected since {time}",
                station=station,
                time=since,
            )
        return say("no display of station {station} is connected", station=station)
    return say(
        "a display of station {station} is connected but has not shown the ticket", station=station
    )


def _for_paper(cause: Cause, station: str, say: Say) -> str:
    fault = [cause.fault] if cause.fault else ""
    if cause.code is CauseCode.PAPER_WAITS:
        return say(
            "printer of station {station}: {fault}; the ticket waits to be printed",
            station=station,
            fault=fault,
        )
    if not fault:
        return say(
            "printer of station {station}: nobody knows whether the ticket is on paper",
            station=station,
        )
    return say(
        "printer of station {station}: {fault}; part of the ticket may be on paper",
        station=station,
        fault=fault,
    )


def local_time(at: datetime, zone: ZoneInfo, say: Say = english) -> str:
    """Return hours and minutes in the restaurant's time zone."""
    local = at.astimezone(zone)
    return say("{hour}:{minute}", hour=f"{local:%H}", minute=f"{local:%M}")
