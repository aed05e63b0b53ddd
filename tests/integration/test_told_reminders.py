"""The reminders of one order, as its page tells them: as the archive has them, with reasons."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from kds.archive.database import Database, sqlite_url
from kds.archive.reminders import Reminder, ReminderBook
from kds.orders.record import OrderRecord
from kds.orders.text import TextKind, TextState, asked
from kds.web.api.told_reminders import reminders_of, told_reminder
from tests.samples import BURGER, MANAGER, T0, after, apply, order, wish


@pytest.fixture
def archive(tmp_path: Path) -> Database:
    """Give an archive with the reminders r1 and r2 of the order below."""
    database = Database(sqlite_url(tmp_path / "archive.sqlite"))
    of = record()
    ReminderBook(database).file(
        [Reminder(text.text_id, of.order_id, "A1", None, text) for text in of.reminders]
    )
    return database


def record() -> OrderRecord:
    """Return an order with two reminders, as they were planned."""
    texts = tuple(
        asked(wish(name, after_s=1e6), TextKind.REMINDER, T0, MANAGER) for name in ("r1", "r2")
    )
    return replace(after(apply(order(BURGER))), reminders=texts, reminders_filed=True)


def told(archive: Database) -> list[tuple[str, TextState, str | None]]:
    every = [told_reminder(each) for each in reminders_of(archive, record())]
    return [(each.reminder_id, each.state, each.reason) for each in every]


def test_one_that_was_cancelled_says_by_whom(archive: Database) -> None:
    assert ReminderBook(archive).cancel("r1", MANAGER, T0 + timedelta(days=1))

    assert told(archive) == [
        ("r1", TextState.CANCELLED, f"cancelled by {MANAGER.name}"),
        ("r2", TextState.QUEUED, None),
    ]


def test_those_of_an_erased_customer_say_so(archive: Database) -> None:
    ReminderBook(archive).erase([record().order_id])

    assert {(state, reason) for _, state, reason in told(archive)} == {
        (TextState.CANCELLED, "the customer was erased")
    }


def test_what_the_archive_does_not_have_yet_is_told_as_it_was_planned(tmp_path: Path) -> None:
    empty = Database(sqlite_url(tmp_path / "other.sqlite"))

    assert told(empty) == [("r1", TextState.QUEUED, None), ("r2", TextState.QUEUED, None)]
