"""Reminders wait for months, are sent at most once, and can be changed until then."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest
from msgspec.structs import replace

from kds.archive.database import Database
from kds.archive.reminders import Reminder, ReminderBook
from kds.clock import millis
from kds.orders.text import Text, TextKind, TextState
from tests.samples import MANAGER, T0

PHONE = "+358401234567"
DAY = timedelta(days=1)


@pytest.fixture
def book(archive: Database) -> ReminderBook:
    """Give an empty book."""
    return ReminderBook(archive)


def planned(name: str, days: int = 0, order_id: str = "A-1") -> Reminder:
    """Return a reminder that is due so many days after T0."""
    text = Text(name, TextKind.REMINDER, PHONE, "Service!", T0, MANAGER, T0 + days * DAY)
    return Reminder(name, order_id, "A1", "Änna 🍕", text)


def ids(found: list[Reminder]) -> list[str]:
    """Return the ids of reminders."""
    return [each.reminder_id for each in found]


def test_filing_twice_keeps_what_has_become_of_them(book: ReminderBook) -> None:
    given = [planned("r1", 1), planned("r2", 2)]
    book.file(given)
    book.edit("r1", words="Come!")

    book.file([*given, planned("r3", 3), planned("r3", 3)])

    there = book.of_order("A-1")
    assert ids(there) == ["r1", "r2", "r3"]
    assert there[0].text.words == "Come!"
    assert there[1] == given[1] == book.get("r2")
    assert book.get("r9") is None


def test_what_is_due_comes_the_longest_due_first(book: ReminderBook) -> None:
    book.file([planned("r3", 3), planned("r1", 1), planned("r2", 2)])

    assert ids(book.due(T0, 9)) == []
    assert ids(book.due(T0 + 2 * DAY, 9)) == ["r1", "r2"]
    assert ids(book.due(T0 + 9 * DAY, 2)) == ["r1", "r2"]


def test_one_is_begun_once_and_ended_once(book: ReminderBook) -> None:
    book.file([planned("r1", 1)])
    at = T0 + DAY

    assert book.begin("r1", T0) is None, "not yet due"
    assert book.end("r1", TextState.SENT, at) is None, "not begun"
    begun = book.begin("r1", at)
    assert begun is not None
    assert (begun.state, begun.begun_at, begun.to) == (TextState.SENDING, at, PHONE)
    assert book.begin("r1", at) is None
    assert book.due(at, 9) == []
    ended = book.end("r1", TextState.FAILED, at, "no such number")
    assert ended is not None
    assert (ended.state, ended.reason) == (TextState.FAILED, "no such number")
    assert book.end("r1", TextState.SENT, at) is None
    assert book.begin("r1", at) is None
    assert [each.text for each in book.of_order("A-1")] == [ended]
    assert book.begin("r9", at) is None


def test_without_a_gateway_it_stays_in_the_outbox(book: ReminderBook) -> None:
    book.file([planned("r1")])

    assert book.end("r1", TextState.NOT_SENT, T0, "no gateway") is not None
    assert book.due(T0, 9) == []


def test_one_whose_end_nobody_tells_is_found(book: ReminderBook) -> None:
    book.file([planned("r1"), planned("r2")])
    book.begin("r1", T0)

    assert book.stuck(T0, 9) == []
    assert ids(book.stuck(T0 + DAY, 9)) == ["r1"]


CLAIMS = """
import sys
from datetime import datetime
from kds.archive.database import Database
from kds.archive.reminders import ReminderBook
book = ReminderBook(Database(sys.argv[1]))
book.get("r0")
print("ready", flush=True)
sys.stdin.readline()
at = datetime.fromisoformat(sys.argv[2])
for number in range(40):
    if book.begin(f"r{number}", at):
        print(f"r{number}", flush=True)
"""


def test_of_two_processes_one_gets_each(book: ReminderBook, archive_url: str) -> None:
    names = [f"r{number}" for number in range(40)]
    book.file([planned(name) for name in names])
    command = [sys.executable, "-c", CLAIMS, archive_url, T0.isoformat()]
    both = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for each in both:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in both:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()

    claimed = [name for each in both for name in each.communicate(timeout=60)[0].split()]

    assert sorted(claimed) == sorted(names)


def test_one_that_waits_can_be_edited_and_cancelled(book: ReminderBook) -> None:
    book.file([planned("r1", 1), planned("r2", 2)])

    edited = book.edit("r1", words="Tule käymään", send_at=T0 + 3 * DAY)
    assert edited is not None
    assert (edited.text.words, edited.text.send_at) == ("Tule käymään", T0 + 3 * DAY)
    assert ids(book.upcoming(None, 9)) == ["r2", "r1"]
    assert book.begin("r1", T0 + 2 * DAY) is None, "not due any more"

    cancelled = book.cancel("r2", MANAGER, T0)
    assert cancelled is not None
    assert cancelled.text.reason == "cancelled by Mari"
    assert ids(book.upcoming(None, 9)) == ["r1"]
    assert book.begin("r2", T0 + 9 * DAY) is None
    assert book.cancel("r2", MANAGER, T0) is None
    assert book.edit("r2", words="again") is None


def test_one_that_is_being_sent_is_neither_edited_nor_cancelled(book: ReminderBook) -> None:
    book.file([planned("r1")])
    begun = book.begin("r1", T0)

    assert book.edit("r1", words="else") is None
    assert book.cancel("r1", MANAGER, T0) is None
    assert [each.text for each in book.of_order("A-1")] == [begun]


def test_what_is_next_is_listed_page_by_page(book: ReminderBook) -> None:
    book.file([planned(f"r{number}", number // 3) for number in range(8)])
    seen: list[str] = []
    after: tuple[int, str] | None = None

    while page := book.upcoming(after, 2):
        seen += ids(page)
        after = page[-1].position

    assert seen == [f"r{number}" for number in range(8)]
    assert after == (millis(T0 + 2 * DAY), "r7")


def test_an_erased_customer_is_in_no_reminder_and_gets_none(book: ReminderBook) -> None:
    book.file([planned("r1"), planned("r2"), planned("r3", 9), planned("s1", 9, "A-2")])
    book.begin("r1", T0)
    book.end("r1", TextState.SENT, T0)
    book.begin("r2", T0)

    book.erase(["A-1", "A-3"])
    book.erase(["A-1"])

    there = book.of_order("A-1")
    assert {(each.customer, each.text.to, each.text.words) for each in there} == {(None, "", "")}
    assert [each.text.state for each in there] == [
        TextState.SENT,
        TextState.SENDING,
        TextState.CANCELLED,
    ]
    assert book.of_order("A-2") == [planned("s1", 9, "A-2")]
    assert ids(book.upcoming(None, 9)) == ["s1"]
    ended = book.end("r2", TextState.SENT, T0)
    assert ended is not None
    assert ended.to == ""


def test_a_reminder_outlives_the_process(book: ReminderBook, archive_url: str) -> None:
    given = replace(planned("r1", 1100), customer=None)
    book.file([given])

    assert ReminderBook(Database(archive_url)).due(T0 + 1100 * DAY, 9) == [given]
