"""What must hold of an order besides its status before an action is possible, in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from kds.orders.courses import next_course
from kds.orders.money import is_paid, left_to_refund
from kds.orders.paper import is_owed as is_printing
from kds.orders.paper import names_customer
from kds.orders.part import CookingState, DeliveryState, is_held, is_unseen, owed
from kds.orders.record import OrderRecord, is_open
from kds.orders.status import has_receipt
from kds.orders.text import left_to_send
from kds.orders.till_facts import Origin, OutsideState

IsToday = Callable[[datetime], bool]
"""Tells whether a time belongs to the business day that is now."""


class Condition(StrEnum):
    """A condition, in the words that people read when it does not hold."""

    AMOUNT_DUE = "something is still to be paid"
    NOTHING_PAID = "nothing was paid"
    PAID_TODAY = "it was paid on this business day and nothing of it is refunded"
    LEFT_TO_REFUND = "it is paid, and something is left to refund"
    REFUND_OWED = "the customer must get money back"
    RECEIPT_MISSING = "it is paid, and the customer has no receipt"
    ONLY_RECEIPT_MISSING = "nothing but the receipt is missing"
    PAYMENT_UNDER_WAY = "an external system has not yet reported the payment"
    PARKED = "it is in the receipt park"
    NOT_PARKED = "it is neither paid nor in the receipt park"
    LINES_WAIT = "lines of it wait to be sent to the kitchen"
    UNSEEN = "a cook has not yet seen what changed"
    OPEN_IN_KITCHEN = "something of it is open in the kitchen"
    SOMETHING_READY = "a part of it is ready"
    SOMETHING_OWED = "a part of it is not ready"
    SOMETHING_HELD = "a part of it is on hold"
    COURSE_WAITS = "a later course of it is not fired"
    ASKS_APPROVAL = "the kitchen must say yes or no"
    NOT_COPIED = "it was not copied before"
    NOT_CALLED = "the customer is neither called nor has it"
    CALLED = "the customer is called and has not collected it"
    NOT_COLLECTED = "the customer does not have it"
    TEXT_MISSED = "a text to the customer failed, or nobody knows whether it came"
    CUSTOMER_KNOWN = "the customer's name or phone is known"
    NOT_DELIVERED = "something of it is not sent"
    SOMETHING_PAID = "something of it was paid"
    SOMETHING_ON_PAPER = "a sheet of it was printed, or could not be"


def holds(condition: Condition, record: OrderRecord, is_today: IsToday | None = None) -> bool:
    """Tell whether a condition holds; what depends on the day holds where nobody knows the day."""
    if condition is Condition.PAID_TODAY:
        return _paid_today(record, is_today)
    return _CHECKS[condition](record)


def _paid_today(record: OrderRecord, is_today: IsToday | None) -> bool:
    """Look at each payment; a part of the price can be undone too, and what cost nothing."""
    order = record.order
    if order.refunds or not (order.payments or is_paid(order)):
        return False
    bought = [payment.at for payment in order.payments] or [order.accepted_at]
    return is_today is None or all(map(is_today, bought))


def _only_receipt_missing(record: OrderRecord) -> bool:
    return is_paid(record.order) and not has_receipt(record) and not record.order.waiting


def _payment_under_way(record: OrderRecord) -> bool:
    """A customer who has cancelled in the external system pays there no more."""
    outside, cancelled = record.order.outside, record.order.cancelled
    has_ended = cancelled is not None and cancelled.origin is Origin.OUTSIDE
    return outside is not None and outside.state is OutsideState.PENDING and not has_ended


def _unseen(record: OrderRecord) -> bool:
    return any(is_unseen(part) for part in record.parts.values())


def _something_ready(record: OrderRecord) -> bool:
    return any(part.cooking.state is CookingState.READY for part in record.parts.values())


def _customer_known(record: OrderRecord) -> bool:
    texts = (*record.texts, *record.reminders)
    named = record.pickup.collected_name is not None or any(map(names_customer, record.prints))
    return record.order.customer is not None or named or any(text.to for text in texts)


_CHECKS: dict[Condition, Callable[[OrderRecord], bool]] = {
    Condition.AMOUNT_DUE: lambda r: not is_paid(r.order),
    Condition.NOTHING_PAID: lambda r: not r.order.payments,
    Condition.LEFT_TO_REFUND: lambda r: is_paid(r.order) and bool(left_to_refund(r.order)),
    Condition.REFUND_OWED: lambda r: r.refund_owed > 0,
    Condition.RECEIPT_MISSING: lambda r: is_paid(r.order) and r.order.receipt is None,
    Condition.ONLY_RECEIPT_MISSING: _only_receipt_missing,
    Condition.PAYMENT_UNDER_WAY: _payment_under_way,
    Condition.PARKED: lambda r: r.order.parked is not None,
    Condition.NOT_PARKED: lambda r: r.order.parked is None and not is_paid(r.order),
    Condition.LINES_WAIT: lambda r: bool(r.order.waiting),
    Condition.UNSEEN: _unseen,
    Condition.OPEN_IN_KITCHEN: is_open,
    Condition.SOMETHING_READY: _something_ready,
    Condition.SOMETHING_OWED: lambda r: any(owed(part) for part in r.parts.values()),
    Condition.SOMETHING_HELD: lambda r: any(is_held(part) for part in r.parts.values()),
    Condition.COURSE_WAITS: lambda r: next_course(r) is not None,
    Condition.ASKS_APPROVAL: lambda r: r.is_awaiting,
    Condition.NOT_COPIED: lambda r: all(deed.what != "copy" for deed in r.order.deeds),
    Condition.NOT_CALLED: lambda r: not (r.pickup.is_called or r.pickup.is_collected),
    Condition.CALLED: lambda r: r.pickup.is_called and not r.pickup.is_collected,
    Condition.NOT_COLLECTED: lambda r: not r.pickup.is_collected,
    Condition.TEXT_MISSED: lambda r: any(left_to_send(text, r.texts) for text in r.texts),
    Condition.CUSTOMER_KNOWN: _customer_known,
    Condition.SOMETHING_PAID: lambda r: bool(r.order.payments) or is_paid(r.order),
    Condition.SOMETHING_ON_PAPER: lambda r: any(not is_printing(each) for each in r.prints),
    Condition.NOT_DELIVERED: lambda r: bool(r.undelivered(DeliveryState.NOT_SENT)),
}
