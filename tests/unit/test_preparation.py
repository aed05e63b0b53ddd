"""How long parts took: from when they were owed until ready, without time on hold."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from kds.orders import commands as c
from kds.orders.order import Line, Service
from kds.orders.preparation import (
    Ages,
    Preparation,
    StationFigures,
    Step,
    being_made,
    figures_now,
    preparations,
    step_of,
)
from kds.orders.record import OrderRecord
from kds.orders.till_facts import Stamp
from tests.samples import BURGER, FRIES, MANAGER, T0, after, apply, ask, order

AHEAD = timedelta(hours=2)
RINGS = Line("L9", "Onion rings", 1)
VOIDED = apply(order(revision=2, void=Stamp(T0, "Maija")), 400)


def at(s: float) -> datetime:
    return T0 + timedelta(seconds=s)


def ready(s: float, station: str = "grill") -> c.MarkPartReady:
    return ask(c.MarkPartReady, s, station=station)


def took(*commands: c.Command, **facts: object) -> dict[str, int]:
    """Return how long each part of an order took that these commands have made."""
    record = after(apply(order(**facts)), *commands)
    return {each.station: each.took_s for each in preparations(record)}


def test_a_part_takes_from_when_it_came_until_it_is_ready() -> None:
    assert took(ready(310)) == {"grill": 310}, "the fryer's part is not made yet"
    assert took(ready(310), ready(95, "fryer")) == {"grill": 310, "fryer": 95}
    made = preparations(after(apply(order()), ready(310)))[0]
    assert made == Preparation("A-1", "grill", Service.DINE_IN, ("Burger",), T0, at(310))


def test_time_on_hold_is_no_part_of_it() -> None:
    hold, fire = ask(c.HoldPart, 60, station="grill"), ask(c.FirePart, 260, station="grill")

    assert took(hold, fire, ready(310)) == {"grill": 110}
    assert took(hold, ready(310)) == {"grill": 60}, "to mark it ready ends the hold"


def test_a_recalled_part_takes_until_it_is_ready_at_last() -> None:
    recall = ask(c.RecallPart, 400, station="grill")

    assert took(ready(310), recall) == {}
    assert took(ready(310), recall, ready(500)) == {"grill": 500}


def test_a_moved_part_counts_at_the_station_that_made_it() -> None:
    move = ask(c.MovePart, 60, station="grill", to="bar", seen=True)

    assert took(move, ready(310, "bar")) == {"bar": 310}


def test_what_was_stopped_or_settled_does_not_count() -> None:
    record = after(apply(order()))
    voided = after(VOIDED, record=record)
    settled = after(ask(c.ResolveOtherwise, 90, by=MANAGER, reason="told"), record=record)

    assert preparations(voided) == []
    assert preparations(settled) == []
    assert being_made(voided, at(100)) == being_made(settled, at(100)) == []


def test_what_was_ready_before_it_was_voided_was_made() -> None:
    assert took(ready(310), VOIDED) == {"grill": 310}


def test_of_what_was_made_before_more_was_ordered_only_the_rest_counts() -> None:
    before = after(apply(order(BURGER)), ready(100))
    more = apply(order(BURGER, RINGS, revision=2), 200)
    made = preparations(after(more, ready(260), record=before))

    assert [(each.products, each.took_s) for each in made] == [(("Onion rings",), 60)]


def test_a_promise_is_kept_until_its_very_second() -> None:
    def over(s: float) -> int | None:
        record = after(apply(order(due_at=at(300))), ready(s))
        return preparations(record)[0].over_s

    assert [over(s) for s in (240, 300, 300.2, 361)] == [-60, 0, 1, 61]
    assert preparations(after(apply(order()), ready(300)))[0].over_s is None


@pytest.mark.parametrize(
    ("took_s", "over_s", "step"),
    [
        (299, None, Step.FRESH),
        (300, None, Step.SOON),
        (479, -5, Step.SOON),
        (480, None, Step.LATE),
        (60, 1, Step.OVER),
    ],
)
def test_the_steps_are_those_of_the_timers(took_s: int, over_s: int | None, step: Step) -> None:
    assert step_of(took_s, Ages(), over_s) is step


# The figures of the moment.


def part(ready_s: float, took_s: float, station: str = "grill", **facts: object) -> Preparation:
    """Return a part that was ready at a second, after so many."""
    made = Preparation(
        "A-1", station, Service.DINE_IN, ("Burger",), at(ready_s - took_s), at(ready_s)
    )
    return replace(made, **facts)


def figures(
    *made: Preparation, open_: tuple[Preparation, ...] = (), s: float = 0
) -> dict[str, StationFigures]:
    return figures_now(made, open_, at(s), {"takeaway": Ages(60, 120)}, AHEAD)


def test_figures_tell_average_and_longest_of_each_station() -> None:
    found = figures(part(-10, 100), part(-5, 301), part(-5, 500, "bar"))

    assert found["grill"] == StationFigures(200, 301, 2, Step.FRESH, Step.SOON)
    assert found["bar"] == StationFigures(500, 500, 1, Step.LATE, Step.LATE)


def test_the_longest_may_be_one_that_is_still_owed() -> None:
    assert figures(part(-10, 100), open_=(part(0, 481),))["grill"] == StationFigures(
        100, 481, 1, Step.FRESH, Step.LATE
    )
    assert figures(open_=(part(0, 30),))["grill"] == StationFigures(None, 30, 0, None, Step.FRESH)


def test_only_what_was_made_of_late_counts() -> None:
    old = [part(-3600 - i, 9000) for i in range(5)]
    before = [part(-600 - i, 9000) for i in range(20)]
    last = [part(-i, 60) for i in range(20)]

    assert figures(*old) == {}
    assert figures(*last, *before, *old)["grill"] == StationFigures(
        60, 60, 20, Step.FRESH, Step.FRESH
    )


def test_what_was_agreed_for_much_later_is_no_slow_part() -> None:
    planned = part(-10, 9000, promised_at=at(100))

    assert figures(planned, open_=(planned,)) == {}


def test_each_service_has_its_own_steps() -> None:
    takeaway = part(-10, 100, service=Service.TAKEAWAY)

    assert figures(takeaway)["grill"].longest_step is Step.SOON
    mixed = figures(takeaway, part(-10, 300))["grill"]
    assert mixed.average_step is Step.SOON, "200 s of 180 and 300 between them"


def owed_now(*commands: c.Command, s: float = 500, **facts: object) -> dict[str, int]:
    record: OrderRecord = after(apply(order(**facts)), *commands)
    return {each.station: each.took_s for each in being_made(record, at(s))}


def test_what_is_owed_is_as_old_as_its_timer_says() -> None:
    assert owed_now() == {"grill": 500, "fryer": 500}
    assert owed_now(ready(100)) == {"fryer": 500}
    hold, fire = ask(c.HoldPart, 60, station="grill"), ask(c.FirePart, 260, station="grill")
    assert owed_now(hold) == {"fryer": 500}, "on hold it is nobody's delay"
    assert owed_now(hold, fire) == {"grill": 300, "fryer": 500}


def test_a_part_whose_course_has_not_begun_is_not_owed_yet() -> None:
    lines = (replace(BURGER, course=2), replace(FRIES, course=1))
    record = after(apply(order(*lines)))

    assert [each.station for each in being_made(record, at(9))] == ["fryer"]
