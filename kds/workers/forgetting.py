"""Takes the customers out of orders that were closed long ago, and of their reminders."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from kds.archive.database import Database
from kds.archive.orders import OrderArchive
from kds.kitchen.customers import Customers
from kds.orders.part import Actor, ActorKind

log = logging.getLogger(__name__)

BATCH = 50
REST = timedelta(hours=1)
"""How long it rests when nothing is left to be forgotten."""

ME = Actor(ActorKind.WORKER, "sweep")


class Forgetting:
    """Keeps customers for `days` after their order was closed, and after its last reminder."""

    def __init__(self, customers: Customers, archive: Database, days: int) -> None:
        self._customers = customers
        self._orders = OrderArchive(archive)
        self._days = days
        self._next: datetime | None = None

    def step(self, at: datetime) -> None:
        """Forget the customers of the next batch of orders, the longest closed first."""
        if self._next is not None and at < self._next:
            return
        before = at - timedelta(days=self._days)
        order_ids = self._orders.with_customers_closed_before(before, BATCH)
        if order_ids:
            self._customers.erase_orders(order_ids, f"kept for {self._days} days", ME, at)
        for order_id in order_ids:
            extra = {"action": "customer-forgotten", "order_id": order_id}
            log.info("the customer of an old order is forgotten", extra=extra)
        left = self._orders.with_customers_closed_before(before, BATCH) if order_ids else []
        # One that cannot be forgotten now must not be tried every second.
        self._next = None if left and set(left) != set(order_ids) else at + REST
