"""The webhooks on the till's disk: owed in the same write as what they tell, kept until it is told.

One is waiting (`next_ms` says for when), delivered, or given up: neither of both.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

import msgspec

from kds.bus.envelope import Envelope
from kds.clock import from_millis, millis, now
from kds.errors import Refused
from kds.orders.backoff import pause_s
from kds.orders.order import Order
from kds.orders.record import OrderRecord
from kds.till.disk import Disk
from kds.till.webhooks.events import About, Event, owed

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 300.0
GIVE_UP_AFTER = timedelta(days=3)

NO_ADDRESS = "the settings name no webhook for it any more"


class Waiting(NamedTuple):
    """A webhook that is to be sent now."""

    seq: int
    event_id: str
    body: bytes


class Undelivered(msgspec.Struct, frozen=True):
    """A webhook that its system has not taken; `next_at` is null once it was given up."""

    event_id: str
    system: str
    order_id: str
    type: str
    written_at: datetime
    tries: int
    next_at: datetime | None
    problem: str | None


class Webhooks:
    """What one till owes its external systems; `systems` are those with an address to send to.

    `owe` takes a connection: it runs inside a write of the disk.
    """

    def __init__(self, disk: Disk, source: str, systems: Collection[str]) -> None:
        self._disk = disk
        self._source = source
        self._systems = frozenset(systems)

    def owe(self, db: sqlite3.Connection, before: OrderRecord | None, after: OrderRecord) -> None:
        """Owe the order's system what is news in `after`, each event once."""
        outside = after.order.outside
        if outside is None or outside.system not in self._systems:
            return
        at_ms = millis(now())
        for event in owed(before, after):
            event_id = _id_of(self._source, after.order, event)
            body = msgspec.json.encode(self._sealed(event_id, event))
            db.execute(
                "INSERT OR IGNORE INTO webhooks"
                " (event_id, system, order_id, type, body, written_ms, next_ms)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (event_id, outside.system, after.order_id, event.type, body, at_ms, at_ms),
            )

    def due(self, system: str, at: datetime) -> Waiting | None:
        """Return what to send to a system now: of each order the oldest that waits."""
        row = (
            self._disk.reader()
            .execute(
                "SELECT seq, event_id, body FROM webhooks AS one"
                " WHERE system = ? AND next_ms <= ? AND NOT EXISTS (SELECT 1 FROM webhooks"
                " WHERE order_id = one.order_id AND system = one.system AND seq < one.seq"
                " AND next_ms IS NOT NULL) ORDER BY next_ms, seq LIMIT 1",
                (system, millis(at)),
            )
            .fetchone()
        )
        return Waiting(row["seq"], row["event_id"], row["body"]) if row else None

    def note_delivered(self, sent: Waiting, at: datetime) -> None:
        """Remember that the system has it."""
        self._disk.write(
            lambda db: db.execute(
                "UPDATE webhooks SET tries = tries + 1, next_ms = NULL, delivered_ms = ?,"
                " last_problem = NULL WHERE seq = ?",
                (millis(at), sent.seq),
            )
        )

    def note_failed(self, sent: Waiting, problem: str, at: datetime, chance: float) -> bool:
        """Remember why the system has it not, and when to try again; tell whether to.

        It is given up when the next try would come too late.
        """

        def job(db: sqlite3.Connection) -> bool:
            row = db.execute(
                "SELECT tries, written_ms FROM webhooks WHERE seq = ?", (sent.seq,)
            ).fetchone()
            tries = row["tries"] + 1
            pause = pause_s(tries, chance, first_s=FIRST_PAUSE_S, longest_s=LONGEST_PAUSE_S)
            next_ms: int | None = millis(at + timedelta(seconds=pause))
            if next_ms > row["written_ms"] + GIVE_UP_AFTER / timedelta(milliseconds=1):
                next_ms = None
            db.execute(
                "UPDATE webhooks SET tries = ?, next_ms = ?, last_problem = ? WHERE seq = ?",
                (tries, next_ms, problem, sent.seq),
            )
            return next_ms is not None

        return self._disk.write(job)

    def undelivered(self, after_seq: int) -> Iterator[tuple[int, Undelivered]]:
        """Yield what waits or was given up, oldest first, each after its place in the list."""
        rows = self._disk.reader().execute(
            "SELECT * FROM webhooks WHERE delivered_ms IS NULL AND seq > ? ORDER BY seq",
            (after_seq,),
        )
        for row in rows:
            yield row["seq"], _undelivered(row)

    def retry(self, event_id: str, at: datetime) -> Undelivered:
        """Send it again at once, and before it what of the same order still waits.

        Refused `unknown_webhook` if there is none, and `not_needed` if the system has it.
        """

        def job(db: sqlite3.Connection) -> sqlite3.Row:
            wanted = "SELECT * FROM webhooks WHERE event_id = ?"
            row = db.execute(wanted, (event_id,)).fetchone()
            if row is None:
                raise Refused("unknown_webhook", "There is no such webhook.")
            if row["delivered_ms"] is not None:
                raise Refused(
                    "not_needed", "{system} has this webhook already.", system=row["system"]
                )
            db.execute(
                "UPDATE webhooks SET next_ms = ? WHERE seq = ? OR (order_id = ? AND system = ?"
                " AND seq < ? AND next_ms IS NOT NULL)",
                (millis(at), row["seq"], row["order_id"], row["system"], row["seq"]),
            )
            return db.execute(wanted, (event_id,)).fetchone()  # type: ignore[no-any-return]

        return _undelivered(self._disk.write(job))

    def tidy(self) -> None:
        """Give up what has no address any more; forget what is over, with its order."""
        known = tuple(self._systems)
        places = ", ".join("?" * len(known))

        def job(db: sqlite3.Connection) -> None:
            db.execute(
                "UPDATE webhooks SET next_ms = NULL, last_problem = ?"  # noqa: S608
                f" WHERE next_ms IS NOT NULL AND system NOT IN ({places})",
                (NO_ADDRESS, *known),
            )
            db.execute(
                "DELETE FROM webhooks WHERE next_ms IS NULL"
                " AND order_id NOT IN (SELECT order_id FROM orders)"
            )

        self._disk.write(job)

    def _sealed(self, event_id: str, event: Event) -> Envelope[About]:
        return Envelope(
            type=event.type,
            source=self._source,
            id=event_id,
            data=event.data,
            subject=event.data.order_id,
            time=event.at,
            datacontenttype="application/json",
        )


def _id_of(source: str, order: Order, event: Event) -> str:
    """Return the id that this event has whenever it is heard of.

    Without full stops, which the signature needs as separators; an order's id may come again
    after years, so the time it was accepted belongs to it.
    """
    facts = (source, order.order_id, str(millis(order.accepted_at)), event.type, event.mark)
    return "evt_" + sha256("\0".join(facts).encode()).hexdigest()[:32]


def _undelivered(row: sqlite3.Row) -> Undelivered:
    return Undelivered(
        event_id=row["event_id"],
        system=row["system"],
        order_id=row["order_id"],
        type=row["type"],
        written_at=from_millis(row["written_ms"]),
        tries=row["tries"],
        next_at=from_millis(row["next_ms"]),
        problem=row["last_problem"],
    )
