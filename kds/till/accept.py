"""Taking an order: check it, fill in what was left out, put it on the disk, only then answer."""

from __future__ import annotations

import secrets
import sqlite3
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from kds import faults
from kds.clock import millis, now
from kds.errors import Refused
from kds.orders.business_day import business_day
from kds.orders.intake import OrderAsSent, OutsideAsSent, complete, read_order
from kds.orders.order import LineKitchen, Order
from kds.orders.selling import Terms
from kds.orders.selling.taking import take
from kds.settings.model import Settings
from kds.till.customers import learn
from kds.till.guard import POS_SOFTWARE, Caller
from kds.till.kitchen import KitchenHeard
from kds.till.outbox import ORDER_JSON, Outbox
from kds.till.repeated import Before, asked_before, note_asked
from kds.till.revising import Revising
from kds.till.systems import require_may_say


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
    """Accepts orders for one till; from outside only what the kitchen takes now."""

    def __init__(
        self, outbox: Outbox, settings: Settings, kitchen: KitchenHeard | None = None
    ) -> None:
        self._outbox = outbox
        self._settings = settings
        self._kitchen = kitchen or KitchenHeard(outbox.disk)
        self._revising = Revising(outbox, settings.policy())

    def accept(
        self, raw: bytes, idempotency_key: str | None = None, caller: Caller = POS_SOFTWARE
    ) -> Acceptance:
        """Accept an order and return once it is on the disk.

        A person who is signed in is responsible for orders that do not say. Raises InvalidInput
        with each wrong field, Refused (`idempotency_conflict`, `order_conflict`) where the key or
        the order id came before with other content, and where the kitchen takes no orders from
        outside now, or is out of something (`outside_paused`, `sold_out`), and NotStored if the
        disk failed.
        """
        sent = read_order(raw)
        require_may_say(sent, caller, self._settings.systems)
        # Of another system's order nobody gets the answer, whatever is sent under its id.
        whose = (caller.system or "").encode()
        fingerprint = sha256(whose + msgspec.json.encode(sent)).digest()
        if sent.responsible is None and caller.name is not None:
            sent = replace(sent, responsible=caller.name)
        key = caller.scoped(idempotency_key)
        acceptance = self._outbox.disk.write(
            lambda db: self._accept(db, _Offer(sent, fingerprint, caller), key)
        )
        faults.point("till.after-disk-write")
        return acceptance

    def _accept(self, db: sqlite3.Connection, offer: _Offer, key: str | None) -> Acceptance:
        sent, fingerprint = offer.sent, offer.fingerprint
        before = asked_before(db, key, fingerprint)
        earlier = (
            _ANSWER.decode(before.answer)
            if before
            else _by_order_id(db, sent.order_id, fingerprint)
        )
        answer = earlier or self._take(db, offer)
        came = Before(answer.order_id, msgspec.json.encode(answer))
        note_asked(db, key, fingerprint, came, now())
        return Acceptance(answer, repeated=earlier is not None)

    def _require_taken(self, sent: OrderAsSent, caller: Caller, at: datetime) -> None:
        if not _is_from_outside(sent, caller):
            return
        self._kitchen.require_open(at, self._settings.zone)
        state = self._kitchen.state
        gone = dict.fromkeys(line.product for line in sent.lines if state.is_sold_out(line.product))
        if gone:
            text = "Sold out: {products}. Nothing was stored: send the order without it."
            raise Refused("sold_out", text, products=", ".join(gone))

    def _take(self, db: sqlite3.Connection, offer: _Offer) -> Answer:
        at, sent, caller, settings = now(), offer.sent, offer.caller, self._settings
        self._require_taken(sent, caller, at)
        letter = settings.till.letter
        day = business_day(at, settings.zone, settings.day_cut_off).isoformat()
        system = settings.systems.get(caller.system or "")
        asks = system.needs_approval if system else settings.till.needs_approval
        holds = system is not None if sent.hold is None else sent.hold
        order = complete(
            sent,
            order_id=sent.order_id or new_id(letter, at),
            number=sent.number or next_number(db, letter, day),
            accepted_at=at,
            needs_approval=asks if sent.needs_approval is None else sent.needs_approval,
            menu=settings.menu,
            goes=LineKitchen.WAIT if holds else LineKitchen.SEND,
        )
        terms = Terms(
            at=at,
            by=caller.called(letter),
            fact_id=secrets.token_hex(8),
            is_today=lambda _: True,
            style=settings.style,
            origin=caller.origin,
            paper=settings.paper_at_till,
        )
        outside = (sent.outside or OutsideAsSent()) if system else None
        order = take(order, terms, outside)
        put_new(db, self._outbox, order, day, offer.fingerprint)
        self._revising.note_new(db, order)
        return _answer(order)


def _is_from_outside(sent: OrderAsSent, caller: Caller) -> bool:
    """Tell whether nobody of the restaurant stands behind an order: a program sends it."""
    return caller.system is not None or (caller.name is None and sent.needs_approval is True)


class _Offer(NamedTuple):
    """An order as it came, what tells it from others, and from whom it is."""

    sent: OrderAsSent
    fingerprint: bytes
    caller: Caller


def put_new(
    db: sqlite3.Connection, outbox: Outbox, order: Order, day: str, fingerprint: bytes
) -> None:
    """Put a new order on the disk, and owe it to the kitchen."""
    at_ms = millis(order.accepted_at)
    db.execute(
        "INSERT INTO orders (order_id, accepted_ms, changed_ms, day, content, fingerprint)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (order.order_id, at_ms, at_ms, day, msgspec.json.encode(order), fingerprint),
    )
    outbox.put_submitted(db, order)
    learn(db, order, order.accepted_at)


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


def new_id(letter: str, at: datetime) -> str:
    """Return an id that sorts by time and that no other till makes: the letter is in it."""
    return f"{letter}-{millis(at):011x}-{secrets.token_hex(5)}"


def next_number(db: sqlite3.Connection, letter: str, day: str) -> str:
    row = db.execute(
        "INSERT INTO counters (day, last) VALUES (?, 1)"
        " ON CONFLICT (day) DO UPDATE SET last = last + 1 RETURNING last",
        (day,),
    ).fetchone()
    return f"{letter}{row['last']}"
