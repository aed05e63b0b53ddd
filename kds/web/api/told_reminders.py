"""The service reminders of one order, as its page tells them: what became of each, and why."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kds.archive.database import Database
from kds.archive.reminders import CANCELLED_BY, ReminderBook
from kds.http.language import say
from kds.orders.record import OrderRecord
from kds.orders.text import ERASED, Text, TextState


class ReminderOfOrder(msgspec.Struct, frozen=True):
    """One reminder; words are empty once the customer is erased."""

    reminder_id: str
    about: str | None
    words: str
    send_at: datetime
    asked_at: datetime
    asked_by: str
    state: TextState
    reason: str | None


def reminders_of(archive: Database, record: OrderRecord) -> tuple[Text, ...]:
    """Return the reminders of an order as they stand: the archive's, once it keeps them."""
    if not record.reminders:
        return ()
    kept = {each.reminder_id: each.text for each in ReminderBook(archive).of_order(record.order_id)}
    planned = {text.text_id: text for text in record.reminders}
    return tuple((planned | kept).values())


def told_reminder(text: Text) -> ReminderOfOrder:
    """Tell one in the language of whoever asks."""
    return ReminderOfOrder(
        reminder_id=text.text_id,
        about=text.about,
        words=text.words,
        send_at=text.send_at,
        asked_at=text.asked_at,
        asked_by=text.asked_by.name or text.asked_by.id,
        state=text.state,
        reason=_reason(text.reason),
    )


def _reason(reason: str | None) -> str | None:
    """Return why it is as it is; who cancelled it is kept in one text with the deed."""
    if reason is None:
        return None
    if reason.startswith(CANCELLED_BY):
        return say("cancelled by {who}", who=reason.removeprefix(CANCELLED_BY))
    return say("the customer was erased") if reason == ERASED else say(reason)
