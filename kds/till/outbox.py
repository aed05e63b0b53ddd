"""What the till still owes the bus, in sequence, and what it has put there."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from kds.bus.envelope import (
    ORDER_RESENT,
    ORDER_RESTORED,
    ORDER_SUBMITTED,
    Resent,
    Restored,
    Submitted,
    peek,
    seal,
    till_source,
)
from kds.clock import from_millis, millis, now
from kds.errors import SettingsError
from kds.orders.order import Order
from kds.orders.record import OrderRecord
from kds.till.disk import Disk

RESTORED_FOR = timedelta(days=3)
"""How old a closed order may be that an emptied server gets back: two business days and a bit."""

START = "0-0"
"""The cursor of a till that has heard nothing yet."""

ORDER_JSON = msgspec.json.Decoder(Order)
RECORD_JSON = msgspec.json.Decoder(OrderRecord)


class Entry(NamedTuple):
    """One thing to say to the kitchen; `seq` orders all of a till's."""

    seq: int
    order_id: str
    event: bytes


class Backlog(NamedTuple):
    """How many orders wait to be put on the bus, and since when the oldest."""

    unsent: int
    oldest_at: datetime | None


class Position(NamedTuple):
    """How far the till has heard the kitchen: the server's life, and the id in its events."""

    epoch: str | None
    cursor: str


class Outbox:
    """The outbox of one till. Functions that take a connection run inside a write of the disk."""

    def __init__(self, disk: Disk, till: str, site: str) -> None:
        self.disk = disk
        self.till = till
        self._source = till_source(site, till)
        disk.write(lambda db: _require_owner(db, f"{site}/{till}"))

    def put_submitted(
        self, db: sqlite3.Connection, order: Order, known: OrderRecord | None = None
    ) -> None:
        """Owe the kitchen a revision that it has not had; `known` reminds it of the order."""
        self._put(db, ORDER_SUBMITTED, order.order_id, Submitted(order=order, known=known))

    def put_resent(
        self, db: sqlite3.Connection, order: Order, attempt_id: str, by: str | None = None
    ) -> None:
        """Owe the same revision again for one attempt, unless that attempt is in the outbox."""
        known = "SELECT 1 FROM outbox WHERE order_id = ? AND attempt_id = ?"
        if db.execute(known, (order.order_id, attempt_id)).fetchone() is None:
            said = Resent(order=order, attempt_id=attempt_id, by=by)
            self._put(db, ORDER_RESENT, order.order_id, said, attempt_id)

    def owes(self, db: sqlite3.Connection, order_id: str) -> bool:
        """Tell whether anything of this order waits to be put on the bus."""
        waiting = "SELECT 1 FROM outbox WHERE order_id = ? AND published_ms IS NULL"
        return db.execute(waiting, (order_id,)).fetchone() is not None

    def unpublished(self, limit: int) -> list[Entry]:
        """Return what is to be put on the bus next, oldest first."""
        rows = self.disk.reader().execute(
            "SELECT seq, order_id, event FROM outbox WHERE published_ms IS NULL"
            " ORDER BY seq LIMIT ?",
            (limit,),
        )
        return [Entry(row["seq"], row["order_id"], row["event"]) for row in rows]

    def note_published(self, published: Sequence[tuple[Entry, str]], at: datetime) -> None:
        """Remember that these entries are on the bus, and under which ids."""
        at_ms = millis(at)

        def job(db: sqlite3.Connection) -> None:
            db.executemany(
                "UPDATE outbox SET published_ms = ?, entry_id = ? WHERE seq = ?",
                [(at_ms, entry_id, entry.seq) for entry, entry_id in published],
            )
            db.executemany(
                "UPDATE orders SET published_ms = ? WHERE order_id = ? AND published_ms IS NULL",
                [(at_ms, entry.order_id) for entry, _ in published],
            )
            db.executemany(
                "UPDATE orders SET carried_ms = ? WHERE order_id = ? AND NOT EXISTS"
                " (SELECT 1 FROM outbox WHERE outbox.order_id = orders.order_id"
                " AND published_ms IS NULL)",
                [(at_ms, entry.order_id) for entry, _ in published],
            )

        self.disk.write(job)

    def backlog(self) -> Backlog:
        """Return how much waits to be put on the bus."""
        row = (
            self.disk.reader()
            .execute(
                "SELECT COUNT(DISTINCT order_id) AS unsent, MIN(written_ms) AS oldest"
                " FROM outbox WHERE published_ms IS NULL"
            )
            .fetchone()
        )
        return Backlog(row["unsent"], from_millis(row["oldest"]))

    def position(self) -> Position:
        """Return where the till stands in the kitchen's events."""
        found = dict(
            self.disk.reader()
            .execute("SELECT name, value FROM meta WHERE name IN ('epoch', 'cursor')")
            .fetchall()
        )
        return Position(found.get("epoch"), found.get("cursor", START))

    def start_anew(self, epoch: str, *, open_only: bool = False) -> int:
        """Owe a server that lost everything each order it had had; return how many.

        Of closed orders only those of the last days: nobody asks the kitchen for older ones.

        With `open_only` only those believed open: the server lost nothing, but the till may have
        missed how they went on. The new epoch is remembered in the same write, so a till that
        dies here does it again.
        """

        def job(db: sqlite3.Connection) -> int:
            # What was owed to the lost server besides is contained in what follows.
            db.execute(
                "DELETE FROM outbox WHERE published_ms IS NULL AND type IN (?, ?)",
                (ORDER_RESENT, ORDER_RESTORED),
            )
            kept = db.execute(
                "SELECT order_id, content, record FROM orders"
                " WHERE published_ms IS NOT NULL AND (refusal IS NULL OR record IS NOT NULL)"
                " AND (is_open OR (NOT ? AND accepted_ms >= ?)) ORDER BY accepted_ms, rowid",
                (open_only, millis(now() - RESTORED_FOR)),
            ).fetchall()
            for row in kept:
                known = RECORD_JSON.decode(row["record"]) if row["record"] else None
                said = Restored(order=ORDER_JSON.decode(row["content"]), known=known)
                self._put(db, ORDER_RESTORED, row["order_id"], said)
            remember(db, "cursor", START)
            remember(db, "epoch", epoch)
            return len(kept)

        return self.disk.write(job)

    def _put(
        self,
        db: sqlite3.Connection,
        type_name: str,
        order_id: str,
        said: msgspec.Struct,
        attempt_id: str | None = None,
    ) -> None:
        event = seal(type_name, self._source, order_id, said)
        event_id, _ = peek(event)
        db.execute(
            "INSERT INTO outbox (event_id, order_id, type, attempt_id, event, written_ms)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (event_id, order_id, type_name, attempt_id, event, millis(now())),
        )


def remember(db: sqlite3.Connection, name: str, value: str) -> None:
    """Keep one fact about the till itself."""
    db.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))


def _require_owner(db: sqlite3.Connection, owner: str) -> None:
    """Refuse the file of another till: its orders would be sent in the wrong name."""
    row = db.execute("SELECT value FROM meta WHERE name = 'owner'").fetchone()
    if row is None:
        remember(db, "owner", owner)
    elif row["value"] != owner:
        raise SettingsError(
            f"till.sqlite belongs to till {row['value']}, but the settings say {owner}. Give this "
            "till a data directory of its own, or put the letter and site back."
        )
