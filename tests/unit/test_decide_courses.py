"""Courses, hold and fire, and what goes first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from kds.errors import Refused
from kds.orders import commands as c
from kds.orders.decide import Unchanged, decide
from kds.orders.order import Line
from kds.orders.part import CookingState, is_held
from kds.orders.record import OrderRecord
from kds.orders.ticket import Ticket, view
from tests.samples import (
    BURGER,
    COLA,
    FRIES,
    POLICY,
    T0,
    after,
    apply,
    ask,
    confirm,
    decided,
    order,
)

STARTER = replace(FRIES, course=1)
MAIN = replace(BURGER, course=2)
SALAD = Line("L5", "Salad", 1, course=1)
PIE = Line("L6", "Pie", 1, course=4)
SENT = apply(order(MAIN, SALAD, STARTER, PIE, COLA))
SHOWN = after(SENT, confirm(1, ("grill", 1)))


def _ticket(record: OrderRecord, board: str) -> Ticket:
    found = view(record, board)
    assert isinstance(found, Ticket)
    return found


def _later(record: OrderRecord, board: str = "pass") -> set[str]:
    return {line.product for line in _ticket(record, board).lines if line.later}


def _strike(s: float, station: str, *line_ids: str, struck: bool = True) -> c.StrikeLines:
    return ask(c.StrikeLines, s, station=station, line_ids=line_ids, struck=struck)


def test_only_the_first_course_is_to_be_made_at_first_and_what_has_no_course() -> None:
    record = after(SENT)

    assert _later(record) == {"Burger", "Pie"}
    assert _later(record, "grill") == {"Burger", "Pie"}
    assert _later(record, "fryer") == set()
    assert _later(record, "bar") == set()
    pass_ticket = _ticket(record, "pass")
    assert (pass_ticket.course, pass_ticket.next_course) == (1, 2)


def test_a_course_comes_by_itself_once_the_one_before_is_done_at_every_station() -> None:
    at_grill = after(SENT, _strike(5, "grill", "L5"))
    assert _later(at_grill) == {"Burger", "Pie"}

    done = decided(at_grill, ask(c.MarkPartReady, 9, station="fryer"))

    assert _later(done.record) == {"Pie"}
    assert _ticket(done.record, "grill").course == 2
    assert _later(after(_strike(10, "grill", "L5", struck=False), record=done.record)) == {
        "Burger",
        "Pie",
    }


MAINS_AT_GRILL = apply(order(MAIN, STARTER, PIE))


@pytest.mark.parametrize(
    "begin", [ask(c.StartPart, 20, station="grill"), _strike(20, "grill", MAIN.line_id)]
)
def test_a_course_that_cooks_have_begun_with_does_not_wait_again(begin: c.Command) -> None:
    record = after(MAINS_AT_GRILL, ask(c.MarkPartReady, 9, station="fryer"), begin)

    recalled = after(ask(c.RecallPart, 99, station="fryer"), record=record)

    assert "Burger" not in _later(recalled)


def test_a_course_that_nobody_has_begun_with_waits_when_the_one_before_is_back() -> None:
    record = after(MAINS_AT_GRILL, ask(c.MarkPartReady, 9, station="fryer"))
    assert _later(record) == {"Pie"}

    recalled = after(ask(c.RecallPart, 10, station="fryer"), record=record)

    assert _later(recalled) == {"Burger", "Pie"}


def test_a_part_that_was_begun_for_the_course_before_says_nothing_of_this_one() -> None:
    begun = after(SENT, ask(c.StartPart, 2, station="grill"))
    done = after(_strike(5, "grill", "L5"), ask(c.MarkPartReady, 9, station="fryer"), record=begun)
    assert _later(done) == {"Pie"}

    assert _later(after(ask(c.RecallPart, 10, station="fryer"), record=done)) == {"Burger", "Pie"}


GRILL_WAITS = apply(order(MAIN, STARTER))
"""Only mains at the grill, and the starter is the fryer's."""


def _age_s(record: OrderRecord, at_s: float, board: str = "grill") -> float:
    found = _ticket(record, board)
    return (T0 + timedelta(seconds=at_s) - found.since).total_seconds() - found.held_s


def test_what_waited_for_its_course_is_fresh_when_it_comes() -> None:
    waiting = after(GRILL_WAITS)
    assert waiting.parts["grill"].waits_since == T0
    assert waiting.parts["fryer"].waits_since is None

    done = after(ask(c.MarkPartReady, 900, station="fryer"), record=waiting)
    assert _age_s(done, 900) == 0
    back = after(ask(c.RecallPart, 960, station="fryer"), record=done)
    fired = after(ask(c.FireCourse, 1200, course=2), record=back)

    # Between, it was to be made for a minute.
    assert _age_s(fired, 1200) == 60
    assert _age_s(fired, 1260) == 120
    assert fired.parts["grill"].waits_since is None


def test_a_part_of_several_courses_does_not_age_between_them() -> None:
    record = after(SENT, _strike(60, "grill", "L5"))
    fired = after(ask(c.FireCourse, 660, course=2), record=record)

    assert _age_s(fired, 660) == 60


@pytest.mark.parametrize(
    ("commands", "age_s"),
    [
        # On hold before it waited no more, and fired after that: all of it is idle.
        (
            [
                ask(c.HoldPart, 100, station="grill"),
                "course",
                ask(c.FirePart, 800, station="grill"),
            ],
            0,
        ),
        # The hold ends first: it waits on.
        (
            [
                ask(c.HoldPart, 100, station="grill"),
                ask(c.FirePart, 200, station="grill"),
                "course",
            ],
            0,
        ),
    ],
)
def test_a_hold_and_a_wait_at_once_count_once(commands: list[Any], age_s: float) -> None:
    course = ask(c.FireCourse, 600, course=2)
    record = after(GRILL_WAITS, *(course if each == "course" else each for each in commands))

    assert _age_s(record, 800) == age_s + (0 if commands[-1] != "course" else 200)


STRIKE_BURGER = {"line_ids": (MAIN.line_id,), "struck": True}


@pytest.mark.parametrize(
    ("late", "told"), [(c.StartPart, {}), (c.FirePart, {}), (c.StrikeLines, STRIKE_BURGER)]
)
def test_a_late_press_does_not_end_a_hold_that_was_not_in_view(
    late: type[c.StartPart], told: dict[str, Any]
) -> None:
    in_view = SHOWN.version
    held = after(ask(c.HoldPart, 5, station="grill"), record=SHOWN)

    with pytest.raises(Refused) as refused:
        decide(held, ask(late, 6, station="grill", shown=in_view, **told), POLICY)

    assert refused.value.code == "stale"
    fired = decided(held, ask(late, 7, station="grill", shown=held.version, **told)).record
    assert not is_held(fired.parts["grill"])


def test_what_is_done_to_one_part_makes_no_press_on_another_late() -> None:
    begun = after(
        ask(c.StartPart, 5, station="grill"), ask(c.StartPart, 6, station="fryer"), record=SHOWN
    )
    view_of = begun.version

    held = after(ask(c.HoldPart, 7, station="grill", shown=view_of), record=begun)
    both = after(ask(c.HoldPart, 7, station="fryer", shown=view_of), record=held)

    assert all(is_held(both.parts[each]) for each in ("grill", "fryer"))
    one = after(ask(c.FirePart, 9, station="grill", shown=both.version), record=both)
    fired = after(ask(c.FirePart, 9, station="fryer", shown=both.version), record=one)
    assert not any(is_held(fired.parts[each]) for each in ("grill", "fryer"))


def test_a_late_hold_does_not_stop_what_another_screen_has_begun() -> None:
    begun = after(ask(c.StartPart, 5, station="grill"), record=SHOWN)

    with pytest.raises(Refused) as refused:
        decide(begun, ask(c.HoldPart, 6, station="grill", shown=SHOWN.version), POLICY)

    assert refused.value.code == "stale"
    held = decided(begun, ask(c.HoldPart, 7, station="grill", shown=begun.version)).record
    assert is_held(held.parts["grill"])


def test_a_course_is_fired_with_all_before_it_at_every_station() -> None:
    done = decided(SHOWN, ask(c.FireCourse, 5, course=2))

    assert (done.change.type, done.change.course) == ("kds.order.course-fired.v1", 2)
    assert set(done.change.stations) == {"grill", "fryer", "bar"}
    assert _later(done.record) == {"Pie"}
    assert _ticket(done.record, "fryer").next_course == 4
    assert done.record.parts == SHOWN.parts
    assert done.record.shown_version == done.record.version
    again = decide(done.record, ask(c.FireCourse, 6, course=1), POLICY)
    assert isinstance(again, Unchanged)


def test_what_comes_to_a_fired_course_is_not_later() -> None:
    fired = after(SENT, ask(c.FireCourse, 5, course=2))
    more = order(MAIN, SALAD, STARTER, PIE, COLA, Line("L7", "Steak", 1, course=2), revision=2)

    assert _later(after(apply(more, 8), record=fired)) == {"Pie"}


@pytest.mark.parametrize(
    ("sent", "course", "code"),
    [
        (SENT, 5, "no_such_course"),
        (apply(order(BURGER, FRIES)), 1, "not_allowed"),
        (apply(order(MAIN)), 3, "not_allowed"),
    ],
)
def test_a_course_that_does_not_wait_is_not_fired(
    sent: c.ApplyOrder, course: int, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        decide(after(sent), ask(c.FireCourse, 5, course=course), POLICY)
    assert refused.value.code == code


def test_an_order_without_courses_names_none() -> None:
    ticket = _ticket(after(apply(order(BURGER, FRIES))), "grill")

    assert (ticket.course, ticket.next_course) == (None, None)
    assert not any(line.later for line in ticket.lines)


def test_a_part_on_hold_is_owed_and_its_time_there_is_told_apart() -> None:
    held = after(ask(c.HoldPart, 60, station="grill"), record=SHOWN)

    ticket = _ticket(held, "grill")
    assert (ticket.held_at, ticket.held_s) == (T0 + timedelta(seconds=60), 0)
    assert [part.held for part in _ticket(held, "pass").parts] == [True, False, False]
    assert held.parts["grill"].delivery == SHOWN.parts["grill"].delivery
    assert isinstance(decide(held, ask(c.HoldPart, 61, station="grill"), POLICY), Unchanged)

    fired = after(ask(c.FirePart, 180, station="grill"), record=held)
    ticket = _ticket(fired, "grill")
    assert (ticket.since, ticket.held_at, ticket.held_s) == (T0, None, 120)
    twice = after(
        ask(c.HoldPart, 200, station="grill"),
        ask(c.FirePart, 230, station="grill"),
        record=fired,
    )
    assert _ticket(twice, "grill").held_s == 150


@pytest.mark.parametrize(
    "work",
    [
        ask(c.StartPart, 90, station="grill"),
        _strike(90, "grill", "L5"),
        ask(c.MarkPartReady, 90, station="grill"),
    ],
)
def test_who_works_on_it_has_fired_it(work: c.Command) -> None:
    record = after(SENT, ask(c.HoldPart, 60, station="grill"), work)

    assert not is_held(record.parts["grill"])
    assert record.parts["grill"].held_s == 30


def test_the_pass_is_on_hold_where_all_that_is_owed_is() -> None:
    two = after(apply(order(BURGER, FRIES)), ask(c.HoldPart, 5, station="grill"))
    assert _ticket(two, "pass").held_at is None

    both = after(ask(c.HoldPart, 9, station="fryer"), record=two)
    assert _ticket(both, "pass").held_at == T0 + timedelta(seconds=9)


def test_what_is_not_on_hold_is_not_fired() -> None:
    with pytest.raises(Refused) as refused:
        decide(SHOWN, ask(c.FirePart, 5, station="grill"), POLICY)
    assert refused.value.code == "not_allowed"
    one = after(ask(c.HoldPart, 5, station="fryer"), record=SHOWN)
    assert isinstance(decide(one, ask(c.FirePart, 6, station="grill"), POLICY), Unchanged)


def test_an_order_goes_first_on_each_of_its_screens_and_no_more() -> None:
    done = decided(SHOWN, ask(c.SetPriority, 5, priority=True))

    assert all(_ticket(done.record, board).priority for board in ("grill", "fryer", "pass"))
    assert done.record.parts == SHOWN.parts
    assert isinstance(decide(done.record, ask(c.SetPriority, 6, priority=True), POLICY), Unchanged)
    undone = decided(done.record, ask(c.SetPriority, 7, priority=False))
    assert (undone.change.undone, undone.record.priority) == (True, False)


def test_a_struck_line_begins_the_part_and_needs_no_new_proof() -> None:
    done = decided(SHOWN, _strike(5, "grill", "L5"))

    part = done.record.parts["grill"]
    assert (part.struck, part.cooking.state) == (("L5",), CookingState.STARTED)
    assert (done.change.lines, done.change.undone) == (("L5",), False)
    assert part.delivery == SHOWN.parts["grill"].delivery
    assert done.record.shown_version > SHOWN.shown_version
    assert [line.struck for line in _ticket(done.record, "grill").lines] == [False, True, False]
    again = decide(done.record, _strike(6, "grill", "L5"), POLICY)
    assert isinstance(again, Unchanged)


def test_a_strike_is_taken_back_and_the_part_stays_begun() -> None:
    done = decided(
        after(_strike(5, "grill", "L5", "L1"), record=SHOWN),
        _strike(8, "grill", "L5", struck=False),
    )

    assert done.record.parts["grill"].struck == ("L1",)
    assert (done.change.lines, done.change.undone) == (("L5",), True)
    assert done.record.parts["grill"].cooking.state is CookingState.STARTED


def test_a_line_of_another_station_is_not_struck() -> None:
    with pytest.raises(Refused) as refused:
        decide(SHOWN, _strike(5, "grill", "L5", "L2"), POLICY)
    assert refused.value.code == "no_such_line"


def test_a_press_on_what_was_not_in_view_is_refused() -> None:
    changed = after(apply(order(SALAD, PIE, revision=2), 5), record=SHOWN)
    stale = replace(_strike(6, "grill", "L5"), shown=SHOWN.version)

    with pytest.raises(Refused) as refused:
        decide(changed, stale, POLICY)
    assert refused.value.code == "stale"


def test_strikes_survive_what_does_not_touch_them_and_go_with_an_altered_line() -> None:
    struck = after(_strike(5, "grill", "L1", "L5"), record=SHOWN)
    more = order(MAIN, SALAD, STARTER, PIE, Line("L8", "Soup", 1), note="hurry", revision=2)
    other = replace(SALAD, quantity=3)

    kept = after(apply(more, 8), record=struck)
    assert kept.parts["grill"].struck == ("L1", "L5")
    changed = order(MAIN, other, STARTER, PIE, revision=3)
    assert after(apply(changed, 9), record=kept).parts["grill"].struck == ("L1",)


def test_a_recalled_part_keeps_its_strikes() -> None:
    record = after(
        _strike(5, "grill", "L1"),
        ask(c.MarkPartReady, 60, station="grill"),
        ask(c.RecallPart, 70, station="grill"),
        record=SHOWN,
    )

    assert record.parts["grill"].struck == ("L1",)
    ticket = _ticket(record, "grill")
    assert not all(line.struck for line in ticket.lines)
    assert (ticket.state, ticket.recalled) == (CookingState.STARTED, True)
