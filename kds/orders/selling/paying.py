"""Money in: cash, card, and payments outside that are pending until they are reported."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from kds.errors import InvalidInput
from kds.orders.actions import Action
from kds.orders.money import due, has_prices
from kds.orders.order import Order
from kds.orders.record import OrderRecord
from kds.orders.selling.deeds import HandOverReceipt, Pay, PaymentResult, ReportPayment
from kds.orders.selling.terms import Terms, next_revision
from kds.orders.till_facts import (
    Cancellation,
    Origin,
    Outside,
    OutsideState,
    Payment,
    PaymentMethod,
    Receipt,
)

PAID_HERE = "paid at the till; set it paid in the external system by hand"


def pay(record: OrderRecord, deed: Pay, terms: Terms) -> Order:
    """Take money, or begin a payment in an external system; either takes it out of the park."""
    terms.require(Action.PAY, record)
    order = record.order
    amount = _amount(order, deed.amount)
    detail = f"{deed.method.value} {amount} cents"
    if deed.method is PaymentMethod.EXTERNAL:
        begun = _begun(order, deed, amount, terms)
        return next_revision(
            order, Action.PAY, terms, detail=f"begun in {begun.system}", outside=begun, parked=None
        )
    facts: dict[str, Any] = {"payments": (*order.payments, _payment(deed.method, amount, terms))}
    outside, is_whole = order.outside, amount >= due(order)
    if outside is not None and outside.state is OutsideState.PENDING and is_whole:
        told = replace(outside, state=OutsideState.NOT_RECORDED, problem=PAID_HERE)
        facts["outside"] = told if outside.placed else None
    return next_revision(
        order, Action.PAY, terms, detail=detail, parked=None, receipt=None, **facts
    )


def _begun(order: Order, deed: Pay, amount: int, terms: Terms) -> Outside:
    """Begin a payment outside; an order keeps one of them, so what is under way must end first."""
    before = order.outside
    if before is not None and before.state is OutsideState.PENDING:
        reason = f"cannot be external: say first how the payment in {before.system} went"
        raise InvalidInput([("$.method", reason)])
    if before is not None and (before.placed or before.state is OutsideState.NOT_RECORDED):
        reason = f"cannot be external: this order's payment is in {before.system}"
        raise InvalidInput([("$.method", reason)])
    return Outside(
        system=deed.system or "payment terminal",
        state=OutsideState.PENDING,
        since=terms.at,
        reference=deed.reference,
        amount=amount,
    )


def report_payment(record: OrderRecord, deed: ReportPayment, terms: Terms) -> Order:
    """Note what an external system said of its payment."""
    is_cancel = deed.result is PaymentResult.CANCELLED
    terms.require(Action.CANCEL_OUTSIDE if is_cancel else Action.REPORT_PAYMENT, record)
    order, outside = record.order, record.order.outside
    assert outside is not None  # noqa: S101  (the table asks for a payment under way)
    reference = deed.reference or outside.reference
    if is_cancel:
        return _cancelled_outside(order, outside, deed, terms)
    if deed.result is PaymentResult.FAILED:
        problem = deed.reason or "the payment failed"
        failed = replace(outside, problem=problem, reference=reference)
        return next_revision(
            order, Action.REPORT_PAYMENT, terms, reason=problem, detail="failed", outside=failed
        )
    is_recorded = deed.result is PaymentResult.PAID
    told = replace(
        outside,
        state=OutsideState.PAID if is_recorded else OutsideState.NOT_RECORDED,
        reference=reference,
        problem=deed.reason,
    )
    amount = due(order) if outside.amount is None else outside.amount
    paid = _payment(PaymentMethod.EXTERNAL, amount, terms)
    return next_revision(
        order,
        Action.REPORT_PAYMENT,
        terms,
        reason=deed.reason,
        detail=f"{deed.result.value.replace('_', ' ')}, {paid.amount} cents",
        outside=told,
        payments=(*order.payments, paid),
        parked=None,
        receipt=None,
    )


def hand_over_receipt(record: OrderRecord, deed: HandOverReceipt, terms: Terms) -> Order:
    """Note that the customer has the receipt."""
    terms.require(Action.HAND_OVER_RECEIPT, record)
    receipt = Receipt(terms.at, terms.by, deed.how)
    return next_revision(
        record.order, Action.HAND_OVER_RECEIPT, terms, detail=deed.how.value, receipt=receipt
    )


def _cancelled_outside(order: Order, outside: Outside, deed: ReportPayment, terms: Terms) -> Order:
    """End the payment; an order that was placed outside ends with it."""
    reason = deed.reason or f"cancelled in {outside.system}"
    facts: dict[str, Any] = {"outside": None}
    if outside.placed:
        gone = Cancellation(terms.at, terms.by, reason, Origin.OUTSIDE)
        facts = {"cancelled": gone, "parked": None}
    return next_revision(order, Action.CANCEL_OUTSIDE, terms, reason=reason, **facts)


def _payment(method: PaymentMethod, amount: int, terms: Terms) -> Payment:
    return Payment(payment_id=terms.fact_id, method=method, amount=amount, at=terms.at, by=terms.by)


def _amount(order: Order, asked: int | None) -> int:
    """Return the cents to take: what is due, or part of it; any sum where a line has no price."""
    owed = due(order)
    if asked is None:
        return owed
    if has_prices(order.lines) and not 0 < asked <= owed:
        raise InvalidInput([("$.amount", f"must be from 1 to {owed}, the cents that are due")])
    return asked
