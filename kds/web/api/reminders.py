"""Service reminders: what is due next, what was missed, and what a manager changes of it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from kds.archive.reminders import Reminder
from kds.clock import now
from kds.http.language import say
from kds.http.paging import from_cursor, page, queries
from kds.http.routes import Operation, Query, Who
from kds.orders.order import AwareTime
from kds.orders.text import MISSED, TextState
from kds.texting.phones import shown
from kds.texting.placeholders import MAX_CHARS, plain
from kds.texting.wrong import Wrong
from kds.web.api import reminder_deeds as deeds
from kds.web.api.reminder_deeds import Position, Which
from kds.web.asking import in_thread, require_manager, the_web

LISTED = 50


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
    found = in_thread(deeds.read, web.archive, which, begin, limit + 1)
    followed = in_thread(deeds.followed, web.archive, found)
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
    edited = in_thread(deeds.edit, the_web().archive, reminder_id, words, body.send_at)
    return _told(edited)


def cancel(reminder_id: str) -> ToldReminder:
    """Cancel one that waits."""
    by = require_manager().actor
    return _told(in_thread(deeds.cancel, the_web().archive, reminder_id, by))


def again(reminder_id: str) -> ToldReminder:
    """Have one that was missed sent once more, as a new one; the first stays what it was."""
    by = require_manager().actor
    return _told(in_thread(deeds.again, the_web().archive, reminder_id, by))


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
