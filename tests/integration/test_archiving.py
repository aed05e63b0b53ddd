"""Closed orders leave the server for the archive, and nothing is lost, doubled or cooked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import redis
from msgspec.structs import replace

from kds.archive.database import Database
from kds.archive.orders import Kept, OrderArchive
from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore
from kds.errors import NotReachable
from kds.kitchen.customers import Customers
from kds.kitchen.kitchen import Kitchen
from kds.orders import commands as c
from kds.orders.events import EventType
from kds.orders.order import Customer, Order, Service
from kds.orders.pickup import CalledHow
from kds.orders.record import OrderRecord
from kds.orders.status import Status, status
from kds.orders.till_facts import Payment, PaymentMethod, Receipt, Refund, RefundedLine
from kds.settings.model import CounterSettings, Settings
from kds.texting.phones import parse
from kds.workers.archiving import Archiver, may_leave
from tests.samples import BURGER, MANAGER, POLICY, T0, apply, ask, order

PAID = Payment("p1", PaymentMethod.CARD, 1200, T0, "Maija")
RECEIPT = Receipt(T0, "Maija")
MORNING = datetime(2026, 11, 21, 6, tzinfo=UTC)
"""Of the business day after the orders'."""


@pytest.fixture
def orders(archive: Database) -> OrderArchive:
    """The archive's orders."""
    return OrderArchive(archive)


@pytest.fixture
def kitchen(bus: redis.Redis, keys: Keys, site: str, orders: OrderArchive) -> Kitchen:
    """A kitchen that asks the archive for what is marked."""
    return Kitchen(OrderStore(bus, keys, site, archived=orders.records), POLICY)


@pytest.fixture
def archiver(kitchen: Kitchen, bus: redis.Redis, keys: Keys, orders: OrderArchive) -> Archiver:
    """The archiver of this test's site."""
    return Archiver(Settings(), bus, keys, kitchen.store, orders)


def sent(order_id: str = "A-1", **facts: Any) -> Order:
    """Return an order that was paid, with its receipt."""
    line = replace(BURGER, unit_price=1200)
    given = {"order_id": order_id, "payments": (PAID,), "receipt": RECEIPT} | facts
    return order(line, **given)


def closed(kitchen: Kitchen, order_id: str = "A-1", **facts: Any) -> OrderRecord:
    """Let an order be made, so that nothing of it is open."""
    assert kitchen.handle(apply(sent(order_id, **facts))).ok
    assert kitchen.handle(ask(c.MarkPartReady, 60, order_id=order_id, station="grill")).ok
    return kitchen.store.records([order_id])[0]


def keys_with(bus: redis.Redis, keys: Keys, order_id: str) -> set[str]:
    """Return every index in which an order still is."""
    found = set()
    for key in bus.scan_iter(f"{keys.prefix}*"):
        kind = bus.type(key)
        members: Any = bus.zrange(key, 0, -1) if kind == b"zset" else ()
        members = bus.smembers(key) if kind == b"set" else members
        if any(each.decode().startswith(order_id) for each in members):
            found.add(key.decode().removeprefix(keys.prefix))
    return found


def test_a_closed_order_of_yesterday_leaves_and_only_a_mark_stays(
    kitchen: Kitchen, archiver: Archiver, orders: OrderArchive, bus: redis.Redis, keys: Keys
) -> None:
    record = closed(kitchen)
    history = kitchen.store.history("A-1")

    archiver.step(MORNING)

    kept = orders.get(["A-1"])["A-1"]
    assert (kept.record, list(kept.history)) == (record, history)
    assert kitchen.store.records(["A-1"]) == []
    assert keys_with(bus, keys, "A-1") == set()
    assert bus.hkeys(keys.order("A-1")) == [b"version", b"archived"]
    assert 0 < bus.ttl(keys.order("A-1")) <= 14 * 24 * 3600
    assert not bus.exists(keys.history("A-1"))


def test_nothing_leaves_on_its_own_day_nor_while_something_is_owed(
    kitchen: Kitchen, archiver: Archiver, bus: redis.Redis, keys: Keys
) -> None:
    closed(kitchen, "A-1")
    assert kitchen.handle(apply(sent("A-2"))).ok

    archiver.step(T0 + timedelta(hours=1))
    assert len(kitchen.store.records(["A-1", "A-2"])) == 2
    assert bus.ttl(keys.order("A-1")) == -1, "nothing goes by itself"

    Archiver(Settings(), bus, keys, kitchen.store, archiver._archive).step(MORNING)
    assert [each.order_id for each in kitchen.store.records(["A-1", "A-2"])] == ["A-2"]


def test_a_late_double_changes_nothing_and_is_not_cooked_again(
    kitchen: Kitchen, archiver: Archiver, orders: OrderArchive
) -> None:
    record = closed(kitchen)
    archiver.step(MORNING)

    outcome = kitchen.handle(apply(record.order, 80_000))

    assert outcome.result == "unchanged"
    assert kitchen.store.records(["A-1"]) == []
    assert orders.get(["A-1"])["A-1"].record == record


def test_a_refund_days_later_goes_on_from_the_archived_order_and_is_archived_again(
    kitchen: Kitchen, archiver: Archiver, orders: OrderArchive, bus: redis.Redis, keys: Keys
) -> None:
    record = closed(kitchen)
    steps = len(kitchen.store.history("A-1"))
    archiver.step(MORNING)
    back = Refund(
        "r1", PaymentMethod.CARD, 1200, MORNING, "Maija", "cold", (RefundedLine("L1", 1),)
    )

    refunded = replace(record.order, revision=2, refunds=(back,))
    assert kitchen.handle(apply(refunded, 80_000)).result == "done"

    (here,) = kitchen.store.records(["A-1"])
    assert status(here) is Status.FULLY_REFUNDED
    assert here.version == record.version + 1
    assert "accepted" in keys_with(bus, keys, "A-1")
    assert keys_with(bus, keys, "A-1").isdisjoint({"open", "board:grill", "board:pass"})
    assert bus.ttl(keys.order("A-1")) == -1
    Archiver(Settings(), bus, keys, kitchen.store, orders).step(MORNING + timedelta(days=2))
    kept = orders.get(["A-1"])["A-1"]
    assert kept.record == here
    assert len(kept.history) == steps + 1


def test_what_moves_on_between_archive_and_release_stays(
    kitchen: Kitchen, bus: redis.Redis, keys: Keys, orders: OrderArchive
) -> None:
    record = closed(kitchen)
    assert kitchen.handle(ask(c.RecallPart, 90, station="grill")).ok

    assert not kitchen.store.release(record)
    assert status(kitchen.store.records(["A-1"])[0]) is Status.IN_KITCHEN


def test_an_order_behind_a_mark_waits_for_an_archive_that_is_away(
    kitchen: Kitchen, archiver: Archiver, bus: redis.Redis, keys: Keys, *, site: str
) -> None:
    record = closed(kitchen)
    archiver.step(MORNING)
    away = OrderArchive(Database("postgresql://nobody@127.0.0.1:1/none"))
    without = Kitchen(OrderStore(bus, keys, site, archived=away.records), POLICY)

    with pytest.raises(NotReachable):
        without.handle(apply(record.order, 80_000))
    assert kitchen.handle(apply(record.order, 80_000)).result == "unchanged"


def test_what_is_paid_and_not_collected_stays_as_long_as_the_settings_say(
    kitchen: Kitchen,
) -> None:
    record = closed(kitchen, service=Service.TAKEAWAY)
    called = kitchen.handle(ask(c.CallCustomer, 70, how=CalledHow.READY_FOR_CUSTOMER))
    assert called.ok
    (record,) = kitchen.store.records(["A-1"])
    workshop = Settings(counter=CounterSettings(uncollected_days=30))

    assert may_leave(record, MORNING, Settings())
    assert not may_leave(record, MORNING + timedelta(days=29), workshop)
    assert may_leave(record, MORNING + timedelta(days=31), workshop)


def test_many_are_archived_batch_by_batch_past_those_that_stay(
    kitchen: Kitchen, archiver: Archiver, orders: OrderArchive
) -> None:
    for n in range(130):
        if n % 3:
            closed(kitchen, f"A-{n}")
        else:
            assert kitchen.handle(apply(sent(f"A-{n}"))).ok
    for _ in range(3):
        archiver.step(MORNING)

    assert orders.counts().orders == 86
    assert len(kitchen.store.records([f"A-{n}" for n in range(130)])) == 44


def test_an_order_that_began_anew_after_a_reset_is_archived_all_the_same(
    kitchen: Kitchen, bus: redis.Redis, keys: Keys, orders: OrderArchive
) -> None:
    record = closed(kitchen)
    Archiver(Settings(), bus, keys, kitchen.store, orders).step(MORNING)
    for key in bus.scan_iter(f"{keys.prefix}*"):
        bus.delete(key)
    anew = closed(kitchen, note="with candles")
    assert anew.version == record.version

    Archiver(Settings(), bus, keys, kitchen.store, orders).step(MORNING + timedelta(days=1))

    assert kitchen.store.records(["A-1"]) == []
    kept = orders.get(["A-1"])["A-1"]
    assert kept.record.order.note == "with candles"
    assert len(kept.history) == 2 * anew.version
    later = replace(anew.order, revision=2, note="and more")
    assert kitchen.handle(apply(later, 80_000)).result == "done"


def test_what_began_anew_is_archived_once_though_the_worker_died_amid_it(
    kitchen: Kitchen, bus: redis.Redis, keys: Keys, orders: OrderArchive
) -> None:
    closed(kitchen)
    Archiver(Settings(), bus, keys, kitchen.store, orders).step(MORNING)
    for key in bus.scan_iter(f"{keys.prefix}*"):
        bus.delete(key)
    anew = closed(kitchen, note="with candles")
    moved = [
        replace(each, version=each.version + anew.version) for each in kitchen.store.history("A-1")
    ]
    written = replace(anew, version=2 * anew.version)
    orders.put([Kept(written, tuple(moved), anew.updated_at)])

    Archiver(Settings(), bus, keys, kitchen.store, orders).step(MORNING + timedelta(days=1))

    assert kitchen.store.records(["A-1"]) == []
    kept = orders.get(["A-1"])["A-1"]
    assert (kept.record, len(kept.history)) == (written, 2 * anew.version)
    later = replace(anew.order, revision=2, note="and more")
    assert kitchen.handle(apply(later, 80_000)).result == "done"


def test_an_archived_order_tells_all_that_was_done_though_its_customer_is_erased(
    kitchen: Kitchen,
    archive: Database,
    orders: OrderArchive,
    bus: redis.Redis,
    keys: Keys,
    *,
    site: str,
) -> None:
    record = closed(kitchen, customer=Customer(name="Aino Aalto", phone="040 123 4567"))
    steps = len(kitchen.store.history("A-1"))
    Archiver(Settings(), bus, keys, kitchen.store, orders).step(MORNING)
    back = Refund(
        "r1", PaymentMethod.CARD, 1200, MORNING, "Maija", "cold", (RefundedLine("L1", 1),)
    )
    refunded = replace(record.order, revision=2, refunds=(back,))
    assert kitchen.handle(apply(refunded, 80_000)).result == "done"
    customers = Customers(
        kitchen,
        bus,
        keys,
        site=site,
        archive=archive,
        tills=["A"],
        normal=lambda phone: parse(phone, "FI"),
    )

    customers.erase("+358401234567", "asked for it", MANAGER, MORNING + timedelta(hours=1))

    assert kitchen.store.records(["A-1"]) == []
    kept = orders.get(["A-1"])["A-1"]
    assert kept.record.order.customer is None
    assert [each.version for each in kept.history] == list(range(1, steps + 3))
    assert kept.history[-1].type == EventType.CUSTOMER_ERASED.type_name


def test_an_archive_that_lacks_an_order_lets_nothing_be_cooked_again(
    kitchen: Kitchen, archiver: Archiver, bus: redis.Redis, keys: Keys, site: str
) -> None:
    record = closed(kitchen)
    archiver.step(MORNING)
    empty = Kitchen(OrderStore(bus, keys, site, archived=lambda _: {}), POLICY)

    with pytest.raises(NotReachable, match="lacks order A-1"):
        empty.handle(apply(record.order, 80_000))
    assert bus.hexists(keys.order("A-1"), "archived")
