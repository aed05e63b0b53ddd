"""Service reminders over HTTP: what is due next, edited and cancelled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from kds.archive.database import Database
from kds.archive.reminders import Reminder, ReminderBook
from kds.clock import now
from kds.installation import archive_url
from kds.orders.text import TextKind, TextState, TextWish, asked
from kds.texting.reasons import UNREACHED
from tests.integration.browser import Browser
from tests.integration.web_process import WebProcess
from tests.samples import MANAGER

PATH = "/api/v1/reminders"


@pytest.fixture
def book(web: WebProcess) -> ReminderBook:
    """Give the reminders of the web process."""
    return ReminderBook(Database(archive_url(web.settings)))


def filed(book: ReminderBook, days: float = 30, customer: str | None = "Aino") -> str:
    """File a reminder that is due in so many days, and return its id."""
    name = f"r-{uuid4().hex}"
    wish = TextWish(
        name, "+358401234567", "Aika {huoltaa} 🚲", now() + timedelta(days), about="Bicycle"
    )
    text = asked(wish, TextKind.REMINDER, now(), MANAGER)
    book.file([Reminder(name, "A-1", "A1", customer, text)])
    return name


def found(manager: Browser, which: str, limit: int = 50) -> list[dict[str, Any]]:
    """Return every reminder of a list, page by page."""
    every: list[dict[str, Any]] = []
    after = ""
    while True:
        page = manager.get(f"{PATH}?which={which}&limit={limit}{after}").json
        every += page["reminders"]
        if page["next"] is None:
            return every
        after = f"&after={page['next']}"


def test_what_waits_is_listed_by_its_time_page_by_page(
    book: ReminderBook, manager: Browser
) -> None:
    ids = [filed(book, days) for days in (400, 3, 90, -1)]
    listed = [each for each in found(manager, "waiting", 1) if each["reminder_id"] in ids]
    assert [each["reminder_id"] for each in listed] == [ids[3], ids[1], ids[2], ids[0]]
    assert [each["is_due"] for each in listed] == [True, False, False, False]
    told = listed[0] | {"send_at": None, "reminder_id": None}
    assert told == {
        "reminder_id": None,
        "order_id": "A-1",
        "number": "A1",
        "customer": "Aino",
        "phone": "040 1234567",
        "about": "Bicycle",
        "words": "Aika {huoltaa} 🚲",
        "state": "queued",
        "send_at": None,
        "is_due": True,
        "reason": None,
        "may_send_again": False,
    }


def test_words_and_time_of_one_that_waits_are_edited(book: ReminderBook, manager: Browser) -> None:
    name = filed(book)
    at = (now() + timedelta(days=60)).replace(microsecond=0)
    edited = manager.post(f"{PATH}/{name}", {"words": "Hyvää yötä € {number}"}).json
    assert edited["words"] == "Hyvää yötä € {number}"
    edited = manager.post(f"{PATH}/{name}", {"send_at": at.isoformat()}).json
    kept = book.get(name)
    assert kept is not None
    assert (kept.text.words, kept.text.send_at) == ("Hyvää yötä € {number}", at)
    today = manager.post(f"{PATH}/{name}", {"send_at": now().isoformat()})
    assert today.status == 200


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"words": " "}, "$.words"),
        ({"words": "a" * 1001}, "$.words"),
        ({"words": "\u202eback"}, "$.words"),
        ({"send_at": (now() - timedelta(days=2)).isoformat()}, "$.send_at"),
        ({"send_at": "2030-01-01T10:00:00"}, "$.send_at"),
        ({"send_at": "9999-01-01T10:00:00Z"}, "$.send_at"),
        ({"state": "sent"}, "$.state"),
    ],
)
def test_what_is_wrong_is_named(
    book: ReminderBook, manager: Browser, body: dict[str, str], path: str
) -> None:
    name = filed(book)
    before = book.get(name)
    refused = manager.post(f"{PATH}/{name}", body)
    assert (refused.status, [each["path"] for each in refused.json["problems"]]) == (422, [path])
    assert book.get(name) == before


def test_one_is_cancelled_once_and_listed_as_over(book: ReminderBook, manager: Browser) -> None:
    name = filed(book)
    assert manager.post(f"{PATH}/{name}/cancel", {}).json["state"] == "cancelled"
    kept = book.get(name)
    assert kept is not None
    assert kept.text.reason == "cancelled by Mari"
    assert name not in [each["reminder_id"] for each in found(manager, "waiting")]
    assert name in [each["reminder_id"] for each in found(manager, "over")]
    for path, body in ((f"{PATH}/{name}/cancel", {}), (f"{PATH}/{name}", {"words": "x"})):
        refused = manager.post(path, body)
        assert (refused.status, refused.json["code"]) == (409, "reminder_not_waiting")
        assert "cancelled" in refused.json["detail"]
    assert manager.post(f"{PATH}/none/cancel", {}).json["code"] == "unknown_reminder"


def test_one_that_failed_is_listed_with_the_reason_in_the_readers_language(
    book: ReminderBook, manager: Browser
) -> None:
    ids = [filed(book, days) for days in (-1, -2)]
    for name in ids:
        assert book.begin(name, now())
        assert book.end(name, TextState.FAILED, now(), UNREACHED)
    manager.cookies["kds_language"] = "fi"
    listed = [each for each in found(manager, "missed", 1) if each["reminder_id"] in ids]
    assert [each["reminder_id"] for each in listed] == ids
    assert {each["reason"] for each in listed}.isdisjoint({UNREACHED, None})
    assert manager.get(f"{PATH}?which=lost").status == 422
    assert manager.get(f"{PATH}?after=nonsense").status == 422


def test_an_erased_customer_is_nowhere_in_the_list(book: ReminderBook, manager: Browser) -> None:
    name = filed(book, customer="Väinö")
    book.erase(["A-1"])
    told = manager.get(f"{PATH}?which=over&limit=1000").text
    assert name in told
    assert "Väinö" not in told


def test_one_that_was_missed_is_sent_again_once_as_a_new_one(
    book: ReminderBook, manager: Browser
) -> None:
    name = filed(book, -1)
    refused = manager.post(f"{PATH}/{name}/again", {})
    assert (refused.status, refused.json["code"]) == (409, "text_not_missed")
    assert book.end(name, TextState.NOT_SENT, now())
    (told,) = [each for each in found(manager, "missed") if each["reminder_id"] == name]
    assert told["may_send_again"] is True
    again = manager.post(f"{PATH}/{name}/again", {}).json
    assert (again["state"], again["words"], again["is_due"]) == ("queued", told["words"], True)
    kept = book.get(again["reminder_id"])
    assert kept is not None
    assert (kept.text.again_of, kept.text.asked_by.name) == (name, "Mari")
    (told,) = [each for each in found(manager, "missed") if each["reminder_id"] == name]
    assert told["may_send_again"] is False
    assert manager.post(f"{PATH}/{name}/again", {}).json["code"] == "text_not_missed"
    assert manager.post(f"{PATH}/none/again", {}).status == 404
