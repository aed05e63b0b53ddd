"""Service reminders: texts that wait here for months, and go to a gateway at most once each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, Select, insert, select, tuple_, update

from kds.archive.database import Database, batches
from kds.archive.schema import reminders as table
from kds.clock import millis
from kds.orders.part import Actor
from kds.orders.text import Text, TextState, begin, cancelled, end, erased

_text = msgspec.json.Decoder(Text)

Position = tuple[int, str]
"""When a reminder is due, in ms, and its id."""

CANCELLED_BY = "cancelled by "
"""How the reason of a reminder begins that somebody cancelled; who it was follows."""


class Reminder(msgspec.Struct, frozen=True):
    """A reminder of an order; its id is that of its text."""

    reminder_id: str
    order_id: str
    number: str
    customer: str | None
    text: Text

    @property
    def position(self) -> Position:
        """Where it stands among the others, for the next page."""
        return millis(self.text.send_at), self.reminder_id


class ReminderBook:
    """The reminders in a database; what may follow upon what, kds/orders/text.py says."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def file(self, planned: Sequence[Reminder]) -> None:
        """Keep reminders; one that is here already stays as it has become."""
        with self._database.writing() as db:
            for each in planned:
                if _get(db, each.reminder_id) is None:
                    db.execute(insert(table), _row(each))

    def get(self, reminder_id: str) -> Reminder | None:
        """Return a reminder, if it is here."""
        with self._database.reading() as db:
            return _get(db, reminder_id)

    def due(self, at: datetime, limit: int) -> list[Reminder]:
        """Return what is to be sent by now, the longest due first."""
        return self._listed(
            _first(limit).where(table.c.state == TextState.QUEUED, table.c.send_ms <= millis(at))
        )

    def stuck(self, begun_before: datetime, limit: int) -> list[Reminder]:
        """Return what was given to a gateway so long ago that nobody will say what became of it."""
        return self._listed(
            _first(limit).where(
                table.c.state == TextState.SENDING, table.c.begun_ms < millis(begun_before)
            )
        )

    def begin(self, reminder_id: str, at: datetime) -> Text | None:
        """Claim a due reminder: of all who try, one gets its text, and never a second time."""
        sent = self._changed(reminder_id, lambda text: begin(text, at))
        return sent.text if sent else None

    def end(
        self, reminder_id: str, state: TextState, at: datetime, reason: str | None = None
    ) -> Text | None:
        """Note what became of one, or return None where that does not follow."""
        ended = self._changed(reminder_id, lambda text: end(text, state, at, reason))
        return ended.text if ended else None

    def edit(
        self, reminder_id: str, *, words: str | None = None, send_at: datetime | None = None
    ) -> Reminder | None:
        """Change one that waits, or return None if it does not wait any more."""

        def edited(text: Text) -> Text | None:
            if text.state is not TextState.QUEUED:
                return None
            return replace(text, words=words or text.words, send_at=send_at or text.send_at)

        return self._changed(reminder_id, edited)

    def cancel(self, reminder_id: str, by: Actor, at: datetime) -> Reminder | None:
        """Cancel one that waits, or return None if it does not wait any more."""

        def stopped(text: Text) -> Text | None:
            after = cancelled(text, at, f"{CANCELLED_BY}{by.name or by.id}")
            return None if after is text else after

        return self._changed(reminder_id, stopped)

    def upcoming(self, after: Position | None, limit: int) -> list[Reminder]:
        """Return what waits, the next due first, from a position on."""
        found = _first(limit).where(table.c.state == TextState.QUEUED)
        if after is not None:
            found = found.where(tuple_(table.c.send_ms, table.c.reminder_id) > after)
        return self._listed(found)

    def ended(
        self, states: Collection[TextState], after: Position | None, limit: int
    ) -> list[Reminder]:
        """Return those in some states, the last due first, from a position on."""
        found = select(table).where(table.c.state.in_(states)).limit(limit)
        if after is not None:
            found = found.where(tuple_(table.c.send_ms, table.c.reminder_id) < after)
        return self._listed(found.order_by(table.c.send_ms.desc(), table.c.reminder_id.desc()))

    def of_order(self, order_id: str) -> list[Reminder]:
        """Return every reminder of an order, the first due first."""
        return self._listed(_first(None).where(table.c.order_id == order_id))

    def erase(self, order_ids: Sequence[str]) -> None:
        """Remove the customer from every reminder of these orders; what waited is cancelled."""
        with self._database.writing() as db:
            for batch in batches(order_ids):
                for each in _read(db, select(table).where(table.c.order_id.in_(batch))):
                    text = erased(each.text)
                    _keep(db, replace(each, customer=None, text=text), each.text.state)

    def _listed(self, found: Select[Any]) -> list[Reminder]:
        with self._database.reading() as db:
            return _read(db, found)

    def _changed(self, reminder_id: str, change: Callable[[Text], Text | None]) -> Reminder | None:
        """Change a text unless somebody else has meanwhile: who comes second changes nothing."""
        with self._database.writing() as db:
            each = _get(db, reminder_id)
            text = change(each.text) if each else None
            if each is None or text is None:
                return None
            after = replace(each, text=text)
            return after if _keep(db, after, each.text.state) else None


def _first(limit: int | None) -> Select[Any]:
    return select(table).order_by(table.c.send_ms, table.c.reminder_id).limit(limit)


def _get(db: Connection, reminder_id: str) -> Reminder | None:
    found = _read(db, select(table).where(table.c.reminder_id == reminder_id))
    return found[0] if found else None


def _read(db: Connection, found: Select[Any]) -> list[Reminder]:
    return [
        Reminder(
            row.reminder_id,
            row.order_id,
            row.number,
            msgspec.json.decode(row.customer, type=str | None),
            _text.decode(row.content),
        )
        for row in db.execute(found)
    ]


def _row(each: Reminder) -> dict[str, Any]:
    text = each.text
    return {
        "reminder_id": each.reminder_id,
        "order_id": each.order_id,
        "number": each.number.replace("\0", ""),
        "customer": msgspec.json.encode(each.customer),
        "state": text.state,
        "send_ms": millis(text.send_at),
        "begun_ms": None if text.begun_at is None else millis(text.begun_at),
        "content": msgspec.json.encode(text),
    }


def _keep(db: Connection, each: Reminder, before: TextState) -> bool:
    """Write a reminder, if its text is still in the state that it was read in."""
    same = (table.c.reminder_id == each.reminder_id) & (table.c.state == before)
    return db.execute(update(table).where(same).values(_row(each))).rowcount == 1
