"""An evening's service, as it would stand if the orders had come when their tickets say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec

from docs.pictured.restaurant import CATEGORY
from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore
from kds.clock import now
from kds.kitchen.kitchen import Kitchen
from kds.orders import commands as c
from kds.orders.order import Order
from kds.orders.part import Actor, ActorKind
from kds.settings.load import load
from tests.acceptance.installation import RunningInstallation

TILL = "W"
COOK = Actor(ActorKind.DISPLAY, "picture")

Line = dict[str, Any]


def line(product: str, quantity: int = 1, **more: Any) -> Line:
    """Return a line of an order, for the station that makes its kind."""
    return {"product": product, "quantity": quantity, "category": CATEGORY[product], **more}


def lines_of(lines: Iterable[Line]) -> list[Line]:
    """Return lines with an id for each that has none."""
    return [{"line_id": f"L{n}", **each} for n, each in enumerate(lines)]


def order_of(facts: dict[str, Any], products: Iterable[str]) -> Order:
    """Return an order of one of each of these products."""
    told = {"service": "dine-in", "lines": lines_of(map(line, products))} | facts
    return msgspec.convert(told, Order, strict=False)


class Service:
    """Applies orders as the kitchen does, and lets cooks work on them, at any time up to now."""

    def __init__(self, kds: RunningInstallation) -> None:
        self._store = OrderStore(kds.bus("kitchen"), Keys("main"), "main")
        self._kitchen = Kitchen(self._store, load(kds.folder / "kds.toml", {}).policy())
        self._orders: dict[str, dict[str, Any]] = {}

    def order(self, number: str, minutes_ago: float, *lines: Line, **facts: Any) -> str:
        """Let an order have come so many minutes ago, promised in `due_min`; return its id."""
        order_id = f"{TILL}-{uuid4().hex[:8]}"
        at = now() - timedelta(minutes=minutes_ago)
        if (due := facts.pop("due_min", None)) is not None:
            facts["due_at"] = (now() + timedelta(minutes=due)).replace(second=0, microsecond=0)
        facts = {"service": "dine-in"} | facts
        told = {"order_id": order_id, "number": number, "accepted_at": at, "revision": 0}
        self._orders[order_id] = told | facts
        self.change(order_id, minutes_ago, *lines)
        return order_id

    def change(self, order_id: str, minutes_ago: float, *lines: Line, **facts: Any) -> None:
        """Let the till have sent the next revision: with these lines, if any, and these facts."""
        order = self._orders[order_id]
        order |= facts | {"revision": order["revision"] + 1}
        if lines:
            order["lines"] = lines_of(lines)
        sent = msgspec.convert(order, Order, strict=False)
        self._do(c.ApplyOrder, order_id, _ago(minutes_ago), order=sent, till=TILL)

    def stamp(self, minutes_ago: float) -> dict[str, Any]:
        """Return who undid a purchase, and when."""
        return {"at": _ago(minutes_ago), "by": "Mari"}

    def cook(self, kind: type[c.Command], order_id: str, minutes_ago: float, **told: Any) -> None:
        """Let a cook have done something with an order."""
        self._do(kind, order_id, _ago(minutes_ago), **told)

    def ready(self, order_id: str, minutes_ago: float, *stations: str) -> None:
        """Let these stations have made their parts."""
        for station in stations:
            self.cook(c.MarkPartReady, order_id, minutes_ago, station=station)

    def settle(self) -> None:
        """Settle what is open, as a manager does at the end of the day."""
        for order_id in self._orders:
            record = self._store.records([order_id])[0]
            owed = any(part.cooking.ready_at is None for part in record.parts.values())
            if owed or record.is_awaiting:
                by = Actor(ActorKind.BACK_OFFICE, "Otto", "Otto")
                told: dict[str, Any] = {"command_id": uuid4().hex, "order_id": order_id}
                settled = c.ResolveOtherwise(by=by, at=now(), reason="closing time", **told)
                self._kitchen.handle(settled)
        self._orders.clear()

    def _do(self, kind: type[c.Command], order_id: str, at: datetime, **told: Any) -> None:
        common: dict[str, Any] = {"command_id": uuid4().hex, "order_id": order_id, "at": at}
        outcome = self._kitchen.handle(kind(by=COOK, **common, **told))
        if outcome.result != "done":
            raise RuntimeError(f"{kind.__name__}: {outcome}")


def _ago(minutes: float) -> datetime:
    return now() - timedelta(minutes=minutes)
