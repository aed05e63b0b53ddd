"""Taking an order: check it, fill in what was left out, put it on the disk, only then answer."""

from __future__ import annotations

import secrets
import sqlite3
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

import msgspec

from kds import faults
from kds.clock import millis, now
from kds.errors import Refused
from kds.orders.business_day import business_day
from kds.orders.intake import OrderAsSent, complete, read_order
from kds.orders.order import Order
from kds.settings.model import Settings
from kds.till.outbox import ORDER_JSON, Outbox


class Answer(msgspec.Struct, frozen=True):
    """What the sender of an order hears: it is on the till's disk, under this id and number."""

    order_id: str
    number: str
    accepted_at: datetime


class Acceptance(NamedTuple):
    """An answer, and whether it is the first one given again."""

    answer: Answer
    repeated: bool


_ANSWER = msgspec.json.Decoder(Answer)


class Intake:
    """Accepts orders for one till."""

    def __init__(self, outbox: Outbox, settings: Settings) -> None:
        self._outbox = outbox
        self._settings = settings

    def accept(
        self, raw: bytes, idempotency_key: str | None = None, responsible: str | None = None
    ) -> Acceptance:
        """Accept an order and return once it is on the disk.

        `responsible` is who is signed in, for orders that do not say. Raises InvalidInput with
        each wrong field, Refused (`idempotency_conflict`, `order_conflict`) where the key or the
        order id came before with other content, and NotStored if the disk failed.
        """
        sent = read_order(raw)
        fingerprint = sha256(msgspec.json.encode(sent)).digest()
        if sent.responsible is None and responsible is not None:
            sent = msgspec.structs.replace(sent, responsible=responsible)
        acceptance = self._outbox.disk.write(
            lambda db: self._accept(db, sent, fingerprint, idempotency_key)
        )
        faults.point("till.after-disk-write")
        return acceptance

    def _accept(
        self, db: sqlite3.Connection, sent: OrderAsSent, fingerprint: bytes, key: str | None
    ) -> Acceptance:
        earlier = _by_key(db, key, fingerprint) or _by_order_id(db, sent.order_id, fingerprint)
        answer = earlier or self._take(db, sent, fingerprint)
        if key is not None:
            db.execute(
                "INSERT OR IGNORE INTO idempotency (key, fingerprint, order_id, answer, at_ms)"
                " VALUES (?, ?, ?, ?, ?)",
                (key, fingerprint, answer.order_id, msgspec.json.encode(answer), millis(now())),
            )
        return Acceptance(answer, repeated=earlier is not None)

    def _take(self, db: sqlite3.Connection, sent: OrderAsSent, fingerprint: bytes) -> Answer:
        at = now()
        settings = self._settings
        day = business_day(at, settings.zone, settings.day_cut_off).isoformat()
        approval = sent.needs_approval
        order = complete(
            sent,
            order_id=sent.order_id or _new_id(settings.till.letter, at),
            number=sent.number or _next_number(db, settings.till.letter, day),
            accepted_at=at,
            needs_approval=settings.till.needs_approval if approval is None else approval,
        )
        db.execute(
            "INSERT INTO orders (order_id, accepted_ms, day, content, fingerprint)"
            " VALUES (?, ?, ?, ?, ?)",
            (order.order_id, millis(at), day, msgspec.json.encode(order), fingerprint),
        )
        self._outbox.put_submitted(db, order)
        return _answer(order)


def _by_key(db: sqlite3.Connection, key: str | None, fingerprint: bytes) -> Answer | None:
    row = db.execute(
        "SELECT fingerprint, answer, order_id FROM idempotency WHERE key = ?", (key,)
    ).fetchone()
    if row is None:
        return None
    if row["fingerprint"] != fingerprint:
        raise Refused(
            "idempotency_conflict",
            f"This Idempotency-Key was used for order {row['order_id']} with other content. "
            "Nothing was stored: use a new key for a new order.",
        )
    return _ANSWER.decode(row["answer"])


def _by_order_id(db: sqlite3.Connection, order_id: str | None, fingerprint: bytes) -> Answer | None:
    row = db.execute(
        "SELECT fingerprint, content FROM orders WHERE order_id = ?", (order_id,)
    ).fetchone()
    if row is None:
        return None
    if row["fingerprint"] != fingerprint:
        raise Refused(
            "order_conflict",
            f"Order {order_id} was accepted before with other content. Nothing was stored: give "
            "a new order an id of its own.",
        )
    return _answer(ORDER_JSON.decode(row["content"]))


def _answer(order: Order) -> Answer:
    return Answer(order.order_id, order.number, order.accepted_at)


def _new_id(letter: str, at: datetime) -> str:
    """Return an id that sorts by time and that no other till makes: the letter is in it."""
    return f"{letter}-{millis(at):011x}-{secrets.token_hex(5)}"


def _next_number(db: sqlite3.Connection, letter: str, day: str) -> str:
    row = db.execute(
        "INSERT INTO counters (day, last) VALUES (?, 1)"
        " ON CONFLICT (day) DO UPDATE SET last = last + 1 RETURNING last",
        (day,),
    ).fetchone()
    return f"{letter}{row['last']}"
