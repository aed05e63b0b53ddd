"""Alarms: what everyone must see while it lasts, as data and in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec

from kds.orders.causes import local_time
from kds.orders.record import APPROVALS


class AlarmKind(StrEnum):
    """What is wrong. STATION_WITHOUT_SCREEN and SET_ASIDE are told; the others also sound."""

    NOT_SENT = "not_sent"
    STATION_DARK = "station_dark"
    STATION_WITHOUT_SCREEN = "station_without_screen"
    TILL_SILENT = "till_silent"
    TILL_HOLDING = "till_holding"
    SET_ASIDE = "set_aside"
    APPROVAL_UNANSWERED = "approval_unanswered"


class Alarm(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that is wrong since `since`; `about` is a station or a till, `count` orders."""

    kind: AlarmKind
    since: datetime
    about: str = ""
    count: int = 0

    @property
    def alarm_id(self) -> str:
        """Return the id under which there is at most one alarm."""
        return f"{self.kind.value}:{self.about}" if self.about else self.kind.value

    @property
    def sounds(self) -> bool:
        """Tell whether people must be called, or only told."""
        return self.kind not in (AlarmKind.STATION_WITHOUT_SCREEN, AlarmKind.SET_ASIDE)


def alarm_in_words(alarm: Alarm, zone: ZoneInfo, names: Mapping[str, str]) -> str:
    """Say what is wrong, with the restaurant's local time; `names` are the stations' names."""
    since = local_time(alarm.since, zone)
    place = names.get(alarm.about, alarm.about)
    orders = "1 order" if alarm.count == 1 else f"{alarm.count} orders"
    are, wait = ("is", "waits") if alarm.count == 1 else ("are", "wait")
    words = {
        AlarmKind.NOT_SENT: f"{orders} {are} not sent to the kitchen",
        AlarmKind.STATION_DARK: _dark(alarm.about, orders, alarm.count, since, names),
        AlarmKind.STATION_WITHOUT_SCREEN: f"Station {place} has no screen; orders for it "
        "will not be seen",
        AlarmKind.TILL_SILENT: f"Till {place} is silent since {since}",
        AlarmKind.TILL_HOLDING: f"Till {place} holds {orders} that it cannot send since {since}",
        AlarmKind.SET_ASIDE: f"{alarm.count} message(s) from a till could not be read and "
        "wait for a manager",
        AlarmKind.APPROVAL_UNANSWERED: f"{orders} {wait} too long for an approval: nobody answers",
    }
    return words[alarm.kind]


def _dark(board: str, orders: str, count: int, since: str, names: Mapping[str, str]) -> str:
    if board == APPROVALS:
        wait = "waits" if count == 1 else "wait"
        return f"The approval screen is dark; {orders} {wait} for an answer since {since}"
    if board not in names:
        return f"Station {board} owes {orders} and is no longer in the settings; see the pass"
    return f"Station {names[board]} owes {orders} and has no screen since {since}"
