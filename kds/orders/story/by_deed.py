"""Tells a deed at the till: what, by whom, why, and the money that came or went."""

from __future__ import annotations

from collections.abc import Iterator

from kds.orders.actions import Action
from kds.orders.order import Order
from kds.orders.record import OrderRecord
from kds.orders.story import words
from kds.orders.story.told import Around, Told
from kds.orders.till_facts import Deed, Origin, Payment, Refund
from kds.texts import Say

_RESULTS = ("paid", "not recorded")


def told_deed(record: OrderRecord, deed: Deed, around: Around) -> Told:
    """Return a deed in words."""
    say = around.say
    till = say("till {till}", till=record.till)
    fact = _money(record.order, deed)
    return Told(
        at=deed.at,
        words=_words(deed, fact, say),
        where=say("external system") if deed.origin is Origin.OUTSIDE else till,
        who=(deed.by or None) if deed.by != f"till {record.till}" else None,
        reason=deed.reason,
        details=tuple(_details(record.order, deed, fact, say)),
        amount=fact.amount if fact else None,
        method=fact.method if fact else None,
        deed=deed.what,
    )


def _money(order: Order, deed: Deed) -> Payment | Refund | None:
    """Return the payment or refund that a deed made: it has the same time."""
    facts: tuple[Payment | Refund, ...] = (*order.payments, *order.refunds)
    return next((fact for fact in facts if fact.at == deed.at), None)


def _words(deed: Deed, fact: Payment | Refund | None, say: Say) -> str:
    if deed.what == Action.PAY and fact is None:
        return say(words.BEGUN_OUTSIDE)
    if deed.what == Action.SETTLE_REFUND and fact is None:
        return say(words.NOTHING_OWED)
    return say(words.DEEDS.get(deed.what, deed.what))


def _details(order: Order, deed: Deed, fact: Payment | Refund | None, say: Say) -> Iterator[str]:
    """Yield what a till added, and for money the facts: its own words tell of cents."""
    if isinstance(fact, Refund):
        names = {line.line_id: line.product for line in order.lines}
        for line in fact.lines:
            yield f"{line.quantity} {names.get(line.line_id, line.line_id)}"
    elif fact is not None and deed.detail:
        said = deed.detail.split(",")[0]
        if said in _RESULTS:
            yield words.detail_in_words(said, say)
    elif fact is None and deed.detail and deed.what != Action.SETTLE_REFUND:
        yield words.detail_in_words(deed.detail, say)
