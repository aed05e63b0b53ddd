"""Money that customers must get back, and what tills were asked for."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kds.http.routes import Operation, Who
from kds.orders.record import OrderRecord, Request
from kds.orders.status import status
from kds.web.api.walk import members
from kds.web.asking import the_web

MOST = 1000


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
    """Every refund that is owed, the oldest first, and the currency."""

    currency: str
    refunds: list[RefundOwed]


def refunds() -> RefundsOwed:
    """Answer with what is owed."""
    web = the_web()
    ids = members(web, web.keys.refunds)[:MOST]
    found = [_owed(record) for record in web.kitchen.store.records(ids)]
    return RefundsOwed(web.settings.currency, found)


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
    ),
)
