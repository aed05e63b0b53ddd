"""What is done at the till with an order: decided, put on the disk, and only then answered."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

import msgspec

from kds import faults
from kds.clock import now
from kds.orders.business_day import business_day
from kds.orders.order import Order
from kds.orders.record import OrderRecord
from kds.orders.selling import Terms, sell
from kds.orders.selling.deeds import Asked
from kds.orders.selling.giving_back import copy
from kds.settings.model import Settings
from kds.till.accept import new_id, next_number, put_new
from kds.till.customers import learn
from kds.till.guard import Caller
from kds.till.ledger import Owe
from kds.till.outbox import Outbox
from kds.till.repeated import Before, asked_before, note_asked
from kds.till.revising import Revising

Check = Callable[[OrderRecord], None]
"""Raises what is refused before anything is decided: a stale tag, another system's order."""


class Request(NamedTuple):
    """Who asks for what order, under which Idempotency-Key, and what must be checked first."""

    order_id: str
    caller: Caller
    key: str | None
    check: Check


class Cashier:
    """Carries out deeds, one disk transaction each."""

    def __init__(
        self, outbox: Outbox, revising: Revising, settings: Settings, owe: Owe | None = None
    ) -> None:
        self._outbox = outbox
        self._revising = revising
        self._settings = settings
        self._owe = owe

    def do(self, asked: Request, deed: Asked) -> str:
        """Do it, or find that it was done under this key before; return the order's id.

        Raises Refused and InvalidInput as kds.orders.selling does, and Refused
        `idempotency_conflict` where the key came with something else.
        """

        def decide(db: sqlite3.Connection, record: OrderRecord, terms: Terms) -> str:
            self._write(db, record, sell(record, deed, terms), terms.at)
            return asked.order_id

        content = type(deed).__name__.encode() + msgspec.json.encode(deed)
        return self._once(asked, content, decide)

    def copy(self, asked: Request) -> str:
        """Copy a voided receipt into a new order; return the copy's id."""

        def decide(db: sqlite3.Connection, record: OrderRecord, terms: Terms) -> str:
            letter, day = self._settings.till.letter, self._day(terms.at)
            number = next_number(db, letter, day)
            copied = copy(record, terms, order_id=new_id(letter, terms.at), number=number)
            self._write(db, record, copied.original, terms.at)
            put_new(db, self._outbox, copied.copy, day, sha256(b"copy").digest())
            self._revising.note_new(db, copied.copy)
            return copied.copy.order_id

        return self._once(asked, b"Copy", decide)

    def _once(
        self,
        asked: Request,
        content: bytes,
        decide: Callable[[sqlite3.Connection, OrderRecord, Terms], str],
    ) -> str:
        key = asked.caller.scoped(asked.key)
        fingerprint = sha256(asked.order_id.encode() + b"\0" + content).digest()

        def job(db: sqlite3.Connection) -> str:
            if before := asked_before(db, key, fingerprint):
                return before.order_id
            record = self._revising.known(db, asked.order_id)
            asked.check(record)
            at = now()
            result = decide(db, record, self._terms(asked.caller, at))
            note_asked(db, key, fingerprint, Before(result, b""), at)
            return result

        result = self._outbox.disk.write(job)
        faults.point("till.after-disk-write")
        return result

    def _write(
        self, db: sqlite3.Connection, before: OrderRecord, order: Order, at: datetime
    ) -> None:
        after = self._revising.write(db, order, at)
        if after.order.customer != before.order.customer:
            learn(db, after.order, at)
        if self._owe is not None:
            self._owe(db, before, after)

    def _terms(self, caller: Caller, at: datetime) -> Terms:
        settings = self._settings
        today = self._day(at)
        return Terms(
            at=at,
            by=caller.called(settings.till.letter),
            fact_id=secrets.token_hex(8),
            is_today=lambda then: self._day(then) == today,
            style=settings.style,
            menu=settings.menu,
            origin=caller.origin,
            paper=settings.paper_at_till,
        )

    def _day(self, at: datetime) -> str:
        return business_day(at, self._settings.zone, self._settings.day_cut_off).isoformat()
