"""Guests who are not there when they order: by telephone, and in the web shop."""

from __future__ import annotations

import random

from msgspec.structs import replace

from kds.demo.sales import method, settle, until_made
from kds.demo.steps import Do, Hand, Pause, Place, Visit
from kds.orders.intake import OrderAsSent, OutsideAsSent
from kds.orders.selling.deeds import HandOverReceipt, PaymentResult, ReportPayment, SettleRefund
from kds.orders.status import Status
from kds.orders.till_facts import PaymentMethod


def telephone(order: OrderAsSent, chance: random.Random) -> Visit:
    """Let somebody order by telephone, and pay when they get it."""
    yield Place(order)
    known = yield from until_made(chance)
    if known.whereabouts.status != Status.CANCELLED.code:
        yield Pause(chance.uniform(15, 60))
        yield from settle(method(chance), chance)


def shop(order: OrderAsSent, chance: random.Random, *, is_declined: bool = False) -> Visit:
    """Let somebody order in the web shop and pay there, perhaps after a declined card.

    What the kitchen rejects is paid back there after a while.
    """
    yield _placed(order, chance)
    yield Pause(chance.uniform(8, 30))
    if is_declined:
        yield _reported(PaymentResult.FAILED, "card declined")
        yield Pause(chance.uniform(15, 30))
    yield _reported(PaymentResult.PAID)
    known = yield from until_made(chance)
    if known.money.refund_owed:
        yield Pause(chance.uniform(60, 180))
        reason = "paid back in the web shop"
        yield Do("settle-refund", SettleRefund(reason, PaymentMethod.EXTERNAL))
    else:
        yield Pause(chance.uniform(15, 60))
        yield Do("receipt", HandOverReceipt())


def left_basket(order: OrderAsSent, chance: random.Random) -> Visit:
    """Let somebody order in the web shop, and think again before they have paid."""
    yield _placed(order, chance)
    yield Pause(chance.uniform(20, 60))
    yield _reported(PaymentResult.CANCELLED, "the customer has thought again")


def _placed(order: OrderAsSent, chance: random.Random) -> Place:
    reference = f"WS-{chance.randint(1000, 9999)}"
    return Place(replace(order, outside=OutsideAsSent(reference)), Hand.SHOP)


def _reported(result: PaymentResult, reason: str | None = None) -> Do:
    return Do("report-payment", ReportPayment(result, reason), Hand.SHOP)
