"""A customer who was erased, taken from everything that the till keeps on its disk."""

from __future__ import annotations

import sqlite3
from contextlib import suppress

import msgspec
from msgspec.structs import replace

from kds.bus.erasing import digest_of
from kds.errors import InvalidInput
from kds.orders.decide.texting import without_customer
from kds.orders.order import Order
from kds.orders.part import ActorKind
from kds.orders.record import OrderRecord
from kds.texting.phones import parse
from kds.till.customers import digits_of, forget, is_same_phone, phone_of
from kds.till.disk import note_erased
from kds.till.outbox import ORDER_JSON, RECORD_JSON


def erase(db: sqlite3.Connection, record: OrderRecord) -> None:
    """Follow the kitchen's word that the customer of an order is erased; it may come again.

    A person means the customer, whose other orders lose the name as well; a worker means this one
    order, which is old enough.
    """
    fact = record.erased
    if fact is None:
        return
    digits = _digits_at(db, record.order_id) or phone_of(db, record.order_id)
    _strip(db, record.order_id)
    if digits and fact.by.kind is not ActorKind.WORKER:
        erase_phone(db, digits)


def erase_phone(db: sqlite3.Connection, phone: str) -> None:
    """Forget the customer of a phone, here and in every order."""
    digits = digits_of(phone)
    if forget(db, digits):
        note_erased(db)
    for row in db.execute("SELECT order_id, content FROM orders").fetchall():
        customer = ORDER_JSON.decode(row["content"]).customer
        own = digits_of(customer.phone or "") if customer else ""
        if own and is_same_phone(own, digits):
            _strip(db, row["order_id"])


def erase_digest(db: sqlite3.Connection, digest: str, country: str) -> None:
    """Forget whoever has the number of this digest, as the kitchen tells it without the number."""
    rows = db.execute("SELECT phone FROM customers").fetchall()
    phones = {row["phone"] for row in rows}
    for row in db.execute("SELECT content FROM orders").fetchall():
        customer = ORDER_JSON.decode(row["content"]).customer
        phones |= {customer.phone} if customer and customer.phone else set()
    for phone in phones:
        with suppress(InvalidInput):
            if digest_of(parse(phone, country)) == digest:
                erase_phone(db, phone)


def _digits_at(db: sqlite3.Connection, order_id: str) -> str | None:
    row = db.execute("SELECT content FROM orders WHERE order_id = ?", (order_id,)).fetchone()
    customer = ORDER_JSON.decode(row["content"]).customer if row else None
    return digits_of(customer.phone or "") if customer else None


def _strip(db: sqlite3.Connection, order_id: str) -> None:
    """Take name and phone from an order, from what was heard of it, and from what is owed of it.

    Webhooks and the answers that are kept under an Idempotency-Key name no customer.
    """
    row = db.execute(
        "SELECT content, record FROM orders WHERE order_id = ?", (order_id,)
    ).fetchone()
    if row is None:
        return
    whole = ORDER_JSON.decode(row["content"])
    if whole.customer is not None:  # Once: of an erased order more is heard.
        note_erased(db)
    order = replace(whole, customer=None)
    heard = RECORD_JSON.decode(row["record"]) if row["record"] else None
    db.execute(
        "UPDATE orders SET content = ?, record = ? WHERE order_id = ?",
        (
            msgspec.json.encode(order),
            msgspec.json.encode(without_customer(heard)) if heard else None,
            order_id,
        ),
    )
    rows = db.execute("SELECT seq, event FROM outbox WHERE order_id = ?", (order_id,)).fetchall()
    for each in rows:
        event = _event_without(each["event"])
        db.execute("UPDATE outbox SET event = ? WHERE seq = ?", (event, each["seq"]))


def _event_without(event: bytes) -> bytes:
    """Return an event for the bus, with its id, about an order that has no customer."""
    told = msgspec.json.decode(event)
    data = told["data"]
    data["order"] = replace(msgspec.convert(data["order"], Order), customer=None)
    if data.get("known"):
        data["known"] = without_customer(msgspec.convert(data["known"], OrderRecord))
    return msgspec.json.encode(told)
