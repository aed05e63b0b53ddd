"""Money out: void, refund of lines, refunds that are owed, and the copy of a voided receipt."""

from __future__ import annotations

from typing import Any, NamedTuple

from msgspec.structs import replace

from kds.errors import InvalidInput
from kds.orders.actions import Action
from kds.orders.money import given_back, left_to_refund, taken, value_of
from kds.orders.order import Order
from kds.orders.record import OrderRecord, Request
from kds.orders.selling.deeds import RefundLines, SettleRefund, Void
from kds.orders.selling.terms import Terms, next_revision
from kds.orders.till_facts import Answer, Deed, LineKitchen, PaymentMethod, Refund, RefundedLine

MAX_ANSWERS = 20


class Copied(NamedTuple):
    """The voided order, which tells that it was copied, and its copy."""

    original: Order
    copy: Order


def void(record: OrderRecord, deed: Void, terms: Terms) -> Order:
    """Undo the purchase."""
    terms.require(Action.VOID, record)
    return next_revision(
        record.order,
        Action.VOID,
        terms,
        reason=deed.reason,
        void=terms.stamp(deed.reason),
        parked=None,
    )


def refund_lines(record: OrderRecord, deed: RefundLines, terms: Terms) -> Order:
    """Pay lines back, never more of one than was bought and is not refunded yet."""
    terms.require(Action.REFUND, record)
    order = record.order
    _require_left(order, deed.lines)
    refund = _refund(terms, deed.reason, deed.method, _worth(order, deed.lines), deed.lines)
    names = {line.line_id: line.product for line in order.lines}
    what = ", ".join(f"{each.quantity} {names[each.line_id]}" for each in deed.lines)
    return next_revision(
        order,
        Action.REFUND,
        terms,
        reason=deed.reason,
        detail=f"{refund.amount} cents: {what}"[:200],
        refunds=(*order.refunds, refund),
    )


def settle_refund(record: OrderRecord, deed: SettleRefund, terms: Terms) -> Order:
    """Record that what was owed to the customer is given back."""
    terms.require(Action.SETTLE_REFUND, record)
    given = _refund(terms, deed.reason, deed.method, record.refund_owed, ())
    return _settled(record.order, terms, given)


def answer_request(record: OrderRecord, request: Request, terms: Terms) -> Order:
    """Answer the back office, which says that a refund that was owed is given back.

    If nothing is owed any more, it was recorded before: it is not recorded twice. If more is owed
    by now, the rest stays owed.
    """
    order = record.order
    if any(answer.request_id == request.request_id for answer in order.answers):
        return order
    terms = terms._replace(by=request.by.name or request.by.id, fact_id=request.request_id)
    if record.refund_owed == 0:
        said = Answer(
            request.request_id, done=False, at=terms.at, reason="nothing is owed any more"
        )
        detail = "asked by the back office; nothing was owed"
        return next_revision(
            order, Action.SETTLE_REFUND, terms, detail=detail, answers=_answers(order, said)
        )
    said = Answer(request.request_id, done=True, at=terms.at)
    amount = min(record.refund_owed, request.amount or record.refund_owed)
    given = _refund(terms, request.reason, request.method, amount, ())
    return _settled(order, terms, given, answers=_answers(order, said))


def copy(record: OrderRecord, terms: Terms, *, order_id: str, number: str) -> Copied:
    """Copy a voided receipt into a new order, to change how it is paid; nothing is cooked again."""
    terms.require(Action.COPY, record)
    order = record.order
    begun = Deed(1, "take", terms.at, terms.by, detail=f"copy of {order.number}")
    fresh = Order(
        order_id=order_id,
        number=number,
        revision=1,
        accepted_at=terms.at,
        service=order.service,
        lines=tuple(replace(line, kitchen=LineKitchen.NEVER) for line in order.lines),
        table=order.table,
        customer=order.customer,
        responsible=order.responsible,
        note=order.note,
        due_at=order.due_at,
        copy_of=order.order_id,
        deeds=(begun,),
    )
    original = next_revision(order, Action.COPY, terms, detail=f"copied to {number}")
    return Copied(original, fresh)


def _settled(order: Order, terms: Terms, refund: Refund, **facts: Any) -> Order:
    return next_revision(
        order,
        Action.SETTLE_REFUND,
        terms,
        reason=refund.reason,
        detail=f"{refund.amount} cents",
        refunds=(*order.refunds, refund),
        **facts,
    )


def _refund(
    terms: Terms,
    reason: str,
    method: PaymentMethod,
    amount: int,
    lines: tuple[RefundedLine, ...],
) -> Refund:
    return Refund(
        refund_id=terms.fact_id,
        method=method,
        amount=amount,
        at=terms.at,
        by=terms.by,
        reason=reason,
        lines=lines,
    )


def _require_left(order: Order, lines: tuple[RefundedLine, ...]) -> None:
    left = {line.line_id: line.quantity for line in left_to_refund(order)}
    bought = {line.line_id for line in order.lines}
    wrong = []
    for i, line in enumerate(lines):
        most = left.get(line.line_id, 0)
        if line.line_id not in bought:
            wrong.append((f"$.lines[{i}].line_id", f"there is no line {line.line_id!r}"))
        elif line.quantity > most:
            wrong.append((f"$.lines[{i}].quantity", f"only {most} of {line.line_id!r} are left"))
        left[line.line_id] = most - line.quantity
    if wrong:
        raise InvalidInput(wrong)


def _worth(order: Order, lines: tuple[RefundedLine, ...]) -> int:
    """Return what the lines cost; those without a price only go back with all that is left."""
    unpriced = {line.line_id for line in order.lines if line.unit_price is None}
    wrong = [i for i, line in enumerate(lines) if line.line_id in unpriced]
    if not wrong:
        return value_of(order, lines)
    left = {line.line_id: line.quantity for line in left_to_refund(order)}
    for line in lines:
        left[line.line_id] -= line.quantity
    if any(left.values()):
        reason = "has no price; refund it together with all that is left"
        raise InvalidInput([(f"$.lines[{i}].line_id", reason) for i in wrong])
    return taken(order) - given_back(order)


def _answers(order: Order, said: Answer) -> tuple[Answer, ...]:
    return (*order.answers, said)[-MAX_ANSWERS:]
