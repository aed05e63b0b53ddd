"""An archive that is away: what needs it waits, and holds nothing else up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

import pytest
import redis
from msgspec.structs import replace

from kds.archive.database import Database
from kds.archive.orders import OrderArchive
from kds.bus.envelope import FIELD, ORDER_SUBMITTED, Submitted, seal, till_source
from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore
from kds.bus.till_streams import BATCH, GROUP, TillStreams
from kds.errors import NotReachable
from kds.kitchen.kitchen import Kitchen
from kds.orders import commands as c
from kds.orders.order import Order
from kds.orders.record import OrderRecord
from kds.orders.till_facts import Payment, PaymentMethod, Receipt
from kds.settings.model import Settings
from kds.workers.archiving import Archiver
from kds.workers.route import Patient, Router
from tests.samples import BURGER, POLICY, T0, apply, ask, order

NOBODY = "postgresql://nobody@127.0.0.1:1/none"
MORNING = datetime(2026, 11, 21, 6, tzinfo=UTC)
MANY = BATCH + 30
"""More than one read of a till's stream gives."""


class Moving:
    """An archive that can be taken away and brought back, and counts how often it was asked."""

    def __init__(self, there: Database) -> None:
        self.there = OrderArchive(there)
        self._elsewhere = Database(NOBODY)
        self.away = OrderArchive(self._elsewhere)
        self.is_away = False
        self.asked = 0

    def records(self, order_ids: Sequence[str]) -> Mapping[str, OrderRecord]:
        """Return what is archived, or find out that nobody answers."""
        self.asked += 1
        return (self.away if self.is_away else self.there).records(order_ids)

    def close(self) -> None:
        """End the connections of both."""
        self._elsewhere.close()


@pytest.fixture
def moving(archive: Database) -> Iterator[Moving]:
    """The archive of this test."""
    one = Moving(archive)
    yield one
    one.close()


@pytest.fixture
def kitchen(bus: redis.Redis, keys: Keys, site: str, moving: Moving) -> Kitchen:
    """A kitchen that asks the archive for what is marked."""
    return Kitchen(OrderStore(bus, keys, site, archived=moving.records), POLICY)


@pytest.fixture
def streams(bus: redis.Redis, keys: Keys, site: str) -> TillStreams:
    """The till's stream, as the route worker reads it."""
    streams = TillStreams(bus, keys, site, ["A"], "route")
    streams.prepare()
    return streams


def archived(kitchen: Kitchen, archiver: Archiver, count: int) -> list[Order]:
    """Let the archive have orders, of which the server keeps the mark."""
    paid = Payment("p1", PaymentMethod.CARD, 1200, T0, "Maija")
    line = replace(BURGER, unit_price=1200)
    receipt = Receipt(T0, "Maija")
    orders = [
        order(line, order_id=f"A-{n}", number=f"A{n}", payments=(paid,), receipt=receipt)
        for n in range(count)
    ]
    outcomes = kitchen.handle_all([apply(each) for each in orders])
    ready = [ask(c.MarkPartReady, 60, order_id=o.order_id, station="grill") for o in orders]
    outcomes = [*outcomes, *kitchen.handle_all(ready)]
    assert all(each.ok for each in outcomes)
    for _ in range(0, count, 100):
        archiver.step(MORNING)
    assert not kitchen.store.records([each.order_id for each in orders])
    return orders


def say(bus: redis.Redis, keys: Keys, site: str, orders: Sequence[Order]) -> None:
    """Write orders into the till's stream."""
    for each in orders:
        event = seal(ORDER_SUBMITTED, till_source(site, "A"), each.order_id, Submitted(each))
        bus.xadd(keys.orders("A"), {FIELD: event})


def pending(bus: redis.Redis, keys: Keys) -> int:
    """Return how many entries were read and not finished."""
    return int(bus.xpending(keys.orders("A"), GROUP)["pending"])  # type: ignore[index]


def test_many_that_wait_hold_up_nobody_behind_them(
    kitchen: Kitchen,
    moving: Moving,
    streams: TillStreams,
    bus: redis.Redis,
    *,
    keys: Keys,
    site: str,
) -> None:
    archiver = Archiver(Settings(), bus, keys, kitchen.store, moving.there)
    waiting = [
        replace(each, revision=2, note="with candles") for each in archived(kitchen, archiver, MANY)
    ]
    say(bus, keys, site, [*waiting, order(BURGER, order_id="A-new", number="A999")])
    while streams.new():
        pass  # A worker read all of it, and died.
    moving.is_away = True
    router = Router(site, kitchen, streams, rest_s=0)

    router.start()

    assert [each.order_id for each in kitchen.store.records(["A-new"])] == ["A-new"]
    assert pending(bus, keys) == MANY
    say(bus, keys, site, [order(BURGER, order_id="A-newer", number="A998")])
    router.step()
    assert kitchen.store.records(["A-newer"])
    assert pending(bus, keys) == MANY

    moving.is_away = False
    say(bus, keys, site, [order(BURGER, order_id="A-newest", number="A997")])
    router.step()
    assert pending(bus, keys) == 0
    back = kitchen.store.records([each.order_id for each in waiting])
    assert [(each.order.revision, each.order.note) for each in back] == [(2, "with candles")] * MANY


def test_what_waits_is_not_tried_before_the_rest_is_over(
    kitchen: Kitchen,
    moving: Moving,
    streams: TillStreams,
    bus: redis.Redis,
    *,
    keys: Keys,
    site: str,
) -> None:
    archiver = Archiver(Settings(), bus, keys, kitchen.store, moving.there)
    (kept,) = archived(kitchen, archiver, 1)
    say(bus, keys, site, [replace(kept, revision=2)])
    moving.is_away = True
    router = Router(site, kitchen, streams, rest_s=3600)
    router.start()
    router.step()
    moving.is_away = False
    asked = moving.asked

    say(bus, keys, site, [order(BURGER, order_id="A-new", number="A999")])
    router.step()

    assert (moving.asked, pending(bus, keys)) == (asked, 1)
    assert kitchen.store.records(["A-new"])


def test_of_many_orders_one_finds_out_that_the_archive_is_away(moving: Moving) -> None:
    moving.is_away = True
    patient, hurried = Patient(moving.records, rest_s=3600), Patient(moving.records, rest_s=0)
    for _ in range(3):
        with pytest.raises(NotReachable, match="does not answer"):
            patient(["A-1"])
    assert moving.asked == 1

    with pytest.raises(NotReachable):
        hurried(["A-1"])
    moving.is_away = False
    assert hurried(["A-1"]) == {}
