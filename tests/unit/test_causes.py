"""Causes as people read them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from kds.orders.causes import cause_in_words
from kds.orders.part import Cause, CauseCode

NOON = datetime(2026, 11, 20, 10, 1, tzinfo=UTC)

WORDS = [
    (
        Cause(CauseCode.NO_DISPLAY, "grill", NOON),
        "no display of station Grill is connected since 12:01",
    ),
    (Cause(CauseCode.NO_DISPLAY, "grill"), "no display of station Grill is connected"),
    (Cause(CauseCode.NO_DISPLAY, "bar"), "no display of station bar is connected"),
    (
        Cause(CauseCode.NO_DISPLAY, "approvals", NOON),
        "no display for approvals is connected since 12:01",
    ),
    (
        Cause(CauseCode.NOT_PAIRED, "grill"),
        "no display is paired for Grill and the pass is not connected",
    ),
    (
        Cause(CauseCode.NOT_PAIRED, "grill", NOON),
        "no display is paired for Grill and the pass is not connected since 12:01",
    ),
    (Cause(CauseCode.NOT_PAIRED, "approvals"), "no display is paired for approvals"),
    (
        Cause(CauseCode.NOT_LAID_OUT, "grill"),
        "a display of station Grill is connected but has not shown the ticket",
    ),
    (
        Cause(CauseCode.PAPER_IN_DOUBT, "grill", NOON, "grill-paper", "paper out"),
        "printer of station Grill: paper out; part of the ticket may be on paper",
    ),
    (
        Cause(CauseCode.PAPER_IN_DOUBT, "grill", NOON, "grill-paper"),
        "printer of station Grill: nobody knows whether the ticket is on paper",
    ),
    (
        Cause(CauseCode.PAPER_WAITS, "grill", NOON, "grill-paper", "paper out"),
        "printer of station Grill: paper out; the ticket waits to be printed",
    ),
    (
        Cause(CauseCode.NOT_LAID_OUT, "approvals"),
        "a display for approvals is connected but has not shown the ticket",
    ),
]


@pytest.mark.parametrize(("cause", "words"), WORDS, ids=[words for _, words in WORDS])
def test_a_cause_is_said_in_local_time_and_by_the_names_people_use(
    cause: Cause, words: str
) -> None:
    names = {"grill": "Grill", "approvals": "never this"}

    assert cause_in_words(cause, ZoneInfo("Europe/Helsinki"), names) == words
