"""Alarms as people read them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from kds.orders.alarms import Alarm, AlarmKind, alarm_in_words
from kds.orders.paper import PrinterFault

NOON = datetime(2026, 11, 20, 10, 1, tzinfo=UTC)
DARK = AlarmKind.STATION_DARK
PRINTER = AlarmKind.PRINTER_FAULT
IN_DOUBT = AlarmKind.SHEET_IN_DOUBT
UNANSWERED = AlarmKind.APPROVAL_UNANSWERED

WORDS = [
    (Alarm(DARK, NOON, "grill", 3), "Station Grill owes 3 orders and has no screen since 12:01"),
    (
        Alarm(DARK, NOON, "approvals", 3),
        "The approval screen is dark; 3 orders wait for an answer since 12:01",
    ),
    (
        Alarm(DARK, NOON, "approvals", 1),
        "The approval screen is dark; 1 order waits for an answer since 12:01",
    ),
    (
        Alarm(DARK, NOON, "fryer", 2),
        "Station fryer owes 2 orders and is no longer in the settings; see the pass",
    ),
    (
        Alarm(AlarmKind.STATION_WITHOUT_SCREEN, NOON, "pass", 3),
        "The pass has 3 orders to show and no screen since 12:01",
    ),
    (
        Alarm(AlarmKind.STATION_WITHOUT_SCREEN, NOON, "pass", 1),
        "The pass has 1 order to show and no screen since 12:01",
    ),
    (
        Alarm(UNANSWERED, NOON, count=1),
        "1 order waits too long for an approval: nobody answers",
    ),
    (
        Alarm(UNANSWERED, NOON, count=2),
        "2 orders wait too long for an approval: nobody answers",
    ),
    (
        Alarm(PRINTER, NOON, "grill", 1, "Grill printer", PrinterFault.PAPER_OUT),
        "Grill printer: paper out since 12:01; 1 sheet waits to be printed",
    ),
    (
        Alarm(AlarmKind.PRINTER_SILENT, NOON, "grill", 2, "Grill printer"),
        "Grill printer: nobody knows how the printer is since 12:01; 2 sheets wait to be printed",
    ),
    (
        Alarm(IN_DOUBT, NOON, "grill", 1, fault=PrinterFault.COVER_OPEN, number="A6"),
        "A6: the ticket for Grill may not be on paper (cover open). Look at the printer, "
        "and print it again under Printers",
    ),
    (
        Alarm(IN_DOUBT, NOON, "grill", 2, number="A6"),
        "A6: the ticket for Grill and others may not be on paper: 2 tickets. Look at the printer, "
        "and print them again under Printers",
    ),
]


@pytest.mark.parametrize(("alarm", "words"), WORDS, ids=[words for _, words in WORDS])
def test_an_alarm_is_said_in_local_time_and_by_the_names_people_use(
    alarm: Alarm, words: str
) -> None:
    assert alarm_in_words(alarm, ZoneInfo("Europe/Helsinki"), {"grill": "Grill"}) == words


def test_what_is_only_told_and_what_calls_people() -> None:
    silent = {kind for kind in AlarmKind if not Alarm(kind, NOON).sounds}
    assert silent == {AlarmKind.STATION_WITHOUT_SCREEN, AlarmKind.SET_ASIDE}
