"""A till for the tests of the core: what it sells, and what is done with an order step by step.

Till and kitchen hear each other at once here, so that one record stands for both.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from kds.errors import InvalidInput
from kds.orders import commands as c
from kds.orders.decide import Decision, decide
from kds.orders.events import Change
from kds.orders.intake import LineAsSent, OutsideAsSent
from kds.orders.menu import Menu
from kds.orders.order import Line, LineKitchen, Order
from kds.orders.part import owed
from kds.orders.record import OrderRecord
from kds.orders.selling import Terms, deeds, sell
from kds.orders.selling.deeds import Asked, Pay
from kds.orders.selling.giving_back import Copied, copy
from kds.orders.selling.taking import take
from kds.orders.selling.terms import Paper
from kds.orders.status import status
from kds.orders.style import Style
from kds.orders.till_facts import Deed, Origin, PaymentMethod
from tests.samples import BURGER, COLA, FRIES, MANAGER, POLICY, T0, apply, ask, order

FAST_FOOD, FINE_DINING = Style.FAST_FOOD, Style.FINE_DINING
CASH, CARD, EXTERNAL = PaymentMethod.CASH, PaymentMethod.CARD, PaymentMethod.EXTERNAL
SEND, WAIT, NEVER = LineKitchen.SEND, LineKitchen.WAIT, LineKitchen.NEVER

BURGERS = replace(BURGER, quantity=2, unit_price=1200)
CHIPS = replace(FRIES, quantity=1, unit_price=450)
DRINK = replace(COLA, unit_price=300)
WATER = Line("L9", "Water", 1, unit_price=250, kitchen=NEVER)

AS_SENT = {
    "burgers": LineAsSent(
        "Burger",
        2,
        line_id="L1",
        unit_price=1200,
        modifiers=("no onion",),
        allergens=("gluten",),
    ),
    "burgers first": LineAsSent("Burger", 2, line_id="L1", unit_price=1200, course=1),
    "chips then": LineAsSent("Fries", 1, line_id="L2", unit_price=450, category="Fries", course=2),
    "chips": LineAsSent("Fries", 1, line_id="L2", unit_price=450, category="Fries"),
    "drink": LineAsSent("Cola", 1, line_id="L3", unit_price=300, category="Drinks"),
    "water": LineAsSent("Water", 1, line_id="L9", unit_price=250, kitchen=NEVER),
}

OFFICE_COMMANDS = (c.CancelOrder, c.MarkCompleted, c.RequestRefund, c.ResolveOtherwise)


def held(*lines: Line) -> tuple[Line, ...]:
    """Return lines that wait to be released, but for what the kitchen never gets."""
    return tuple(line if line.kitchen is NEVER else replace(line, kitchen=WAIT) for line in lines)


def changed_to(*names: str) -> deeds.Change:
    """Return the deed that makes an order of these lines."""
    return deeds.Change(lines=tuple(AS_SENT[name] for name in names))


class Life:
    """One order of till A, from its first revision on; each step is a second after the last."""

    def __init__(
        self,
        *lines: Line,
        style: Style = FAST_FOOD,
        menu: Menu | None = None,
        outside: OutsideAsSent | None = None,
        hold: bool = True,
        **facts: Any,
    ) -> None:
        self.s = 0.0
        self.style = style
        self.menu = menu or Menu()
        self.today = True
        self.changes: list[Change] = []
        lines = lines or (BURGERS, CHIPS)
        fresh = order(*(held(*lines) if hold else lines), **facts)
        origin = Origin.OUTSIDE if outside else Origin.TILL
        self.record = self._hears(take(fresh, self.terms(origin), outside), None)

    def terms(self, origin: Origin = Origin.TILL) -> Terms:
        """Return who does it at this second."""
        return Terms(
            at=T0 + timedelta(seconds=self.s),
            by="webshop" if origin is Origin.OUTSIDE else "Mari",
            fact_id=f"fact-{self.s:g}",
            is_today=lambda _: self.today,
            style=self.style,
            menu=self.menu,
            origin=origin,
            paper=Paper.ASKED,
        )

    @property
    def order(self) -> Order:
        """The order as it stands."""
        return self.record.order

    @property
    def status(self) -> str:
        """The code of its status."""
        return status(self.record).code

    def do(self, *deeds: Asked, origin: Origin = Origin.TILL) -> Life:
        """Do these at the till, each of which must be accepted and is heard by the kitchen."""
        for deed in deeds:
            self.s += 1
            self.record = self._hears(sell(self.record, deed, self.terms(origin)), self.record)
        return self

    def said_outside(self, deed: Asked) -> Life:
        """Let the external system report something."""
        return self.do(deed, origin=Origin.OUTSIDE)

    def tell(self, kind: type[c.Command], s: float = 1.0, **told: Any) -> Life:
        """Give the kitchen or the back office's decision a command that must change something."""
        self.s += s
        if kind in OFFICE_COMMANDS:
            told = {"by": MANAGER} | told
        self.record = self._decided(ask(kind, self.s, **told), self.record)
        return self

    def made(self) -> Life:
        """Let the cooks be ready with each part that they owe."""
        for station in [station for station, part in self.record.parts.items() if owed(part)]:
            self.tell(c.MarkPartReady, station=station)
        return self

    def paid(self, method: PaymentMethod = CASH) -> Life:
        """Take all that is due."""
        return self.do(Pay(method))

    def copied(self) -> Copied:
        """Copy the voided receipt, and let the kitchen hear of it."""
        self.s += 1
        done = copy(self.record, self.terms(), order_id="A-2", number="A2")
        self.record = self._hears(done.original, self.record)
        return done

    def _hears(self, revision: Order, before: OrderRecord | None) -> OrderRecord:
        return self._decided(apply(revision, self.s), before)

    def _decided(self, command: c.Command, before: OrderRecord | None) -> OrderRecord:
        result = decide(before, command, POLICY)
        assert isinstance(result, Decision), result
        self.changes.append(result.change)
        return result.record


def changed(before: Order, after: Order) -> dict[str, Any]:
    """Return each fact that is another now, beside the revision and its deed."""
    assert after.revision == before.revision + 1
    assert after.deeds[:-1] == before.deeds
    assert after.deeds[-1].revision == after.revision
    names = set(before.__struct_fields__) - {"revision", "deeds"}
    return {name: now for name in names if (now := getattr(after, name)) != getattr(before, name)}


def done(life: Life, deed: deeds.Asked) -> tuple[dict[str, Any], Deed]:
    """Do it; return each fact that changed, and the deed that is told."""
    before = life.order
    life.do(deed)
    return changed(before, life.order), life.order.deeds[-1]


def refused(life: Life, deed: deeds.Asked) -> list[tuple[str, str]]:
    """Return the fields that are wrong with a deed, which changes nothing."""
    with pytest.raises(InvalidInput) as caught:
        sell(life.record, deed, life.terms())
    return caught.value.problems
