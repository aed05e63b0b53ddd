"""A server that an older kds has filled: what is missing in its indexes is there after a start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import redis

from kds.bus import schema, upgrading
from kds.bus.connect import connect
from kds.bus.keys import SCHEMA_VERSION, Keys
from kds.bus.order_store import OrderStore
from kds.clock import millis
from kds.kitchen.kitchen import Kitchen
from kds.orders import commands as c
from kds.orders.till_facts import Cancellation, Payment, PaymentMethod, Refund
from tests.conftest import Server
from tests.samples import BURGER, POLICY, T0, apply, ask, order

OWED = {
    "payments": (Payment("p1", PaymentMethod.CARD, 1200, T0, "Maija"),),
    "cancelled": Cancellation(T0, "Maija", "left"),
}
ORDERS = upgrading.BATCH + 5


@pytest.fixture
def kitchen(bus: redis.Redis, keys: Keys, site: str) -> Kitchen:
    """A kitchen whose server holds open and closed orders and a refund, as schema 1 has them."""
    found = Kitchen(OrderStore(bus, keys, site), POLICY)
    ids = [f"A-{number:03}" for number in range(ORDERS)]
    found.handle_all([apply(order(BURGER, order_id=each)) for each in ids])
    found.handle_all([ask(c.MarkPartReady, 5, order_id=each, station="grill") for each in ids[::2]])
    found.handle(apply(order(BURGER, order_id="A-owed", **OWED)))
    bus.delete(keys.accepted, keys.refunds)
    bus.set(keys.schema, 1)
    assert bus.zcard(keys.open)
    assert bus.zcard(keys.closed)
    return found


def held(bus: redis.Redis, key: str) -> dict[str, float]:
    """Return a sorted set."""
    found: Any = bus.zrange(key, 0, -1, withscores=True)
    return {member.decode(): score for member, score in found}


def assert_whole(bus: redis.Redis, keys: Keys) -> None:
    """See that the orders can be found again, and the refund."""
    ids = [*(f"A-{number:03}" for number in range(ORDERS)), "A-owed"]
    assert held(bus, keys.accepted) == dict.fromkeys(ids, millis(T0))
    assert held(bus, keys.refunds) == {"A-owed": millis(T0)}
    assert int(bus.get(keys.schema) or 0) == SCHEMA_VERSION


@pytest.mark.usefixtures("kitchen")
def test_orders_of_the_version_before_can_be_found(bus: redis.Redis, keys: Keys) -> None:
    epoch = schema.prepare(bus, keys)
    assert_whole(bus, keys)
    assert schema.prepare(bus, keys) == epoch


def test_what_is_known_as_upgraded_is_not_read_again(
    kitchen: Kitchen, bus: redis.Redis, keys: Keys
) -> None:
    assert kitchen
    bus.set(keys.schema, SCHEMA_VERSION)
    schema.prepare(bus, keys)
    assert held(bus, keys.accepted) == {}


class Interrupted(redis.Redis):
    """A client between whose batches, or inside whose first one, something happens."""

    before: Callable[[int], None] = staticmethod(lambda _: None)
    within: Callable[[tuple[str, ...]], None] = staticmethod(lambda _: None)
    batches = 0

    def transaction(self, func: Callable[[Any], Any], *watches: Any, **kwargs: Any) -> Any:
        self.batches += 1
        self.before(self.batches)
        tries = 0

        def disturbed(pipe: Any) -> Any:
            nonlocal tries
            found = func(pipe)
            tries += 1
            if tries == 1:
                self.within(watches)
            return found

        return super().transaction(disturbed, *watches, **kwargs)


def interrupted(server: Server) -> Interrupted:
    """Return such a client."""
    return Interrupted(connection_pool=connect(server.url).connection_pool)


@pytest.mark.usefixtures("kitchen")
def test_an_upgrade_that_was_cut_off_is_done_whole_at_the_next_start(
    shared_server: Server, bus: redis.Redis, keys: Keys
) -> None:
    def cut(batch: int) -> None:
        if batch == 2:
            raise redis.exceptions.ConnectionError

    dying = interrupted(shared_server)
    dying.before = cut
    with pytest.raises(redis.exceptions.ConnectionError):
        schema.prepare(dying, keys)
    assert len(held(bus, keys.accepted)) == upgrading.BATCH
    assert bus.get(keys.schema) == b"1"

    schema.prepare(bus, keys)
    assert_whole(bus, keys)


def test_a_refund_that_is_given_back_meanwhile_is_not_listed_again(
    shared_server: Server, kitchen: Kitchen, bus: redis.Redis, keys: Keys
) -> None:
    given = Refund("r1", PaymentMethod.CARD, 1200, T0, "Maija", "left")

    def give_back(watched: tuple[str, ...]) -> None:
        (now,) = kitchen.store.records(["A-owed"])
        if keys.order("A-owed") in watched and now.refund_owed:
            sent = order(BURGER, order_id="A-owed", revision=2, refunds=(given,), **OWED)
            assert kitchen.handle(apply(sent, 9)).result == "done"

    slow = interrupted(shared_server)
    slow.within = give_back
    (before,) = kitchen.store.records(["A-owed"])
    schema.prepare(slow, keys)
    (after,) = kitchen.store.records(["A-owed"])
    assert (before.refund_owed > 0, after.refund_owed) == (True, 0)
    assert held(bus, keys.refunds) == {}
