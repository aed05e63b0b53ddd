"""The suggested pickup time: by what the kitchen owes, and how long it took of late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from kds.orders.part import Cooking, CookingState, Delivery, DeliveryState, Part
from kds.orders.promise import suggested_time, suggested_wait
from kds.orders.record import OrderRecord
from tests.samples import BURGER, T0, order


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def made(took: float, ready: float, station: str = "grill", held: float = 0) -> OrderRecord:
    """Return an order that was ready at a minute, after so many and as many on hold as said."""
    ready_at = T0 + minutes(ready)
    cooking = Cooking(CookingState.READY, ready_at=ready_at)
    return _record(station, ready - took - held, cooking, held_s=round(held * 60))


def owed(
    station: str = "grill", due: float | None = None, since: float = 0, **part: Any
) -> OrderRecord:
    record = _record(station, since, Cooking(), **part)
    due_at = None if due is None else T0 + minutes(due)
    return replace(record, order=replace(record.order, due_at=due_at))


def _record(station: str, since: float, cooking: Cooking, **more: Any) -> OrderRecord:
    at = T0 + minutes(since)
    delivery = Delivery(DeliveryState.CONFIRMED, 1, 1, at, at)
    part = Part(station, ("L1",), at, delivery, cooking, **more)
    return OrderRecord(order(BURGER), "A", 1, at, at, parts={station: part})


def wait(*records: OrderRecord) -> float:
    return suggested_wait(records, T0) / minutes(1)


def test_where_nothing_is_known_a_part_takes_ten_minutes_and_four_are_made_at_once() -> None:
    assert wait() == 10
    assert wait(*[owed()] * 3) == 10
    assert wait(*[owed()] * 7) == 20


def test_it_takes_as_long_as_parts_took_of_late() -> None:
    assert wait(made(4, -30), made(20, -20), made(6, -10)) == 6


def test_time_on_hold_is_no_cooking() -> None:
    assert wait(made(6, -10, held=30)) == 6


def test_only_the_last_twenty_count() -> None:
    slow = [made(50, -100 - i) for i in range(30)]
    fast = [made(5, -i) for i in range(20)]

    assert wait(*slow, *fast) == 5


def test_each_station_is_known_by_its_own_last_parts() -> None:
    bar = [made(1, -i, station="bar") for i in range(15)]
    grill = [made(14, -20 - 3 * i) for i in range(5)]

    assert wait(*bar, *grill) == 14
    assert wait(*bar, *grill, *[owed("grill")] * 10) == 33
    assert wait(*bar, *bar, *grill) == 14, "the last twenty of the kitchen are all the bar's"
    assert wait(*bar, *[owed("grill")]) == 10, "nothing is known of the grill"


def test_a_station_that_made_nothing_for_a_day_counts_where_it_owes_something() -> None:
    day = 24 * 60
    rare = [made(50, -day - 10 * i, station="smoker") for i in range(5)]

    assert wait(*rare) == 10
    assert wait(*rare, made(6, -10)) == 6
    assert wait(*rare, made(6, -10), owed("smoker")) == 50


def test_what_nobody_marked_for_an_hour_does_not_tell_how_long_it_took() -> None:
    cleared = [made(90 + i, -i) for i in range(20)]

    assert wait(*cleared) == 10
    assert wait(*cleared, made(8, -30)) == 8


def test_a_queue_takes_as_long_as_the_kitchen_needs_for_it() -> None:
    lively = [made(12, -2 * i) for i in range(10)]

    assert wait(*lively, *[owed()] * 4) == 12
    assert wait(*lively, *[owed()] * 9) == 20


def test_each_station_has_its_own_pace() -> None:
    grill = [made(12, -2 * i) for i in range(10)]
    bar = [made(12, -i, station="bar") for i in range(10)]

    assert wait(*grill, *bar, *[owed("grill")] * 9) == 20
    assert wait(*grill, *bar, *[owed("bar")] * 14) == 15
    assert wait(*grill, *bar, *[owed("grill")] * 9, *[owed("bar")] * 14) == 20
    assert wait(*grill, *bar, *[owed("fryer")] * 9) == 25, "of the fryer nothing is known"


def test_what_is_marked_ready_at_one_stroke_came_at_the_pace_of_the_strokes() -> None:
    strokes = [made(12, -10 * stroke) for stroke in range(4) for _ in range(5)]

    assert wait(*strokes, *[owed()] * 18) == pytest.approx(38), "five every ten minutes"


def test_one_stroke_of_a_hand_makes_no_pace() -> None:
    second = 1 / 60
    guess = wait(made(12, -1), *[owed()] * 15)

    assert guess == 48
    assert wait(made(12, -1), made(12, -1), *[owed()] * 15) == guess
    assert wait(*[made(12, -1 - 4 * i * second) for i in range(20)], *[owed()] * 15) == guess
    assert wait(made(12, -5), made(12, -1), *[owed()] * 15) == guess, "two moments may be chance"
    assert wait(made(12, -5), made(12, -3), made(12, -1), *[owed()] * 15) == 32


def test_a_quiet_hour_makes_no_pace_of_its_pauses() -> None:
    quiet = (made(6, -120), made(6, -60))

    assert wait(*quiet, owed()) == 6
    assert wait(*quiet, *[owed()] * 7) == 12


def test_the_busiest_station_decides() -> None:
    assert wait(*[owed("grill")] * 5, *[owed("bar")] * 7) == 20


def test_what_is_agreed_for_later_is_not_owed_yet() -> None:
    assert wait(*[owed(due=121)] * 7) == 10
    assert wait(*[owed(due=119)] * 7) == 20


def test_what_stands_for_longer_than_an_hour_is_nobodys_work() -> None:
    assert wait(*[owed(since=-61)] * 50) == 10
    assert wait(*[owed(since=-59)] * 7) == 20
    assert wait(*[owed(since=-80, held_s=30 * 60)] * 7) == 20, "it was on hold meanwhile"
    assert wait(*[owed(since=-200, due=30)] * 7) == 20, "it was agreed for later"


def test_what_is_on_hold_is_not_to_be_made_now() -> None:
    assert wait(*[owed(held_at=T0)] * 50) == 10


def test_nothing_is_suggested_for_later_than_an_hour() -> None:
    assert wait(*[owed()] * 50) == 60


@pytest.mark.parametrize(("ready", "told"), [(10, 10), (10.01, 15), (14.99, 15), (58, 60), (0, 0)])
def test_it_is_rounded_up_to_five_minutes_of_the_clock(ready: float, told: float) -> None:
    hour = T0.replace(minute=0, second=0, microsecond=0)

    assert suggested_time(hour, minutes(ready)) == hour + minutes(told)
