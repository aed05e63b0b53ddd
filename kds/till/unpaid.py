"""Orders of external systems that nobody pays: ended here when the system never tells."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from kds.errors import InvalidInput, Refused
from kds.orders.order import Order
from kds.orders.record import OrderRecord
from kds.orders.selling.deeds import PaymentResult, ReportPayment
from kds.orders.status import Status, status
from kds.orders.till_facts import OutsideState
from kds.settings.model import UNPAID_AFTER_MIN, Settings
from kds.till.cashier import Cashier, Request
from kds.till.disk import Disk
from kds.till.guard import POS_SOFTWARE
from kds.till.outbox import ORDER_JSON

log = logging.getLogger(__name__)

TOO_LATE = ReportPayment(PaymentResult.CANCELLED, reason="not paid in the web shop in time")


class Unpaid:
    """Cancels, for one till, what was placed outside and is not paid in time."""

    def __init__(self, disk: Disk, cashier: Cashier, settings: Settings) -> None:
        self._disk = disk
        self._cashier = cashier
        self._settings = settings

    def cancel(self, at: datetime) -> int:
        """Cancel every order whose time to be paid is over; return how many."""
        gone = 0
        for order in [order for order in self._pending() if self._is_too_late(order, at)]:
            try:
                self._cashier.do(Request(order.order_id, POS_SOFTWARE, None, _require), TOO_LATE)
                gone += 1
            except (Refused, InvalidInput) as error:
                # Paid at this moment, or not to be cancelled: the next one is.
                log.info(
                    "an order that is not paid stays: %s",
                    error,
                    extra={"action": "cancel-unpaid", "order_id": order.order_id},
                )
        return gone

    def _pending(self) -> Iterator[Order]:
        rows = self._disk.reader().execute("SELECT content FROM orders WHERE is_open")
        for row in rows:
            order = ORDER_JSON.decode(row["content"])
            if _waits(order):
                yield order

    def _is_too_late(self, order: Order, at: datetime) -> bool:
        outside = order.outside
        system = self._settings.systems.get(outside.system) if outside else None
        minutes = system.cancel_unpaid_after_min if system else UNPAID_AFTER_MIN
        return outside is not None and at - outside.since >= timedelta(minutes=minutes)


def _waits(order: Order) -> bool:
    """Tell whether the system that placed it has not yet told that it is paid."""
    outside = order.outside
    return outside is not None and outside.placed and outside.state is OutsideState.PENDING


def _require(record: OrderRecord) -> None:
    if status(record) is not Status.PENDING or not _waits(record.order):
        raise Refused("not_needed", "Order {number} waits no longer.", number=record.order.number)
