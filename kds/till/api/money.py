"""The money of an order, as the till's HTTP tells it."""

from __future__ import annotations

import msgspec

from kds.orders.money import given_back, taken, total
from kds.orders.record import OrderRecord


class Money(msgspec.Struct, frozen=True):
    """The money of an order, in cents."""

    total: int
    taken: int
    given_back: int
    due: int
    refund_owed: int


def money_of(record: OrderRecord) -> Money:
    """Return the money of an order."""
    order = record.order
    return Money(
        total=total(order.lines),
        taken=taken(order),
        given_back=given_back(order),
        due=record.due,
        refund_owed=record.refund_owed,
    )
