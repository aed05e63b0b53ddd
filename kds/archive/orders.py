"""Closed orders, kept without end: put in by whoever removes them elsewhere, and found again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, delete, exists, func, insert, or_, select, update

from kds.archive.database import Database, batches
from kds.archive.finding import newest
from kds.archive.preparations import keep, rows_of
from kds.archive.schema import orders, reminders, words
from kds.archive.sought import Kind, Sought, Term, terms_of_phone, words_of
from kds.clock import from_millis, millis
from kds.orders.events import Change
from kds.orders.paper import names_customer as is_named_on
from kds.orders.record import OrderRecord
from kds.orders.status import status
from kds.orders.text import OWED, TextState

_record = msgspec.json.Decoder(OrderRecord)
_history = msgspec.json.Decoder(tuple[Change, ...])
_words = msgspec.json.Decoder(list[Term])


class Kept(msgspec.Struct, frozen=True):
    """A closed order with its history, and when it was closed."""

    record: OrderRecord
    history: tuple[Change, ...]
    closed_at: datetime


class Counts(msgspec.Struct, frozen=True):
    """How many orders there are, and in how many a customer is still named."""

    orders: int
    with_customers: int


class OrderArchive:
    """The closed orders in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, kept: Sequence[Kept]) -> None:
        """Keep orders, all or none of them; what is there in a later version stays.

        Histories are joined by version, so that nothing is lost of one that came in two pieces.
        """
        with self._database.writing() as db:
            for batch in batches(kept):
                there = _rows(db, [each.record.order_id for each in batch])
                for each in batch:
                    before = there.get(each.record.order_id)
                    after = _row(_joined(before, each))
                    _store(db, before, after)
                    there[each.record.order_id] = after

    def get(self, order_ids: Sequence[str]) -> dict[str, Kept]:
        """Return those of the orders that are here."""
        with self._database.reading() as db:
            found = (_rows(db, batch) for batch in batches(order_ids))
            return {name: _kept(row) for rows in found for name, row in rows.items()}

    def records(self, order_ids: Sequence[str]) -> dict[str, OrderRecord]:
        """Return those of the orders that are here, without their histories."""
        with self._database.reading() as db:
            wanted = select(orders.c.order_id, orders.c.record)
            rows = (
                row
                for batch in batches(order_ids)
                for row in db.execute(wanted.where(orders.c.order_id.in_(batch)))
            )
            return {row.order_id: _record.decode(row.record) for row in rows}

    def find(
        self,
        sought: Sought,
        *,
        low_ms: float,
        high_ms: float,
        after: tuple[float, str] | None,
        limit: int,
    ) -> list[OrderRecord]:
        """Return the newest accepted orders between two times, below a position if one is given."""
        with self._database.reading() as db:
            order_ids = newest(db, sought, (low_ms, high_ms), after, limit)
            rows = db.execute(
                select(orders.c.record)
                .where(orders.c.order_id.in_(order_ids))
                .order_by(orders.c.accepted_ms.desc(), orders.c.order_id.desc())
            )
            return [_record.decode(row.record) for row in rows]

    def order_ids_of(self, phone: str) -> list[str]:
        """Return every order of a customer: given with the phone, or with a text that went to it.

        A number with and one without the code of a country are the same, if they end the same.
        """
        terms = terms_of_phone(phone)
        if not terms:
            return []
        one_of = or_(*((words.c.kind == kind) & (words.c.word == word) for kind, word in terms))
        with self._database.reading() as db:
            found = select(words.c.order_id).where(one_of).distinct().order_by(words.c.order_id)
            return list(db.execute(found).scalars())

    def with_customers_closed_before(self, at: datetime, limit: int) -> list[str]:
        """Return orders that still name a customer, closed before `at`, the longest ago first.

        Those with a reminder that is still owed, or was due after that, are not among them.
        """
        later = exists().where(
            reminders.c.order_id == orders.c.order_id,
            or_(
                reminders.c.state.in_(OWED),
                (reminders.c.send_ms >= millis(at)) & (reminders.c.state != TextState.CANCELLED),
            ),
        )
        found = (
            select(orders.c.order_id)
            .where(orders.c.has_customer == 1, orders.c.closed_ms < millis(at), ~later)
            .order_by(orders.c.closed_ms, orders.c.order_id)
            .limit(limit)
        )
        with self._database.reading() as db:
            return list(db.execute(found).scalars())

    def count_preparations(self, limit: int) -> int:
        """Count the parts of orders that were archived before parts were counted; return how many.

        Orders that are put in now are counted as they come.
        """
        wanted = select(orders.c.order_id, orders.c.record).where(orders.c.counted == 0)
        with self._database.reading() as db:
            if db.execute(wanted.limit(1)).first() is None:
                return 0
        with self._database.writing() as db:
            found = db.execute(wanted.limit(limit)).all()
            for row in found:
                keep(db, row.order_id, [], rows_of(_record.decode(row.record)))
            for batch in batches([row.order_id for row in found]):
                db.execute(update(orders).where(orders.c.order_id.in_(batch)).values(counted=1))
            return len(found)

    def counts(self) -> Counts:
        """Count the orders."""
        with self._database.reading() as db:
            every = db.execute(select(func.count()).select_from(orders)).scalar_one()
            named = select(func.count()).where(orders.c.has_customer == 1)
            return Counts(every, db.execute(named).scalar_one())


def _rows(db: Connection, order_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    found = db.execute(select(orders).where(orders.c.order_id.in_(order_ids))).mappings()
    return {row["order_id"]: dict(row) for row in found}


def _kept(row: dict[str, Any]) -> Kept:
    closed_at = from_millis(row["closed_ms"])
    return Kept(_record.decode(row["record"]), _history.decode(row["history"]), closed_at)


def _joined(before: dict[str, Any] | None, each: Kept) -> Kept:
    """Return the later of two versions of an order, with the steps of both."""
    if before is None:
        return each
    old = _kept(before)
    first, then = (each, old) if each.record.version < old.record.version else (old, each)
    steps = {step.version: step for step in (*first.history, *then.history)}
    return Kept(then.record, tuple(steps[at] for at in sorted(steps)), then.closed_at)


def _row(kept: Kept) -> dict[str, Any]:
    record = kept.record
    return {
        "order_id": record.order_id,
        "version": record.version,
        "number": record.order.number.replace("\0", ""),
        "status": status(record).code,
        "accepted_ms": millis(record.order.accepted_at),
        "closed_ms": millis(kept.closed_at),
        "has_customer": int(names_customer(record)),
        "words": msgspec.json.encode(sorted(words_of(record))),
        "record": msgspec.json.encode(record),
        "history": msgspec.json.encode(kept.history),
        "counted": 1,
    }


def names_customer(record: OrderRecord) -> bool:
    """Tell whether a customer's name or phone is anywhere in an order."""
    customer = record.order.customer
    named = customer is not None and bool(customer.name or customer.phone)
    texted = any(text.to or text.words for text in (*record.texts, *record.reminders))
    on_paper = any(map(is_named_on, record.prints))
    return named or texted or on_paper or record.pickup.collected_name is not None


def _store(db: Connection, before: dict[str, Any] | None, after: dict[str, Any]) -> None:
    """Write an order, and of its words and its preparations what is not as it was."""
    if before is None:
        db.execute(insert(orders), after)
    else:
        db.execute(update(orders).where(orders.c.order_id == after["order_id"]).values(after))
    keep(db, after["order_id"], _preparations(before), _preparations(after))
    old, new = _places(before) if before else set(), _places(after)
    if old - new:
        given = [words.c[name] == bindparam(f"the_{name}") for name in _PLACE]
        gone = [dict(zip([f"the_{name}" for name in _PLACE], at, strict=True)) for at in old - new]
        db.execute(delete(words).where(*given), gone)
    if new - old:
        db.execute(insert(words), [dict(zip(_PLACE, at, strict=True)) for at in new - old])


def _preparations(row: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Return what is kept of an order's parts."""
    return rows_of(_record.decode(row["record"])) if row and row["counted"] else []


_PLACE = ("kind", "word", "accepted_ms", "order_id")


def _places(row: dict[str, Any]) -> set[tuple[Kind, str, int, str]]:
    """Return where an order is in the index of words."""
    return {(*term, row["accepted_ms"], row["order_id"]) for term in _words.decode(row["words"])}
