"""Orders of till A before a real web process, each step of the till at once on the bus."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from msgspec.structs import replace

from kds.clock import now
from kds.orders import commands as c
from kds.orders.order import Line, LineKitchen, Order, Service
from kds.orders.part import Actor, ActorKind
from kds.orders.record import OrderRecord
from kds.orders.selling import Terms, sell
from kds.orders.selling.deeds import Asked
from kds.orders.selling.giving_back import answer_request
from kds.orders.selling.taking import take
from tests.integration.web_process import WebProcess

BURGERS = Line("L1", "Burger", 2, unit_price=1200, category="Grilled", modifiers=("no onion",))
FRIES = Line("L2", "Fries", 1, unit_price=450, category="Fried", note="extra salt")
WATER = Line("L3", "Water", 1, unit_price=250, kitchen=LineKitchen.NEVER)


class TillOrder:
    """One order, as its till and the kitchen know it."""

    def __init__(self, web: WebProcess, *lines: Line, **facts: Any) -> None:
        self.web = web
        self.order_id = f"A-{uuid4().hex[:8]}"
        given: dict[str, Any] = {
            "number": f"A{uuid4().int % 1000}",
            "revision": 1,
            "accepted_at": now(),
            "service": Service.DINE_IN,
            "lines": tuple(held(line) for line in lines or (BURGERS, FRIES)),
        }
        self._send(take(Order(order_id=self.order_id, **(given | facts)), terms()))

    @property
    def record(self) -> OrderRecord:
        """The order as the kitchen keeps it."""
        (record,) = self.web.kitchen.store.records([self.order_id])
        return record

    @property
    def path(self) -> str:
        """The address of the order."""
        return f"/api/v1/orders/{self.order_id}"

    def do(self, *deeds: Asked) -> TillOrder:
        """Do these at the till."""
        for deed in deeds:
            self._send(sell(self.record, deed, terms()))
        return self

    def answer(self) -> None:
        """Let the till answer what the back office has asked."""
        self._send(answer_request(self.record, self.record.unanswered[0], terms()))

    def tell(self, kind: type[c.Command], **fields: Any) -> None:
        """Let a screen do something, which must change the order."""
        by = Actor(ActorKind.DISPLAY, "d1", "Grill 1")
        common = {"command_id": uuid4().hex, "order_id": self.order_id, "at": now()}
        outcome = self.web.kitchen.handle(kind(**({"by": by} | common | fields)))
        assert outcome.result == "done", outcome

    def _send(self, order: Order) -> None:
        by = Actor(ActorKind.TILL, "A")
        self.tell(c.ApplyOrder, order=order, till="A", by=by)


def held(line: Line) -> Line:
    """Return a line that waits to be released, unless the kitchen never gets it."""
    if line.kitchen is LineKitchen.NEVER:
        return line
    return replace(line, kitchen=LineKitchen.WAIT)


def terms() -> Terms:
    """Return a cashier at this moment."""
    return Terms(at=now(), by="Otto", fact_id=uuid4().hex, is_today=lambda _: True)
