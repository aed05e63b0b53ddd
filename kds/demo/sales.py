"""Guests at the till, who pay first; some bring something back, or have paid otherwise."""

from __future__ import annotations

import random
from collections.abc import Callable, Generator

from kds.demo.steps import Do, Pause, Place, Step, Visit
from kds.orders.intake import OrderAsSent
from kds.orders.money import left_to_refund
from kds.orders.selling.deeds import (
    HandOverReceipt,
    Pay,
    PaymentResult,
    RefundLines,
    ReportPayment,
    Void,
)
from kds.orders.status import Status
from kds.orders.till_facts import PaymentMethod, RefundedLine
from kds.talk import Known

WITH_KITCHEN = frozenset(
    each.code for each in (Status.NOT_SENT_TO_KITCHEN, Status.AWAITING_APPROVAL, Status.IN_KITCHEN)
)
"""The statuses of orders of which the kitchen owes something."""

TERMINAL, GIFT_CARDS = "Card terminal", "Gift cards"

Paying = Generator[Step, Known, PaymentMethod]
"""The steps until the money is there, and how it came."""


def sale(
    order: OrderAsSent,
    chance: random.Random,
    *,
    paying: Callable[[random.Random], Paying] | None = None,
    after: Callable[[PaymentMethod, random.Random], Visit] | None = None,
) -> Visit:
    """Let somebody order, pay and get the receipt; `after` comes what follows when it is made."""
    yield Place(order)
    yield Pause(chance.uniform(2, 8))
    paid_by = yield from (paying or at_once)(chance)
    yield Pause(chance.uniform(3, 12))
    yield Do("receipt", HandOverReceipt())
    if after is not None:
        yield from until_made(chance)
        yield Pause(chance.uniform(15, 60))
        yield from after(paid_by, chance)


def at_once(chance: random.Random) -> Paying:
    """Pay by cash or card."""
    how = method(chance)
    yield Do("pay", Pay(how))
    return how


def second_try(chance: random.Random) -> Paying:
    """Pay at a terminal that declines the card first."""
    yield Do("pay", Pay(PaymentMethod.EXTERNAL, system=TERMINAL))
    yield Pause(chance.uniform(8, 15))
    yield Do("report-payment", ReportPayment(PaymentResult.FAILED, reason="card declined"))
    yield Pause(chance.uniform(10, 20))
    yield Do("report-payment", ReportPayment(PaymentResult.PAID))
    return PaymentMethod.EXTERNAL


def gift_card(chance: random.Random) -> Paying:
    """Pay with a gift card, of which its system does not hear: somebody must set it right there."""
    yield Do("pay", Pay(PaymentMethod.EXTERNAL, system=GIFT_CARDS))
    yield Pause(chance.uniform(8, 15))
    told = ReportPayment(PaymentResult.NOT_RECORDED, reason="the system does not answer")
    yield Do("report-payment", told)
    return PaymentMethod.EXTERNAL


def until_set_right(paid_by: PaymentMethod, chance: random.Random) -> Visit:
    """Wait until the back office has marked completed what an external system did not hear of."""
    known = yield Pause(0)
    while known.whereabouts.status == Status.UNPAID_IN_EXTERNAL_SYSTEM.code:
        known = yield Pause(chance.uniform(20, 40))


def wrong_method(paid_by: PaymentMethod, chance: random.Random) -> Visit:
    """Void it and copy it, because it was paid otherwise than was pressed."""
    yield Do("void", Void("wrong payment method"))
    yield Pause(chance.uniform(5, 10))
    yield Do("copy")
    other = PaymentMethod.CARD if paid_by is PaymentMethod.CASH else PaymentMethod.CASH
    yield from settle(other, chance)


def one_back(paid_by: PaymentMethod, chance: random.Random) -> Visit:
    """Refund one piece of what was bought."""
    known = yield Pause(0)
    first = left_to_refund(known.order)[0]
    back = (RefundedLine(first.line_id, 1),)
    yield Do("refund", RefundLines(back, "brought back unopened", paid_by))


def all_back(paid_by: PaymentMethod, chance: random.Random) -> Visit:
    """Refund all that was bought."""
    known = yield Pause(0)
    back = left_to_refund(known.order)
    yield Do("refund", RefundLines(back, "brought back unopened", paid_by))


def settle(how: PaymentMethod, chance: random.Random) -> Visit:
    """Pay what is due, and get the receipt."""
    yield Pause(chance.uniform(3, 10))
    yield Do("pay", Pay(how))
    yield Pause(chance.uniform(3, 10))
    yield Do("receipt", HandOverReceipt())


def until_made(chance: random.Random) -> Generator[Step, Known, Known]:
    """Wait until the kitchen owes nothing of the order any more, and return it."""
    while True:
        known = yield Pause(chance.uniform(5, 10))
        if known.whereabouts.status not in WITH_KITCHEN:
            return known


def method(chance: random.Random) -> PaymentMethod:
    """Return how somebody pays."""
    return chance.choices((PaymentMethod.CARD, PaymentMethod.CASH), (3, 1))[0]
