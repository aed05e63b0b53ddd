"""Changing an order: its lines, its guests, and when the kitchen gets what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace

from kds.errors import InvalidInput, Refused
from kds.orders.actions import Action
from kds.orders.intake import LineAsSent, duplicate_line_ids, free_id, make_lines
from kds.orders.money import is_paid, refunded_quantities
from kds.orders.order import Line, Order
from kds.orders.record import OrderRecord
from kds.orders.selling.deeds import Change, Delete, OpenAgain, Park, Send
from kds.orders.selling.terms import Terms, next_revision, with_waiting
from kds.orders.style import Style
from kds.orders.till_facts import Cancellation, LineKitchen, Origin

_FIELDS = ("table", "customer", "responsible", "note", "due_at")


def change(record: OrderRecord, deed: Change, terms: Terms) -> Order:
    """Put other lines or guests in place of those that are there."""
    terms.require(Action.CHANGE, record)
    order = record.order
    told = {name: getattr(deed, name) for name in _FIELDS}
    facts: dict[str, Any] = {name: value for name, value in told.items() if value is not UNSET}
    if facts.get("due_at") is not None:
        facts["due_at"] = facts["due_at"].astimezone(UTC)
    if deed.service is not None:
        facts["service"] = deed.service
    if deed.lines is not None:
        facts["lines"] = _lines(order, deed.lines, terms)
    if all(getattr(order, name) == value for name, value in facts.items()):
        raise InvalidInput([("$", "changes nothing of the order")])
    detail = _difference(order.lines, facts.get("lines", order.lines))
    return next_revision(order, Action.CHANGE, terms, detail=detail, **facts)


def send(record: OrderRecord, deed: Send, terms: Terms) -> Order:
    """Send what waits, before it is paid or parked."""
    terms.require(Action.SEND, record)
    order = record.order
    lines = with_waiting(order.lines, LineKitchen.SEND)
    return next_revision(order, Action.SEND, terms, lines=lines)


def park(record: OrderRecord, deed: Park, terms: Terms) -> Order:
    """Put the order into the receipt park."""
    terms.require(Action.PARK, record)
    table = deed.table or record.order.table
    detail = f"table {table}" if table else None
    return next_revision(
        record.order, Action.PARK, terms, detail=detail, parked=terms.stamp(), table=table
    )


def open_again(record: OrderRecord, deed: OpenAgain, terms: Terms) -> Order:
    """Take the order out of the receipt park."""
    terms.require(Action.OPEN, record)
    return next_revision(record.order, Action.OPEN, terms, parked=None)


def delete(record: OrderRecord, deed: Delete, terms: Terms) -> Order:
    """Cancel an order that nobody has paid; it stays, with its reason."""
    terms.require(Action.DELETE, record)
    gone = Cancellation(terms.at, terms.by, deed.reason, Origin.TILL)
    return next_revision(
        record.order, Action.DELETE, terms, reason=deed.reason, cancelled=gone, parked=None
    )


def _lines(order: Order, sent: Sequence[LineAsSent], terms: Terms) -> tuple[Line, ...]:
    """Return the lines that stand in place of those that are there."""
    if repeated := duplicate_line_ids([line.line_id for line in sent]):
        raise InvalidInput(repeated)
    goes = _new_lines_go(order, terms)
    lines = make_lines(sent, terms.menu, goes, order.lines)
    _require_refunded_lines(order, lines)
    if order.copy_of is not None:
        return _never_cooked(order, lines)
    return _with_more_waiting(order, lines) if goes is LineKitchen.WAIT else lines


def _with_more_waiting(order: Order, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Let more of a line that was sent wait as a line of its own: it is not released yet."""
    sent = {line.line_id: line.quantity for line in order.for_kitchen}
    taken = {line.line_id for line in (*order.lines, *lines)}
    result: list[Line] = []
    for line in lines:
        before = sent.get(line.line_id, line.quantity)
        more = line.quantity - before if line.kitchen is LineKitchen.SEND else 0
        if more <= 0:
            result.append(line)
            continue
        new_id = free_id(len(result) + 2, taken)
        taken.add(new_id)
        result.append(replace(line, quantity=before))
        waits = replace(line, line_id=new_id, quantity=more, kitchen=LineKitchen.WAIT)
        result.append(waits)
    return tuple(result)


def _new_lines_go(order: Order, terms: Terms) -> LineKitchen:
    """Say whether lines that come later are sent at once: if the order was sent before payment.

    What was paid first is paid first again: in fast food the new lines wait for their payment, as
    do later ones until then.
    """
    if not order.for_kitchen or order.waiting:
        return LineKitchen.WAIT
    paid_first = terms.style is Style.FAST_FOOD and (is_paid(order) or bool(order.payments))
    return LineKitchen.WAIT if paid_first else LineKitchen.SEND


def _never_cooked(order: Order, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Keep a copy away from the kitchen; what would have to be cooked is refused."""
    old = {line.line_id: line for line in order.lines}
    new = [
        i
        for i, line in enumerate(lines)
        if line.line_id not in old or line.quantity > old[line.line_id].quantity
    ]
    if new:
        reason = "is not in the voided receipt, and a copy is not cooked; take a new order for it"
        raise InvalidInput([(f"$.lines[{i}]", reason) for i in new])
    return tuple(replace(line, kitchen=LineKitchen.NEVER) for line in lines)


def _require_refunded_lines(order: Order, lines: tuple[Line, ...]) -> None:
    """Refuse a change that takes away what was refunded: its money would be counted twice."""
    now = {line.line_id: line for line in lines}
    old = {line.line_id: line for line in order.lines}
    for line_id, quantity in refunded_quantities(order).items():
        line = now.get(line_id)
        if line is None or line.quantity < quantity or line.unit_price != old[line_id].unit_price:
            raise Refused(
                "refunded",
                "{count} of {product} in order {number} is refunded: the line keeps its price and "
                "at least that quantity. Nothing was changed.",
                count=quantity,
                product=old[line_id].product,
                number=order.number,
            )


def _difference(before: tuple[Line, ...], now: tuple[Line, ...]) -> str | None:
    """Say in one short text which lines came and which went."""
    old = {line.line_id: line for line in before}
    new = {line.line_id: line for line in now}
    came = [f"+{x.quantity} {x.product}" for key, x in new.items() if old.get(key) != x]
    went = [f"-{x.quantity} {x.product}" for key, x in old.items() if new.get(key) != x]
    return ", ".join(came + went)[:200] or None
