"""Service reminders: what is due next, what was missed, and what a manager changes of it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from kds.archive.database import Database
from kds.archive.reminders import Reminder, ReminderBook
from kds.clock import now
from kds.errors import Refused
from kds.http.language import say
from kds.http.paging import from_cursor, page, queries
from kds.http.routes import Operation, Query, Who
from kds.orders.order import AwareTime
from kds.orders.part import Actor
from kds.orders.text import MISSED, TextState, TextWish, asked
from kds.texting.phones import shown
from kds.texting.placeholders import MAX_CHARS, plain
from kds.texting.wrong import Wrong
from kds.web.asking import in_thread, require_manager, the_web

LISTED = 50


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


class Edited(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a reminder shall say, and when it shall go; what is left out stays."""

    words: Annotated[str, Meta(max_length=4 * MAX_CHARS)] | None = None
    send_at: AwareTime | None = None


class ToldReminder(msgspec.Struct, frozen=True):
    """One reminder; `about` is the product. Of an erased customer there is no more than that."""

    reminder_id: str
    order_id: str
    number: str
    customer: str | None
    phone: str
    about: str | None
    words: str
    state: TextState
    send_at: datetime
    is_due: bool
    reason: str | None
    may_send_again: bool


class ReminderList(msgspec.Struct, frozen=True):
    """A page of reminders, and whether there is a gateway to send them."""

    has_gateway: bool
    reminders: list[ToldReminder]
    next: str | None


def reminders(which: Which, limit: int, after: str | None) -> ReminderList:
    """Answer with reminders: of those that wait the next due first, else the last due first."""
    web = the_web()
    begin = from_cursor(after, Position) if after else None
    found = in_thread(_read, web.archive, which, begin, limit + 1)
    followed = in_thread(_followed, web.archive, found)
    shown_now = page(found, limit, lambda each: each.position)
    return ReminderList(
        has_gateway=bool(web.settings.texts.gateway),
        reminders=[_told(each, has_again=each.reminder_id in followed) for each in shown_now.items],
        next=shown_now.next,
    )


def edit(reminder_id: str, body: Edited) -> ToldReminder:
    """Change one that waits."""
    words = None if body.words is None else _checked(body.words)
    if body.send_at is not None:
        zone = the_web().zone
        if body.send_at.astimezone(zone).date() < now().astimezone(zone).date():
            raise Wrong("$.send_at", "This day is over. Choose today, or a later one.")
    edited = in_thread(_edit, the_web().archive, reminder_id, words, body.send_at)
    return _told(edited)


def cancel(reminder_id: str) -> ToldReminder:
    """Cancel one that waits."""
    by = require_manager().actor
    return _told(in_thread(_cancel, the_web().archive, reminder_id, by))


def again(reminder_id: str) -> ToldReminder:
    """Have one that was missed sent once more, as a new one; the first stays what it was."""
    by = require_manager().actor
    return _told(in_thread(_again, the_web().archive, reminder_id, by))


def _read(database: Database, which: Which, after: Position | None, limit: int) -> list[Reminder]:
    book = ReminderBook(database)
    if which is Which.WAITING:
        return book.upcoming(after, limit)
    return book.ended(STATES[which], after, limit)


def _followed(database: Database, listed: list[Reminder]) -> set[str]:
    """Return the ids of those that were sent again."""
    book = ReminderBook(database)
    missed = [each.reminder_id for each in listed if each.text.state in MISSED]
    return {each for each in missed if book.get(_id_of_again(each)) is not None}


def _id_of_again(reminder_id: str) -> str:
    """Return the id of the one by which another is sent again: always the same, so only once."""
    return f"again-{hashlib.sha256(reminder_id.encode()).hexdigest()[:32]}"


def _again(database: Database, reminder_id: str, by: Actor) -> Reminder:
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
    again = replace(asked(wish, old.kind, at, by), again_of=old.text_id)
    new = replace(first, reminder_id=new_id, text=again)
    book.file([new])
    return new


def _edit(
    database: Database, reminder_id: str, words: str | None, send_at: datetime | None
) -> Reminder:
    book = ReminderBook(database)
    return _changed(book, reminder_id, book.edit(reminder_id, words=words, send_at=send_at))


def _cancel(database: Database, reminder_id: str, by: Actor) -> Reminder:
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


def _checked(words: str) -> str:
    """Return the final words, in which braces are only text: they were filled long ago."""
    try:
        return plain(words)
    except Wrong as wrong:
        raise Wrong("$.words", wrong.text, **wrong.values) from None


def _told(each: Reminder, *, has_again: bool = False) -> ToldReminder:
    text = each.text
    is_cancelled = text.state is TextState.CANCELLED
    return ToldReminder(
        reminder_id=each.reminder_id,
        order_id=each.order_id,
        number=each.number,
        customer=each.customer,
        phone=shown(text.to, the_web().settings.country) if text.to else "",
        about=text.about,
        words=text.words,
        state=text.state,
        send_at=text.send_at,
        is_due=text.state is TextState.QUEUED and text.send_at <= now(),
        reason=say(text.reason) if text.reason and not is_cancelled else None,
        may_send_again=text.state in MISSED and bool(text.to) and not has_again,
    )


OPERATIONS = (
    Operation(
        "GET",
        "/api/v1/reminders",
        "reminders.list",
        reminders,
        summary="Service reminders: what is due next, what was missed, or what is over",
        who=Who.MANAGERS,
        answer=ReminderList,
        query=(Query("which", Which, "which reminders", Which.WAITING), *queries(LISTED)),
    ),
    Operation(
        "POST",
        "/api/v1/reminders/<reminder_id>",
        "reminders.edit",
        edit,
        summary="Change the words or the time of a reminder that waits",
        who=Who.MANAGERS,
        body=Edited,
        example={"words": "Time for service!"},
        answer=ToldReminder,
        codes=("unknown_reminder", "reminder_not_waiting"),
    ),
    Operation(
        "POST",
        "/api/v1/reminders/<reminder_id>/again",
        "reminders.again",
        again,
        summary="Have a reminder that was missed sent once more, as a new one",
        who=Who.MANAGERS,
        answer=ToldReminder,
        codes=("unknown_reminder", "text_not_missed"),
    ),
    Operation(
        "POST",
        "/api/v1/reminders/<reminder_id>/cancel",
        "reminders.cancel",
        cancel,
        summary="Cancel a reminder that waits",
        who=Who.MANAGERS,
        answer=ToldReminder,
        codes=("unknown_reminder", "reminder_not_waiting"),
    ),
)
