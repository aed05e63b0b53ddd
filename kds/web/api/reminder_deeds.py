"""What is done with the reminders in the archive, for the operations of a manager."""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from msgspec.structs import replace

from kds.archive.database import Database
from kds.archive.reminders import Reminder, ReminderBook
from kds.clock import now
from kds.errors import Refused
from kds.orders.part import Actor
from kds.orders.text import MISSED, TextState, TextWish, asked


class Which(StrEnum):
    """Which reminders: those that wait, that were missed or are in doubt, that are over."""

    WAITING = "waiting"
    MISSED = "missed"
    OVER = "over"


STATES = {
    Which.MISSED: (*MISSED, TextState.SENDING),
    Which.OVER: (TextState.SENT, TextState.CANCELLED),
}


class Position(NamedTuple):
    """When a reminder is due, in ms, and its id."""

    send_ms: int
    reminder_id: str


def read(database: Database, which: Which, after: Position | None, limit: int) -> list[Reminder]:
    """Return one list from a position on."""
    book = ReminderBook(database)
    if which is Which.WAITING:
        return book.upcoming(after, limit)
    return book.ended(STATES[which], after, limit)


def followed(database: Database, listed: list[Reminder]) -> set[str]:
    """Return the ids of those that were sent again."""
    book = ReminderBook(database)
    missed = [each.reminder_id for each in listed if each.text.state in MISSED]
    return {each for each in missed if book.get(_id_of_again(each)) is not None}


def _id_of_again(reminder_id: str) -> str:
    """Return the id of the one by which another is sent again: always the same, so only once."""
    return f"again-{hashlib.sha256(reminder_id.encode()).hexdigest()[:32]}"


def again(database: Database, reminder_id: str, by: Actor) -> Reminder:
    """File one anew that was missed; the first stays what it was."""
    book, at = ReminderBook(database), now()
    first = book.get(reminder_id)
    if first is None:
        raise Refused("unknown_reminder", "There is no such reminder.")
    old, number = first.text, first.number
    if old.state not in MISSED or not old.to:
        text = "The reminder of order {number} needs not be sent again: it is '{state}'."
        raise Refused("text_not_missed", text, number=number, state=[old.state.value])
    new_id = _id_of_again(reminder_id)
    if book.get(new_id) is not None:
        text = "The reminder of order {number} was sent again already."
        raise Refused("text_not_missed", text, number=number)
    wish = TextWish(new_id, old.to, old.words, at, old.template, old.about)
    once_more = replace(asked(wish, old.kind, at, by), again_of=old.text_id)
    new = replace(first, reminder_id=new_id, text=once_more)
    book.file([new])
    return new


def edit(
    database: Database, reminder_id: str, words: str | None, send_at: datetime | None
) -> Reminder:
    """Change one that waits."""
    book = ReminderBook(database)
    return _changed(book, reminder_id, book.edit(reminder_id, words=words, send_at=send_at))


def cancel(database: Database, reminder_id: str, by: Actor) -> Reminder:
    """Cancel one that waits."""
    book = ReminderBook(database)
    return _changed(book, reminder_id, book.cancel(reminder_id, by, now()))


def _changed(book: ReminderBook, reminder_id: str, changed: Reminder | None) -> Reminder:
    """Return a reminder that was changed, or refuse, because it could not be."""
    if changed is not None:
        return changed
    there = book.get(reminder_id)
    if there is None:
        raise Refused("unknown_reminder", "There is no such reminder.")
    raise Refused(
        "reminder_not_waiting",
        "The reminder of order {number} does not wait any more: it is '{state}'.",
        number=there.number,
        state=[there.text.state.value],
    )
