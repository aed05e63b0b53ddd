"""An evening at one station: orders come, change, are started, crossed off and made."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import msgspec

from benchmarks.orders import LINES
from benchmarks.sides import SITE, STATION, TILL
from kds.bus.connect import connect
from kds.bus.envelope import FIELD, ORDER_SUBMITTED, Submitted, seal, till_source
from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore
from kds.clock import now
from kds.kitchen.kitchen import Kitchen
from kds.orders import commands as c
from kds.orders.order import Customer, Line, Order, Service
from kds.orders.part import Actor, ActorKind
from kds.settings.model import Settings, StationSettings

WITHIN_SIGHT = 15
"""Cooks work on the oldest tickets: so many are on the first page of a large screen."""

UNSEEN = 3
"""So many changed tickets wait until a cook says that they are seen."""


class Evening:
    """Keeps so many orders open as there were at first; the same seed is the same evening."""

    def __init__(self, url: str, seed: int) -> None:
        self._client = connect(url)
        keys = Keys(SITE)
        self._stream = keys.orders(TILL)
        stations = {STATION: StationSettings(name="Kitchen")}
        policy = Settings(site=SITE, stations=stations).policy()
        self._store = OrderStore(self._client, keys, SITE)
        self._kitchen = Kitchen(self._store, policy)
        self._random = random.Random(seed)
        self._came = 0
        self._open: list[Order] = []
        """The oldest first, as on the screen."""
        self._changed: list[Order] = []
        self._started: set[str] = set()
        self._struck: set[str] = set()

    def fill(self, orders: int) -> None:
        """Let orders come."""
        for _ in range(orders):
            self._come()

    def happen(self, number: int) -> tuple[str, str]:
        """Let the event of this number happen; return its name and the id of its order.

        Of six in a row, one order comes and one is made.
        """
        events: dict[str, Callable[[], Order]] = {
            "new": self._come,
            "started": self._start,
            "struck": self._strike,
            "changed": self._change,
            "seen": self._see if len(self._changed) > UNSEEN else self._change,
            "ready": self._make,
        }
        name = list(events)[number % len(events)]
        return name, events[name]().order_id

    def _come(self) -> Order:
        self._came += 1
        count = self._random.randint(1, 6)
        order = Order(
            order_id=f"bench-{self._came:06}",
            number=f"{TILL}{self._came % 1000}",
            revision=1,
            accepted_at=now(),
            service=self._random.choice([Service.DINE_IN, Service.TAKEAWAY]),
            lines=tuple(_line(number) for number in range(count)),
            table=str(self._came % 40 + 1),
            customer=Customer(name="Aino"),
        )
        self._open.append(order)
        return self._submit(order)

    def _change(self) -> Order:
        before = self._random.choice([each for each in self._open if each not in self._changed])
        lines = (*before.lines, _line(len(before.lines)))
        after = msgspec.structs.replace(before, revision=before.revision + 1, lines=lines)
        self._open[self._open.index(before)] = after
        self._changed.append(after)
        return self._submit(after)

    def _see(self) -> Order:
        order = self._changed.pop(0)
        return self._ask(order, c.MarkPartSeen(**_by(order), station=STATION))

    def _start(self) -> Order:
        fresh = [each for each in self._open if each.order_id not in self._started]
        order = self._random.choice(fresh[:WITHIN_SIGHT])
        self._started.add(order.order_id)
        return self._ask(order, c.StartPart(**_by(order), station=STATION))

    def _strike(self) -> Order:
        """Cross a line off, which begins the work, or take that back."""
        order = self._random.choice(self._at_hand())
        self._started.add(order.order_id)
        struck = order.order_id not in self._struck
        self._struck ^= {order.order_id}
        command = c.StrikeLines(**_by(order), station=STATION, line_ids=("L1",), struck=struck)
        return self._ask(order, command)

    def _make(self) -> Order:
        order = self._random.choice(self._at_hand())
        self._open.remove(order)
        return self._ask(order, c.MarkPartReady(**_by(order), station=STATION))

    def _at_hand(self) -> list[Order]:
        """Return the oldest orders that nobody has changed a moment ago."""
        busy = {order.order_id for order in self._changed}
        return [each for each in self._open if each.order_id not in busy][:WITHIN_SIGHT]

    def _submit(self, order: Order) -> Order:
        source = till_source(SITE, TILL)
        body = seal(ORDER_SUBMITTED, source, order.order_id, Submitted(order))
        self._client.xadd(self._stream, {FIELD: body})
        return order

    def _ask(self, order: Order, command: c.Command) -> Order:
        outcome = self._kitchen.handle(command)
        if outcome.result != "done":
            raise RuntimeError(f"{type(command).__name__}: {outcome.reason or outcome.result}")
        return order


def _line(number: int) -> Line:
    return msgspec.structs.replace(LINES[number % len(LINES)], line_id=f"L{number + 1}")


def _by(order: Order) -> dict[str, Any]:
    return {
        "command_id": uuid4().hex,
        "order_id": order.order_id,
        "by": Actor(ActorKind.BACK_OFFICE, "benchmark"),
        "at": now(),
    }
