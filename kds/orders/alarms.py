"""Alarms: what everyone must see while it lasts, as data and in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec

from kds.orders.causes import local_time
from kds.orders.paper import PrinterFault
from kds.orders.record import APPROVALS, PASS
from kds.texts import Say, english


class AlarmKind(StrEnum):
    """What is wrong. STATION_WITHOUT_SCREEN and SET_ASIDE are told; the others also sound."""

    NOT_SENT = "not_sent"
    STATION_DARK = "station_dark"
    STATION_WITHOUT_SCREEN = "station_without_screen"
    TILL_SILENT = "till_silent"
    TILL_HOLDING = "till_holding"
    SET_ASIDE = "set_aside"
    APPROVAL_UNANSWERED = "approval_unanswered"
    PRINTER_FAULT = "printer_fault"
    PRINTER_SILENT = "printer_silent"
    SHEET_IN_DOUBT = "sheet_in_doubt"


class Alarm(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that is wrong since `since`; `about` is a station, till or printer.

    `count` is of orders, or of sheets of paper; `number` is that of the order that the first is of.
    Of a printer, `name` is what people call it.
    """

    kind: AlarmKind
    since: datetime
    about: str = ""
    count: int = 0
    name: str = ""
    fault: PrinterFault | None = None
    number: str = ""

    @property
    def alarm_id(self) -> str:
        """Return the id under which there is at most one alarm."""
        return f"{self.kind.value}:{self.about}" if self.about else self.kind.value

    @property
    def sounds(self) -> bool:
        """Tell whether people must be called, or only told."""
        return self.kind not in (AlarmKind.STATION_WITHOUT_SCREEN, AlarmKind.SET_ASIDE)


def alarm_in_words(
    alarm: Alarm, zone: ZoneInfo, names: Mapping[str, str], say: Say = english
) -> str:
    """Say what is wrong, with the restaurant's local time; `names` are the stations' names."""
    one, more = TEXTS[_kind(alarm, names)]
    return say(
        one if alarm.count == 1 else more,
        count=alarm.count,
        number=alarm.number,
        place=alarm.name or names.get(alarm.about, alarm.about),
        time=local_time(alarm.since, zone, say),
        fault=[alarm.fault.value] if alarm.fault else "",
    )


def _kind(alarm: Alarm, names: Mapping[str, str]) -> AlarmKind | str:
    if alarm.kind is AlarmKind.SHEET_IN_DOUBT:
        return alarm.kind if alarm.fault else "sheet unknown"
    if alarm.kind is AlarmKind.STATION_WITHOUT_SCREEN and alarm.about == PASS:
        return "pass dark"
    if alarm.kind is not AlarmKind.STATION_DARK:
        return alarm.kind
    if alarm.about == APPROVALS:
        return "approvals dark"
    return alarm.kind if alarm.about in names else "station gone"


TEXTS: Mapping[AlarmKind | str, tuple[str, str]] = {
    AlarmKind.NOT_SENT: (
        "1 order is not sent to the kitchen",
        "{count} orders are not sent to the kitchen",
    ),
    AlarmKind.STATION_DARK: (
        "Station {place} owes 1 order and has no screen since {time}",
        "Station {place} owes {count} orders and has no screen since {time}",
    ),
    "approvals dark": (
        "The approval screen is dark; 1 order waits for an answer since {time}",
        "The approval screen is dark; {count} orders wait for an answer since {time}",
    ),
    "station gone": (
        "Station {place} owes 1 order and is no longer in the settings; see the pass",
        "Station {place} owes {count} orders and is no longer in the settings; see the pass",
    ),
    AlarmKind.STATION_WITHOUT_SCREEN: (
        "Station {place} has no screen; orders for it will not be seen",
        "Station {place} has no screen; orders for it will not be seen",
    ),
    "pass dark": (
        "The pass has 1 order to show and no screen since {time}",
        "The pass has {count} orders to show and no screen since {time}",
    ),
    AlarmKind.TILL_SILENT: (
        "Till {place} is silent since {time}",
        "Till {place} is silent since {time}",
    ),
    AlarmKind.TILL_HOLDING: (
        "Till {place} holds 1 order that it cannot send since {time}",
        "Till {place} holds {count} orders that it cannot send since {time}",
    ),
    AlarmKind.SET_ASIDE: (
        "1 message from a till could not be read and waits for a manager",
        "{count} messages from tills could not be read and wait for a manager",
    ),
    AlarmKind.APPROVAL_UNANSWERED: (
        "1 order waits too long for an approval: nobody answers",
        "{count} orders wait too long for an approval: nobody answers",
    ),
    AlarmKind.PRINTER_FAULT: (
        "{place}: {fault} since {time}; 1 sheet waits to be printed",
        "{place}: {fault} since {time}; {count} sheets wait to be printed",
    ),
    AlarmKind.PRINTER_SILENT: (
        "{place}: nobody knows how the printer is since {time}; 1 sheet waits to be printed",
        "{place}: nobody knows how the printer is since {time}; {count} sheets wait to be printed",
    ),
    AlarmKind.SHEET_IN_DOUBT: (
        "{number}: the ticket for {place} may not be on paper ({fault}). Look at the printer, "
        "and print it again under Printers",
        "{number}: the ticket for {place} and others may not be on paper ({fault}): {count} "
        "tickets. Look at the printer, and print them again under Printers",
    ),
    "sheet unknown": (
        "{number}: the ticket for {place} may not be on paper. Look at the printer, "
        "and print it again under Printers",
        "{number}: the ticket for {place} and others may not be on paper: {count} tickets. "
        "Look at the printer, and print them again under Printers",
    ),
}
"""What is said of each kind, of one order and of several; English, with places."""
