"""The suggested pickup time: by what the kitchen owes, and how long it took of late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from kds.orders.part import Cooking, CookingState, Delivery, DeliveryState, Part
from kds.orders.promise import suggested_time, suggested_wait
from kds.orders.record import OrderRecord
from tests.samples import BURGER, T0, order


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def made(took: float, ready: float, station: str = "grill") -> OrderRecord:
    """Return an order that was ready at a minute, after so many."""
    ready_at = T0 + minutes(ready)
    return _record(station, ready - took, Cooking(CookingState.READY, ready_at=ready_at))


def owed(station: str = "grill", due: float | None = None) -> OrderRecord:
    record = _record(station, 0, Cooking())
    due_at = None if due is None else T0 + minutes(due)
    return replace(record, order=replace(record.order, due_at=due_at))


def _record(station: str, since: float, cooking: Cooking) -> OrderRecord:
    at = T0 + minutes(since)
    delivery = Delivery(DeliveryState.CONFIRMED, 1, 1, at, at)
    part = Part(station, ("L1",), at, delivery, cooking)
    return OrderRecord(order(BURGER), "A", 1, at, at, parts={station: part})


def wait(*records: OrderRecord) -> float:
    return suggested_wait(records, T0) / minutes(1)


def test_where_nothing_is_known_it_takes_ten_minutes_each() -> None:
    assert wait() == 10
    assert wait(owed(), owed()) == 30


def test_it_takes_as_long_as_parts_took_of_late() -> None:
    assert wait(made(4, -30), made(20, -20), made(6, -10)) == 6


def test_only_the_last_twenty_count() -> None:
    slow = [made(60, -100 - i) for i in range(30)]
    fast = [made(5, -i) for i in range(20)]

    assert wait(*slow, *fast) == 5


def test_a_queue_takes_as_long_as_the_kitchen_needs_for_it() -> None:
    lively = [made(12, -2 * i) for i in range(10)]

    assert wait(*lively, *[owed()] * 4) == 12
    assert wait(*lively, *[owed()] * 9) == 20


def test_a_quiet_hour_makes_no_queue_longer_than_its_cooking() -> None:
    assert wait(made(6, -120), made(6, -60), owed()) == 12


def test_the_busiest_station_decides() -> None:
    assert wait(owed("grill"), owed("bar"), owed("bar")) == 30


def test_what_is_agreed_for_later_is_not_owed_yet() -> None:
    assert wait(owed(due=121)) == 10
    assert wait(owed(due=119)) == 20


def test_nothing_is_suggested_for_later_than_two_hours() -> None:
    assert wait(*[owed()] * 50) == 120


@pytest.mark.parametrize(("ready", "told"), [(10, 10), (10.01, 15), (14.99, 15), (58, 60), (0, 0)])
def test_it_is_rounded_up_to_five_minutes_of_the_clock(ready: float, told: float) -> None:
    hour = T0.replace(minute=0, second=0, microsecond=0)

    assert suggested_time(hour, minutes(ready)) == hour + minutes(told)
