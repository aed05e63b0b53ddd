"""The orders of the benchmark: each carries its number and the moment it was published."""

from __future__ import annotations

from kds.bus.envelope import ORDER_SUBMITTED, Submitted, seal, till_source
from kds.clock import now
from kds.orders.order import Customer, Line, Order, Service

LINES = (
    Line(
        line_id="L1",
        product="Smash burger",
        quantity=2,
        unit_price=1290,
        category="Grilled",
        modifiers=("no onion", "extra pickles"),
        allergens=("gluten", "milk"),
    ),
    Line(line_id="L2", product="French fries, large", quantity=1, unit_price=490, category="Fried"),
    Line(
        line_id="L3",
        product="Caesar salad",
        quantity=1,
        unit_price=990,
        category="Cold",
        note="dressing beside",
    ),
)


def make_id(number: int, at_ns: int) -> str:
    """Return the id of an order that is published at a moment of the monotonic clock."""
    return f"bench-{number:06}-{at_ns}"


def number_of(order_id: str) -> int:
    """Return which order it is, counted from 0."""
    return int(order_id[6:12])


def published_at(order_id: str) -> int:
    """Return when it was published, in nanoseconds of the monotonic clock."""
    return int(order_id[13:])


def order(order_id: str, number: str = "A1") -> Order:
    """Return an order of three lines."""
    return Order(
        order_id=order_id,
        number=number,
        revision=1,
        accepted_at=now(),
        service=Service.DINE_IN,
        lines=LINES,
        table="12",
        customer=Customer(name="Aino"),
    )


def entry(site: str, till: str, number: int, at_ns: int) -> bytes:
    """Return an order as a till writes it to its stream."""
    submitted = Submitted(order(make_id(number, at_ns), f"{till}{number % 1000}"))
    return seal(ORDER_SUBMITTED, till_source(site, till), submitted.order.order_id, submitted)
