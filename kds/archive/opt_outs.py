"""Numbers that get no text any more, because their owners asked for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec
from sqlalchemy import delete, insert, select

from kds.archive.database import Database, batches
from kds.archive.schema import opt_outs as table
from kds.clock import from_millis, millis
from kds.orders.part import Actor


class OptOut(msgspec.Struct, frozen=True):
    """A number, as E.164 writes it, that gets no text: since when, and who noted it."""

    phone: str
    at: datetime
    by: Actor


class OptOuts:
    """The numbers in a database that get no text."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, phone: str, at: datetime, by: Actor) -> None:
        """Note that a number gets no text; who noted it first stays."""
        row = {"phone": phone, "at_ms": millis(at), "content": msgspec.json.encode(by)}
        with self._database.writing() as db:
            if db.execute(select(table).where(table.c.phone == phone)).first() is None:
                db.execute(insert(table), row)

    def remove(self, phone: str) -> bool:
        """Let a number have texts again; tell whether it had none."""
        with self._database.writing() as db:
            return db.execute(delete(table).where(table.c.phone == phone)).rowcount == 1

    def has(self, phones: Iterable[str]) -> set[str]:
        """Return those of the numbers that get no text."""
        found: set[str] = set()
        with self._database.reading() as db:
            for batch in batches(list(phones)):
                found.update(
                    db.execute(select(table.c.phone).where(table.c.phone.in_(batch))).scalars()
                )
        return found

    def all(self, limit: int, after: str | None = None) -> list[OptOut]:
        """Return the numbers in their order, from the one after `after` on."""
        found = select(table).order_by(table.c.phone).limit(limit)
        if after is not None:
            found = found.where(table.c.phone > after)
        with self._database.reading() as db:
            return [
                OptOut(
                    row.phone, from_millis(row.at_ms), msgspec.json.decode(row.content, type=Actor)
                )
                for row in db.execute(found)
            ]
