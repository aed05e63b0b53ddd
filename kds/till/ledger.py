"""The orders the till keeps: every open one, and closed ones as long as the kitchen does."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

import msgspec

from kds.bus.envelope import RefusedEntry
from kds.clock import from_millis, millis, now
from kds.errors import InvalidInput
from kds.orders.order import Order
from kds.orders.policy import KEEP_CLOSED_DAYS
from kds.orders.record import OrderRecord
from kds.orders.selling import Terms
from kds.orders.selling.giving_back import answer_request
from kds.till.disk import Disk
from kds.till.erasing import erase, erase_digest
from kds.till.outbox import (
    ORDER_JSON,
    RECORD_JSON,
    Outbox,
    remember,
)
from kds.till.receipts import Receipts
from kds.till.revising import Revising

log = logging.getLogger(__name__)

_COLUMNS = (
    "order_id, content, record, published_ms, changed_ms, carried_ms, heard_ms, refusal, refused_ms"
)


class KeptOrder(NamedTuple):
    """An order as the till knows it: its own facts, and what it heard of the kitchen last.

    `changed_at` is when its latest revision was made, `carried_at` when that was on the bus.
    """

    order: Order
    published_at: datetime | None = None
    record: OrderRecord | None = None
    heard_at: datetime | None = None
    refusal: str | None = None
    refused_at: datetime | None = None
    changed_at: datetime | None = None
    carried_at: datetime | None = None


Owe = Callable[[sqlite3.Connection, OrderRecord, OrderRecord], None]
"""Is told of each order before and after something became known of it, inside the same write."""


class Heard(NamedTuple):
    """What came from the kitchen up to `cursor`: the newest record of each order, and refusals.

    `forgotten`: the digests of customers' numbers that nobody is to know any more.
    """

    cursor: str
    records: Sequence[OrderRecord] = ()
    refusals: Sequence[RefusedEntry] = ()
    forgotten: Sequence[str] = ()


class Ledger:
    """The orders of one till on its disk."""

    def __init__(
        self,
        disk: Disk,
        outbox: Outbox,
        revising: Revising,
        owe: Owe | None = None,
        *,
        receipts: Receipts | None = None,
        kept_days: int = KEEP_CLOSED_DAYS,
        country: str = "FI",
    ) -> None:
        self._disk = disk
        self._outbox = outbox
        self._revising = revising
        self._owe = owe
        self._receipts = receipts or Receipts(revising, {})
        self._kept_days = kept_days
        self._country = country

    def order(self, order_id: str) -> KeptOrder | None:
        """Return one order, if the till keeps it."""
        rows = self._disk.reader().execute(
            f"SELECT {_COLUMNS} FROM orders WHERE order_id = ?",  # noqa: S608
            (order_id,),
        )
        return next((_kept(row) for row in rows), None)

    def orders(self, day: date, limit: int) -> list[KeptOrder]:
        """Return what is open and what is of this day: first what failed, then open, newest first.

        What waits for the bus counts as failed here, because it may be.
        """
        rows = self._disk.reader().execute(
            f"SELECT {_COLUMNS} FROM orders WHERE is_open OR day = ?"  # noqa: S608
            " ORDER BY has_failed OR published_ms IS NULL OR refusal IS NOT NULL DESC,"
            " is_open DESC, accepted_ms DESC, rowid DESC LIMIT ?",
            (day.isoformat(), limit),
        )
        return [_kept(row) for row in rows]

    def hear(self, heard: Heard) -> int:
        """Keep what the kitchen said and owe it each answer it asks for; return how many.

        A receipt that it says to be printed is noted in the same write.
        """
        at = now()

        def job(db: sqlite3.Connection) -> int:
            asked = [record for record in heard.records if self._keep(db, record, at)]
            for record in heard.records:
                erase(db, record)
            for digest in heard.forgotten:
                erase_digest(db, digest, self._country)
            for record in asked:
                if record.resend is not None and record.resend.answer_by is not None:
                    self._answer(db, record.order_id, record.resend.attempt_id)
                if record.requests:
                    self._answer_requests(db, record.order_id, at)
                if record.prints:
                    self._note_receipt(db, record.order_id, at)
            for refused in heard.refusals:
                _keep_refusal(db, refused)
            remember(db, "cursor", heard.cursor)
            return len(asked)

        return self._disk.write(job)

    def send_again(self, order_id: str, by: str) -> None:
        """Owe the kitchen this order once more, by hand; what waits for the bus is left to wait.

        An order that the kitchen refused goes as new, any other as a resend: the revision is the
        same, so neither puts food on a screen twice.
        """
        attempt_id = f"hand-{uuid4().hex}"

        def job(db: sqlite3.Connection) -> None:
            row = db.execute(
                "SELECT content, record, refusal FROM orders WHERE order_id = ?", (order_id,)
            ).fetchone()
            if row is None or self._outbox.owes(db, order_id):
                return
            order = ORDER_JSON.decode(row["content"])
            if row["refusal"] is not None and row["record"] is None:
                db.execute(
                    "UPDATE orders SET refusal = NULL, refused_ms = NULL WHERE order_id = ?",
                    (order_id,),
                )
                self._outbox.put_submitted(db, order)
            else:
                self._outbox.put_resent(db, order, attempt_id, by)

        self._disk.write(job)

    def prune(self, today: date, at: datetime) -> int:
        """Forget closed orders of older business days, and what was said of them; return how many.

        Refused orders count as closed: the kitchen will never say more about them.
        """
        oldest = (today - timedelta(days=self._kept_days)).isoformat()
        a_day_ago = millis(at - timedelta(days=1))

        def job(db: sqlite3.Connection) -> int:
            gone = db.execute(
                "DELETE FROM orders WHERE day < ? AND (NOT is_open OR"
                " (refusal IS NOT NULL AND record IS NULL)) AND NOT EXISTS (SELECT 1 FROM outbox"
                " WHERE outbox.order_id = orders.order_id AND outbox.published_ms IS NULL)",
                (oldest,),
            ).rowcount
            db.execute(
                "DELETE FROM outbox WHERE published_ms < ? OR"
                " order_id NOT IN (SELECT order_id FROM orders)",
                (a_day_ago,),
            )
            db.execute(
                "DELETE FROM idempotency WHERE at_ms < ?"
                " AND order_id NOT IN (SELECT order_id FROM orders)",
                (a_day_ago,),
            )
            db.execute("DELETE FROM counters WHERE day < ?", (oldest,))
            return gone

        return self._disk.write(job)

    def _answer(self, db: sqlite3.Connection, order_id: str, attempt_id: str) -> None:
        row = db.execute("SELECT content FROM orders WHERE order_id = ?", (order_id,)).fetchone()
        self._outbox.put_resent(db, ORDER_JSON.decode(row["content"]), attempt_id)

    def _keep(self, db: sqlite3.Connection, record: OrderRecord, at: datetime) -> bool:
        """Keep the kitchen's record unless a newer one is kept; tell whether it was news."""
        before = self._outlook(db, record.order_id)
        if before is None or not _keep_record(db, record, at):
            return False
        after = self._revising.note(db, record.order_id)
        if self._owe is not None:
            self._owe(db, before, after)
        return True

    def _outlook(self, db: sqlite3.Connection, order_id: str) -> OrderRecord | None:
        kept = db.execute("SELECT 1 FROM orders WHERE order_id = ?", (order_id,)).fetchone()
        return self._revising.known(db, order_id) if kept else None

    def _note_receipt(self, db: sqlite3.Connection, order_id: str, at: datetime) -> None:
        before = self._revising.known(db, order_id)
        after = self._receipts.note(db, before, at)
        if after is not None and self._owe is not None:
            self._owe(db, before, after)

    def _answer_requests(self, db: sqlite3.Connection, order_id: str, at: datetime) -> None:
        """Do what the back office asks of the till, once each; the answer is a revision."""
        known = self._revising.known(db, order_id)
        for request in known.unanswered:
            terms = Terms(at=at, by="", fact_id=request.request_id, is_today=lambda _: True)
            try:
                after = self._revising.write(db, answer_request(known, request, terms), at)
            except InvalidInput as error:
                # It stays shown as requested; what else the kitchen says must be heard.
                log.error(
                    "a request of the back office cannot be answered: %s",
                    error,
                    extra={"action": "answer-request", "order_id": order_id},
                )
                continue
            if self._owe is not None:
                self._owe(db, known, after)
            known = after


def newest_of_each(records: Iterable[OrderRecord]) -> list[OrderRecord]:
    """Return the record with the greatest version of each order."""
    newest: dict[str, OrderRecord] = {}
    for record in records:
        known = newest.get(record.order_id)
        if known is None or record.version > known.version:
            newest[record.order_id] = record
    return list(newest.values())


def _keep_record(db: sqlite3.Connection, record: OrderRecord, at: datetime) -> bool:
    news = db.execute(
        "UPDATE orders SET version = ?, record = ?, heard_ms = ?, refusal = NULL,"
        " refused_ms = NULL WHERE order_id = ? AND version < ?",
        (
            record.version,
            msgspec.json.encode(record),
            millis(at),
            record.order_id,
            record.version,
        ),
    )
    return news.rowcount == 1


def _keep_refusal(db: sqlite3.Connection, refused: RefusedEntry) -> None:
    """Stop sending what the kitchen does not take, and keep the reason for the people here."""
    row = db.execute(
        "SELECT seq, order_id FROM outbox WHERE event_id = ? OR entry_id = ?",
        (refused.event_id, refused.entry_id),
    ).fetchone()
    if row is None:
        return
    at_ms = millis(refused.at)
    db.execute(
        "UPDATE outbox SET published_ms = coalesce(published_ms, ?), entry_id = ? WHERE seq = ?",
        (at_ms, refused.entry_id, row["seq"]),
    )
    db.execute(
        "UPDATE orders SET refusal = ?, refused_ms = ?,"
        " published_ms = coalesce(published_ms, ?) WHERE order_id = ?",
        (refused.reason, at_ms, at_ms, row["order_id"]),
    )


def _kept(row: sqlite3.Row) -> KeptOrder:
    return KeptOrder(
        order=ORDER_JSON.decode(row["content"]),
        published_at=from_millis(row["published_ms"]),
        changed_at=from_millis(row["changed_ms"]),
        carried_at=from_millis(row["carried_ms"]),
        record=RECORD_JSON.decode(row["record"]) if row["record"] else None,
        heard_at=from_millis(row["heard_ms"]),
        refusal=row["refusal"],
        refused_at=from_millis(row["refused_ms"]),
    )
