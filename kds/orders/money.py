"""The money of an order, in whole cents: what it costs, what came in, what is owed to whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kds.orders.order import Line, Order
from kds.orders.till_facts import PaymentMethod, RefundedLine


def total(lines: Iterable[Line]) -> int:
    """Return what lines cost; a line without a price costs nothing here."""
    return sum(line.quantity * (line.unit_price or 0) for line in lines)


def has_prices(lines: Iterable[Line]) -> bool:
    """Tell whether each line has a price, so that their total is what they cost."""
    return all(line.unit_price is not None for line in lines)


def taken(order: Order) -> int:
    """Return what was paid."""
    return sum(payment.amount for payment in order.payments)


def given_back(order: Order) -> int:
    """Return what was refunded."""
    return sum(refund.amount for refund in order.refunds)


def refunded_quantities(order: Order) -> Counter[str]:
    """Return how many of each line were refunded, by line id."""
    found: Counter[str] = Counter()
    for refund in order.refunds:
        for line in refund.lines:
            found[line.line_id] += line.quantity
    return found


def value_of(order: Order, lines: Iterable[RefundedLine]) -> int:
    """Return what these quantities of an order's lines cost."""
    price = {line.line_id: line.unit_price or 0 for line in order.lines}
    return sum(line.quantity * price.get(line.line_id, 0) for line in lines)


def is_fully_refunded(order: Order) -> bool:
    """Tell whether every line is refunded, to the last piece."""
    if not order.refunds:  # Nearly always, and every decision asks several times.
        return False
    back = refunded_quantities(order)
    return bool(back) and all(back[line.line_id] >= line.quantity for line in order.lines)


def left_to_refund(order: Order) -> tuple[RefundedLine, ...]:
    """Return what can still be refunded, line by line."""
    back = refunded_quantities(order)
    return tuple(
        RefundedLine(line.line_id, left)
        for line in order.lines
        if (left := line.quantity - back[line.line_id]) > 0
    )


def settled(order: Order) -> int:
    """Return what was given back for no line, because it was owed: it pays for nothing any more."""
    return sum(refund.amount for refund in order.refunds if not refund.lines)


def due(order: Order) -> int:
    """Return what the customer must still pay; nothing is below zero."""
    return max(0, total(order.lines) - taken(order) + settled(order))


def is_paid(order: Order) -> bool:
    """Tell whether the payment is there: an order without prices is paid once anything was."""
    if due(order):
        return False
    return bool(order.payments) or has_prices(order.lines)


def refund_owed(order: Order, *, is_cancelled: bool) -> int:
    """Return what the customer must get back and nobody has reported as given.

    A void gives back what the till itself took; what an external system took it must give back.
    An order that is cancelled costs nothing; one that shrank after it was paid costs less. What
    lines without a price cost nobody knows: until they are cancelled, it was paid.
    """
    if not order.payments:
        return 0
    if order.void is not None:
        outside = (p.amount for p in order.payments if p.method is PaymentMethod.EXTERNAL)
        return max(0, sum(outside) - given_back(order))
    left = taken(order) - given_back(order)
    if is_cancelled:
        return max(0, left)
    if not has_prices(order.lines):
        return 0
    for_lines = sum(value_of(order, refund.lines) for refund in order.refunds)
    return max(0, left - (total(order.lines) - for_lines))
