"""Money that customers must get back, and what tills were asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

import msgspec

from kds.http.paging import from_cursor, page, queries
from kds.http.routes import Operation, Who
from kds.orders.record import OrderRecord, Request
from kds.orders.status import status
from kds.web.api.walk import BATCH, scored
from kds.web.asking import the_web
from kds.web.context import Web

LISTED = 1000


class Position(NamedTuple):
    """When the order was accepted, in ms, and its id."""

    at_ms: float
    order_id: str


class RefundOwed(msgspec.Struct, frozen=True):
    """One order whose customer must get `amount` cents back.

    `requested` is what its till was asked; `amount` is 0 where only the answer is missing.
    """

    order_id: str
    number: str
    till: str
    status: str
    amount: int
    accepted_at: datetime
    table: str | None
    customer: str | None
    phone: str | None
    requested: tuple[Request, ...]


class RefundsOwed(msgspec.Struct, frozen=True):
    """A page of the refunds that are owed, the cursor of the one after it, and the currency."""

    currency: str
    refunds: list[RefundOwed]
    next: str | None


def refunds(limit: int, after: str | None) -> RefundsOwed:
    """Answer with what is owed, the oldest order first."""
    web = the_web()
    shown = page(_oldest_first(web, after), limit, lambda each: each[0])
    found = [_owed(record) for _, record in shown.items]
    return RefundsOwed(web.settings.currency, found, shown.next)


def _oldest_first(web: Web, after: str | None) -> Iterator[tuple[Position, OrderRecord]]:
    begin = from_cursor(after, Position) if after else None
    there = (Position(score, name) for name, score in scored(web, web.keys.refunds))
    left = [each for each in there if begin is None or each > begin]
    for start in range(0, len(left), BATCH):
        batch = {each.order_id: each for each in left[start : start + BATCH]}
        for record in web.kitchen.store.records(batch):
            yield batch[record.order_id], record


def _owed(record: OrderRecord) -> RefundOwed:
    order = record.order
    customer = order.customer
    return RefundOwed(
        order_id=record.order_id,
        number=order.number,
        till=record.till,
        status=status(record).code,
        amount=record.refund_owed,
        accepted_at=order.accepted_at,
        table=order.table,
        customer=customer.name if customer else None,
        phone=customer.phone if customer else None,
        requested=record.unanswered,
    )


OPERATIONS = (
    Operation(
        "GET",
        "/api/v1/refunds",
        "refunds",
        refunds,
        summary="Money that customers must get back, the oldest order first",
        who=Who.PEOPLE,
        answer=RefundsOwed,
        query=queries(LISTED),
    ),
)
