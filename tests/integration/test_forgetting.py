"""A customer is erased everywhere: orders, archive, reminders, streams, what was set aside."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest
import redis
from msgspec.structs import replace

from kds.archive.database import Database
from kds.archive.opt_outs import OptOuts
from kds.archive.orders import Kept, OrderArchive
from kds.archive.reminders import Reminder, ReminderBook
from kds.bus.envelope import (
    CUSTOMER_FORGOTTEN,
    ORDER_SUBMITTED,
    Submitted,
    open_from_kitchen,
    seal,
    till_source,
)
from kds.bus.erasing import digest_of
from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore
from kds.bus.till_streams import Entry, TillStreams
from kds.kitchen.customers import Customers
from kds.kitchen.kitchen import Kitchen
from kds.orders import commands as c
from kds.orders.order import Customer, Order
from kds.orders.pickup import CalledHow
from kds.texting.phones import parse
from tests.samples import BURGER, MANAGER, POLICY, T0, apply, ask, order, wish

AINO = Customer(name="Aino Aalto", phone="040 123 4567")
PHONE = "+358401234567"
OLLI = Customer(name="Olli Onni", phone="050 765 4321")


def normal(phone: str) -> str | None:
    """Return a Finnish number as E.164 writes it."""
    return parse(phone, "FI")


@pytest.fixture
def kitchen(bus: redis.Redis, keys: Keys, site: str) -> Kitchen:
    """The kitchen of this test's site."""
    return Kitchen(OrderStore(bus, keys, site), POLICY)


@pytest.fixture
def customers(
    kitchen: Kitchen, bus: redis.Redis, keys: Keys, site: str, archive: Database
) -> Customers:
    """The customers of this test's site, with one till."""
    return Customers(kitchen, bus, keys, site=site, archive=archive, tills=["A"], normal=normal)


def sent(order_id: str, customer: Customer, number: int = 1) -> Order:
    """Return an order of a customer."""
    return order(BURGER, order_id=order_id, number=f"A{number}", customer=customer)


def taken(kitchen: Kitchen, order_id: str, customer: Customer) -> None:
    """Let the kitchen have an order whose customer is called by a text."""
    assert kitchen.handle(apply(sent(order_id, customer))).ok
    call = ask(
        c.CallCustomer,
        60,
        order_id=order_id,
        how=CalledHow.READY_FOR_CUSTOMER,
        text=wish(f"text-{order_id}", parse(customer.phone or "", "FI")),
    )
    assert kitchen.handle(call).ok


def everything(bus: redis.Redis, keys: Keys) -> str:
    """Return all that stands under the site's keys, as one text."""
    said = []
    for key in bus.scan_iter(f"{keys.prefix}*", count=1000):
        kind = bus.type(key)
        read: dict[bytes, Any] = {
            b"string": bus.get,
            b"hash": bus.hgetall,
            b"list": lambda name: bus.lrange(name, 0, -1),
            b"set": bus.smembers,
            b"zset": lambda name: bus.zrange(name, 0, -1),
            b"stream": bus.xrange,
        }
        said.append(f"{key!r} {read[kind](key)!r}")  # type: ignore[index]
    return "\n".join(said)


def test_nothing_of_an_erased_customer_is_left_and_all_of_the_others(
    customers: Customers,
    kitchen: Kitchen,
    bus: redis.Redis,
    keys: Keys,
    *,
    site: str,
    archive: Database,
) -> None:
    streams = TillStreams(bus, keys, site, ["A"], "test")
    streams.prepare()
    for order_id, customer in (("A-1", AINO), ("A-2", OLLI)):
        data = Submitted(sent(order_id, customer))
        event = seal(ORDER_SUBMITTED, till_source(site, "A"), order_id, data)
        bus.xadd(keys.orders("A"), {"event": event})
        taken(kitchen, order_id, customer)
    entries = streams.new()
    streams.set_aside(entries[0], "it is broken", T0, None, "A-1")
    unread = Entry("A", "9-0", b'{"customer": {"name": "Aino", "phone": "040-1234567"}}')
    streams.set_aside(unread, "it is broken", T0, None, None)
    streams.acknowledge(entries)
    OptOuts(archive).add(PHONE, T0, MANAGER)
    assert "Aino" in everything(bus, keys)

    erased = customers.erase(PHONE, "asked for it", MANAGER, T0 + timedelta(hours=1))

    left = everything(bus, keys)
    for said in ("Aino", "040 123 4567", "040-1234567", PHONE):
        assert said not in left, said
    assert "Olli" in left
    assert (erased.orders, erased.set_aside) == (1, 2)
    assert OptOuts(archive).has([PHONE]) == set()
    newest = open_from_kitchen(bus.xrevrange(keys.events, count=1)[0][1][b"event"])  # type: ignore[index]
    assert newest.type == CUSTOMER_FORGOTTEN
    assert newest.forgotten().digest == digest_of(PHONE)


def test_what_the_kitchen_has_not_read_is_not_lost_and_comes_in_without_the_customer(
    customers: Customers, kitchen: Kitchen, bus: redis.Redis, keys: Keys, site: str
) -> None:
    streams = TillStreams(bus, keys, site, ["A"], "test")
    streams.prepare()
    taken(kitchen, "A-1", AINO)
    later = replace(sent("A-1", AINO), revision=2, note="with candles")
    event = seal(ORDER_SUBMITTED, till_source(site, "A"), "A-1", Submitted(later))
    bus.xadd(keys.orders("A"), {"event": event})

    customers.erase(PHONE, "asked for it", MANAGER, T0 + timedelta(hours=1))

    assert len(streams.new()) == 1
    assert kitchen.handle(apply(later, 7200)).ok
    (record,) = kitchen.store.records(["A-1"])
    assert (record.order.note, record.order.customer) == ("with candles", None)


def test_archived_orders_and_reminders_are_erased_too(
    customers: Customers, kitchen: Kitchen, bus: redis.Redis, keys: Keys, archive: Database
) -> None:
    taken(kitchen, "A-1", AINO)
    collected = ask(
        c.CollectOrder,
        90,
        collected_name="Aino",
        reminders=(wish("r1", PHONE, after_s=1e7),),
    )
    assert kitchen.handle(collected).ok
    (record,) = kitchen.store.records(["A-1"])
    book, orders = ReminderBook(archive), OrderArchive(archive)
    book.file([Reminder("r1", "A-1", "A1", "Aino Aalto", record.reminders[0])])
    orders.put([Kept(record, (), T0)])
    for key in bus.scan_iter(f"{keys.prefix}*", count=1000):
        bus.delete(key)
    assert [each.order_id for each in customers.known(PHONE).orders] == ["A-1"]

    customers.erase(PHONE, "asked for it", MANAGER, T0 + timedelta(days=1))

    assert customers.known(PHONE).orders == ()
    left = msgspec.json.encode([orders.get(["A-1"]), book.of_order("A-1")]).decode()
    for said in ("Aino", PHONE):
        assert said not in left
    assert book.due(T0 + timedelta(days=365), 10) == []
    again = customers.erase(PHONE, "asked for it", MANAGER, T0 + timedelta(days=2))
    assert again.orders == 0


def test_a_number_that_ends_alike_in_another_country_is_somebody_else(
    customers: Customers, kitchen: Kitchen, archive: Database
) -> None:
    taken(kitchen, "A-1", AINO)
    (record,) = kitchen.store.records(["A-1"])
    OrderArchive(archive).put([Kept(record, (), T0)])

    swede = "+46401234567"
    assert customers.known(swede).orders == ()
    assert customers.erase(swede, "asked for it", MANAGER, T0).orders == 0
    assert kitchen.store.records(["A-1"])[0].order.customer == AINO


def test_tills_still_hear_how_an_erased_order_stands(
    customers: Customers, kitchen: Kitchen, bus: redis.Redis, keys: Keys
) -> None:
    taken(kitchen, "A-1", AINO)

    customers.erase(PHONE, "asked for it", MANAGER, T0 + timedelta(hours=1))

    entries: Any = bus.xrange(keys.events)
    left = [open_from_kitchen(fields[b"event"]) for _, fields in entries]
    assert [each.type for each in left] == ["kds.customer.erased.v1", CUSTOMER_FORGOTTEN]
