"""The first revision of an order: who took it, and who is to pay it where."""

from __future__ import annotations

from msgspec.structs import replace

from kds.orders.intake import OutsideAsSent
from kds.orders.money import total
from kds.orders.order import Order
from kds.orders.selling.printing import with_receipt
from kds.orders.selling.terms import Terms, released
from kds.orders.till_facts import (
    Deed,
    Outside,
    OutsideState,
    Payment,
    PaymentMethod,
)

TAKE = "take"
"""The word for the first deed of each order."""


def take(order: Order, terms: Terms, outside: OutsideAsSent | None = None) -> Order:
    """Return a new order with its first deed told; `outside` is what its external system says.

    What is paid already goes to the kitchen at once, and has its receipt wanted.
    """
    deed = Deed(revision=1, what=TAKE, at=terms.at, by=terms.by, origin=terms.origin)
    taken = replace(order, deeds=(deed,))
    if outside is None:
        return released(taken, terms.style)
    placed = Outside(
        system=terms.by,
        state=OutsideState.PAID if outside.is_paid else OutsideState.PENDING,
        since=terms.at,
        placed=True,
        reference=outside.reference,
        amount=total(order.lines),
    )
    paid = Payment(
        payment_id=terms.fact_id,
        method=PaymentMethod.EXTERNAL,
        amount=total(order.lines),
        at=terms.at,
        by=terms.by,
    )
    payments = (paid,) if outside.is_paid else ()
    placed_outside = released(replace(taken, outside=placed, payments=payments), terms.style)
    return with_receipt(None, placed_outside, terms)
