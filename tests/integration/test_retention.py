"""Customers of orders that were closed long ago are forgotten, once, and nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
import redis

from kds.archive.database import Database
from kds.archive.orders import Kept, OrderArchive
from kds.archive.reminders import Reminder, ReminderBook
from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore
from kds.kitchen.customers import Customers
from kds.kitchen.kitchen import Kitchen
from kds.orders.order import Customer
from kds.orders.text import TextKind, asked
from kds.texting.phones import normal
from kds.workers.forgetting import Forgetting
from tests.samples import BURGER, MANAGER, POLICY, T0, apply, order, wish

DAYS = 90
PHONE = "+358401234567"


def test_old_customers_go_and_those_with_a_later_reminder_stay(
    bus: redis.Redis,
    keys: Keys,
    site: str,
    archive: Database,
    caplog: pytest.LogCaptureFixture,
) -> None:
    kitchen = Kitchen(OrderStore(bus, keys, site), POLICY)
    orders, book = OrderArchive(archive), ReminderBook(archive)
    ages = {"A-old": 91, "A-new": 89, "A-reminded": 91}
    at = T0 + timedelta(days=100)
    for order_id, days in ages.items():
        made = order(BURGER, order_id=order_id, customer=Customer(name="Aino", phone=PHONE))
        assert kitchen.handle(apply(made)).ok
        (record,) = kitchen.store.records([order_id])
        orders.put([Kept(record, (), at - timedelta(days=days))])
        bus.delete(keys.order(order_id))
    reminder = asked(wish("r1", PHONE, after_s=86400 * 50), TextKind.REMINDER, T0, MANAGER)
    book.file([Reminder("r1", "A-reminded", "A1", "Aino", reminder)])
    customers = Customers(
        kitchen,
        bus,
        keys,
        site=site,
        archive=archive,
        tills=["A"],
        normal=lambda phone: normal(phone, "FI"),
    )
    caplog.set_level("INFO")
    Forgetting(customers, archive, DAYS).step(at)

    found = orders.records(list(ages))
    named = {order_id for order_id, each in found.items() if each.order.customer}
    assert named == {"A-new", "A-reminded"}
    gone = found["A-old"].erased
    assert gone is not None
    assert gone.reason == "kept for 90 days"
    assert "Aino" not in caplog.text
    assert PHONE not in caplog.text
