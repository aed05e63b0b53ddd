"""What cooks do, and what two who press at once are told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from kds.errors import Refused
from kds.orders import commands as c
from kds.orders.decide import Unchanged, decide
from kds.orders.part import CookingState, DeliveryState
from kds.orders.record import is_open
from tests.samples import (
    ANN,
    BOB,
    BURGER,
    FRIES,
    POLICY,
    T0,
    after,
    apply,
    ask,
    decided,
    expire,
    order,
)

SENT = apply(order(BURGER, FRIES))
READY = ask(c.MarkPartReady, 60, station="grill", by=BOB)


def _refusal(*before: c.Command, then: c.Command) -> Refused:
    with pytest.raises(Refused) as refused:
        decide(after(*before), then, POLICY)
    return refused.value


def test_a_part_is_started_once() -> None:
    decision = decided(after(SENT), ask(c.StartPart, 5, station="grill"))

    assert decision.record.parts["grill"].cooking.started_at == T0 + timedelta(seconds=5)
    again = ask(c.StartPart, 6, station="grill", by=BOB)
    assert isinstance(decide(decision.record, again, POLICY), Unchanged)


def test_a_start_is_taken_back_while_nothing_is_crossed_off() -> None:
    waiting = after(SENT)
    begun = after(ask(c.StartPart, 5, station="grill"), record=waiting)

    back = decided(begun, ask(c.StartPart, 7, station="grill", started=False))

    assert back.record.parts["grill"].cooking == waiting.parts["grill"].cooking
    assert (back.change.type, back.change.undone) == ("kds.part.started.v1", True)
    again = ask(c.StartPart, 8, station="grill", started=False)
    assert isinstance(decide(back.record, again, POLICY), Unchanged)
    strike = ask(c.StrikeLines, 6, station="grill", line_ids=(BURGER.line_id,), struck=True)
    struck = after(strike, record=begun)
    assert isinstance(decide(struck, again, POLICY), Unchanged)


def test_a_part_is_ready_and_says_who() -> None:
    decision = decided(after(SENT), READY)

    made = decision.record.parts["grill"].cooking
    assert (made.state, made.ready_by) == (CookingState.READY, BOB)
    assert (decision.change.type, decision.change.stations) == ("kds.part.ready.v1", ("grill",))
    assert is_open(decision.record)


def test_whoever_comes_second_learns_who_was_first() -> None:
    refused = _refusal(SENT, READY, then=ask(c.MarkPartReady, 61, station="grill", by=ANN))

    assert refused.code == "already_ready"
    assert "Part grill of order A1 was already marked by Bob's screen" in str(refused)


def test_a_ready_part_is_not_started() -> None:
    assert _refusal(SENT, READY, then=ask(c.StartPart, 61, station="grill")).code == "already_ready"


@pytest.mark.parametrize("kind", [c.StartPart, c.MarkPartReady, c.RecallPart])
@pytest.mark.parametrize("station", ["bar", "roof", "approvals"])
def test_a_station_acts_only_on_what_it_has(kind: type[c.StartPart], station: str) -> None:
    assert _refusal(SENT, then=ask(kind, 5, station=station)).code == "no_such_part"


def test_a_ready_part_ends_its_failure() -> None:
    record = after(SENT, expire("grill", 10), READY)

    assert record.resend is None
    assert record.undelivered(DeliveryState.NOT_SENT) == []


def test_a_recalled_part_keeps_its_timer_and_must_be_shown_again() -> None:
    shown = ask(c.ConfirmDeliveries, 3, laid_out=(("grill", 1),))
    before = after(SENT, shown, ask(c.StartPart, 5, station="grill"), READY)

    record = after(ask(c.RecallPart, 70, station="grill"), record=before)

    part = record.parts["grill"]
    assert part.since == T0
    assert part.cooking.state is CookingState.STARTED
    assert part.cooking.started_at == T0 + timedelta(seconds=5)
    assert part.cooking.recalled_at == T0 + timedelta(seconds=70)
    assert part.delivery.state is DeliveryState.IN_FLIGHT
    assert part.delivery.content_version == record.version
    stale = ask(c.ConfirmDeliveries, 71, laid_out=(("grill", before.version),))
    assert isinstance(decide(record, stale, POLICY), Unchanged)


def test_what_nobody_had_started_is_recalled_as_waiting() -> None:
    undone = ask(c.StartPart, 6, station="grill", started=False)
    record = after(SENT, ask(c.StartPart, 5, station="grill"), undone, READY)

    part = after(ask(c.RecallPart, 70, station="grill"), record=record).parts["grill"]

    assert (part.cooking.state, part.cooking.started_at) == (CookingState.WAITING, None)


def test_a_line_that_was_crossed_off_is_recalled_as_begun() -> None:
    strike = ask(c.StrikeLines, 5, station="grill", line_ids=(BURGER.line_id,), struck=True)
    record = after(SENT, strike, READY, ask(c.RecallPart, 70, station="grill"))

    begun = record.parts["grill"].cooking
    assert (begun.state, begun.started_at) == (CookingState.STARTED, T0 + timedelta(seconds=5))
    waits = decide(record, ask(c.StartPart, 71, station="grill", started=False), POLICY)
    assert isinstance(waits, Unchanged)


def test_a_start_before_more_was_ordered_is_no_start_of_what_was_added() -> None:
    strike = ask(c.StrikeLines, 5, station="grill", line_ids=(BURGER.line_id,), struck=True)
    more = apply(order(BURGER, FRIES, replace(BURGER, line_id="L9"), revision=2), 65)
    record = after(SENT, strike, READY, more, ask(c.MarkPartReady, 80, station="grill"))

    part = after(ask(c.RecallPart, 90, station="grill"), record=record).parts["grill"]

    assert (part.made, part.struck) == ((BURGER.line_id,), (BURGER.line_id,))
    assert part.cooking.state is CookingState.WAITING


def test_a_start_is_taken_back_where_all_that_is_crossed_off_was_made_before() -> None:
    strike = ask(c.StrikeLines, 5, station="grill", line_ids=(BURGER.line_id,), struck=True)
    more = apply(order(BURGER, FRIES, replace(BURGER, line_id="L9"), revision=2), 65)
    begun = after(SENT, strike, READY, more, ask(c.StartPart, 80, station="grill"))
    undo = ask(c.StartPart, 82, station="grill", started=False)

    back = decided(begun, undo).record.parts["grill"]

    assert (back.cooking.state, back.cooking.started_at) == (CookingState.WAITING, None)
    new = ask(c.StrikeLines, 81, station="grill", line_ids=("L9",), struck=True)
    assert isinstance(decide(after(new, record=begun), undo, POLICY), Unchanged)


def test_what_is_not_ready_is_not_recalled() -> None:
    assert _refusal(SENT, then=ask(c.RecallPart, 5, station="grill")).code == "not_ready"


def test_what_was_recalled_can_be_ready_again() -> None:
    record = after(
        SENT,
        READY,
        ask(c.RecallPart, 70, station="grill"),
        ask(c.MarkPartReady, 80, station="grill"),
    )

    assert record.parts["grill"].cooking.ready_at == T0 + timedelta(seconds=80)


def test_a_late_recall_is_not_of_what_was_made_anew_since() -> None:
    ready = after(SENT, READY)
    recall = ask(c.RecallPart, 70, station="grill", shown=ready.version)
    recalled = after(recall, record=ready)
    again = after(ask(c.MarkPartReady, 80, station="grill"), record=recalled)

    late = ask(c.RecallPart, 81, station="grill", shown=ready.version, by=BOB)
    with pytest.raises(Refused) as refused:
        decide(again, late, POLICY)
    assert refused.value.code == "stale"
    in_view = ask(c.RecallPart, 82, station="grill", shown=again.version)
    assert decided(again, in_view).record.parts["grill"].cooking.state is CookingState.WAITING


@pytest.mark.parametrize("kind", [c.StartPart, c.MarkPartReady])
def test_what_the_back_office_settled_is_not_cooked(kind: type[c.StartPart]) -> None:
    settle = ask(c.ResolveOtherwise, 5, reason="told them")

    assert _refusal(SENT, settle, then=ask(kind, 6, station="grill")).code == "settled"


def test_a_finished_order_comes_back_when_a_guest_sends_it_back() -> None:
    made = after(SENT, READY, ask(c.MarkPartReady, 61, station="fryer"))
    assert not is_open(made)

    record = after(ask(c.RecallPart, 90, station="fryer"), record=made)

    assert is_open(record)
    assert record.parts["grill"] == made.parts["grill"]
