"""A new revision on the till's disk, beside what was heard of the kitchen."""

from __future__ import annotations

import sqlite3
from datetime import datetime

import msgspec
from msgspec.structs import replace

from kds.clock import millis, now
from kds.errors import InvalidInput
from kds.orders.decide import expected
from kds.orders.order import Order
from kds.orders.policy import Policy
from kds.orders.record import OrderRecord, is_open
from kds.orders.status import Status, is_unsettled, status
from kds.till.guard import unknown_order
from kds.till.outbox import ORDER_JSON, RECORD_JSON, Outbox


class Revising:
    """Reads and writes revisions inside a write of the till's disk."""

    def __init__(self, outbox: Outbox, policy: Policy) -> None:
        self._outbox = outbox
        self._policy = policy

    def known(self, db: sqlite3.Connection, order_id: str) -> OrderRecord:
        """Return an order as the till knows it now; Refused `unknown_order` if it keeps none."""
        row = db.execute(
            "SELECT content, record FROM orders WHERE order_id = ?", (order_id,)
        ).fetchone()
        if row is None:
            raise unknown_order(order_id)
        heard = RECORD_JSON.decode(row["record"]) if row["record"] else None
        return self.together(ORDER_JSON.decode(row["content"]), heard, now())

    def together(self, order: Order, heard: OrderRecord | None, at: datetime) -> OrderRecord:
        """Return the till's own order beside the kitchen's facts, as heard last."""
        return expected(heard, order, self._outbox.till, at, self._policy)

    def write(self, db: sqlite3.Connection, order: Order, at: datetime) -> OrderRecord:
        """Put the next revision in place of the order, and owe it to the kitchen.

        InvalidInput for one that the kitchen would not take: it would stay here for ever. Whoever
        was erased does not come back by it.
        """
        heard = self._heard(db, order.order_id)
        if heard is not None and heard.erased is not None:
            order = replace(order, customer=None)
        try:
            msgspec.convert(msgspec.to_builtins(order), Order)
        except msgspec.ValidationError as error:
            raise InvalidInput([("$", str(error))]) from None
        content = msgspec.json.encode(order)
        db.execute(
            "UPDATE orders SET content = ?, changed_ms = ?, carried_ms = NULL WHERE order_id = ?",
            (content, millis(at), order.order_id),
        )
        # The kitchen may have forgotten an order of which nothing is open.
        reminder = None if heard is None or is_open(heard) else heard
        self._outbox.put_submitted(db, order, reminder)
        return self.note(db, order.order_id)

    def _heard(self, db: sqlite3.Connection, order_id: str) -> OrderRecord | None:
        """Return the kitchen's record of an order, as heard last."""
        row = db.execute("SELECT record FROM orders WHERE order_id = ?", (order_id,)).fetchone()
        return RECORD_JSON.decode(row["record"]) if row["record"] else None

    def note_new(self, db: sqlite3.Connection, order: Order) -> None:
        """Note how an order stands that was just put on the disk, where rows begin as open."""
        if not is_unsettled(self.together(order, None, order.accepted_at)):
            db.execute("UPDATE orders SET is_open = 0 WHERE order_id = ?", (order.order_id,))

    def note(self, db: sqlite3.Connection, order_id: str) -> OrderRecord:
        """Note again how the order stands, for the list and for what may be forgotten."""
        record = self.known(db, order_id)
        db.execute(
            "UPDATE orders SET is_open = ?, has_failed = ? WHERE order_id = ?",
            (is_unsettled(record), status(record) is Status.NOT_SENT_TO_KITCHEN, order_id),
        )
        return record
