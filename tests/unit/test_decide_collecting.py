"""Handing over: what the kitchen has not said is ready is so from that moment, and only that."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from kds.errors import Refused
from kds.orders import commands as c
from kds.orders.decide import Decision, Unchanged, decide
from kds.orders.events import OrderEvent
from kds.orders.order import LineKitchen, Order
from kds.orders.part import CookingState, DeliveryState
from kds.orders.pickup import CalledHow
from kds.orders.record import OrderRecord
from kds.orders.section import Section, section
from kds.orders.status import Status, is_sending, status
from kds.orders.ticket import CounterTicket, Ticket, view
from kds.web.boards import changes_of
from tests.samples import (
    ANN,
    BURGER,
    COLA,
    FRIES,
    MANAGER,
    POLICY,
    T0,
    after,
    apply,
    ask,
    no_display,
    order,
)


def told(record: OrderRecord, kind: type[c.Command], s: float = 60, **more: object) -> Decision:
    """Return the decision on a command that must be done."""
    decision = decide(record, ask(kind, s, by=MANAGER, **more), POLICY)
    assert isinstance(decision, Decision), decision
    return decision


def called(*lines: object, **facts: object) -> OrderRecord:
    """Return an order whose customer was called while the kitchen had said nothing."""
    record = after(apply(order(*(lines or (BURGER, FRIES)), **facts)))
    return told(record, c.CallCustomer, how=CalledHow.DONE).record


def boards(decision: Decision) -> set[str]:
    """Return the boards that hear of a decision."""
    return {board for board, _ in changes_of(OrderEvent(decision.change, decision.record))}


def revised(record: OrderRecord, **facts: object) -> Order:
    """Return the next revision of its order."""
    return replace(record.order, revision=record.order.revision + 1, **facts)


def test_what_is_handed_over_is_ready_at_the_hand_of_whoever_hands_it_over() -> None:
    decision = told(called(), c.CollectOrder, 70)

    for part in decision.record.parts.values():
        cooking = part.cooking
        assert (cooking.state, cooking.ready_by) == (CookingState.READY, MANAGER)
        assert cooking.ready_at == T0 + timedelta(seconds=70)
    assert decision.change.stations == tuple(decision.record.parts)
    assert boards(decision) >= {*decision.record.parts, "pass"}


def test_the_stations_hear_nothing_where_nothing_was_owed() -> None:
    made = told(called(BURGER), c.MarkPartReady, 65, station="grill").record
    decision = told(made, c.CollectOrder, 70)

    assert decision.record.parts == made.parts
    assert decision.record.shown_version == made.shown_version
    assert decision.change.stations == ()
    assert "grill" not in boards(decision)


def test_nothing_is_in_flight_or_not_sent_because_of_it() -> None:
    record = called(BURGER)
    lost = told(record, c.ExpireDelivery, 61, station="grill", cause=no_display("grill")).record
    assert status(lost) is Status.NOT_SENT_TO_KITCHEN

    for before in (record, lost):
        collected = told(before, c.CollectOrder, 70).record
        assert not is_sending(collected)
        assert not collected.undelivered(*DeliveryState)
        assert collected.resend is None
        assert status(collected) is Status.UNFINISHED
        version = collected.version
        late = ask(c.ConfirmDeliveries, 80, by=ANN, laid_out=(("grill", version),))
        assert isinstance(decide(collected, late, POLICY), Unchanged)


def test_what_was_changed_and_not_seen_counts_as_seen() -> None:
    record = called(BURGER)
    changed = after(apply(revised(record, note="no onion"), 61), record=record)
    assert changed.parts["grill"].changed is not None

    seen = told(changed, c.CollectOrder, 70).record.parts["grill"].changed
    assert seen is not None
    assert (seen.seen_at, seen.seen_by) == (T0 + timedelta(seconds=70), MANAGER)


def test_what_comes_at_the_same_moment_is_not_handed_over_unseen() -> None:
    seen = called(BURGER)
    more = after(apply(revised(seen, lines=(BURGER, COLA)), 61), record=seen)

    with pytest.raises(Refused, match="look again") as refused:
        decide(more, ask(c.CollectOrder, 70, shown=seen.version), POLICY)
    assert refused.value.code == "stale"
    assert told(more, c.CollectOrder, 70, shown=more.version).record.pickup.is_collected


def test_what_a_cook_or_a_screen_says_meanwhile_does_not_refuse_it() -> None:
    seen = called(BURGER, FRIES)
    sent = told(seen, c.ConfirmDeliveries, 61, laid_out=(("grill", seen.version),)).record
    later = told(sent, c.MarkPartReady, 62, station="grill").record

    assert later.shown_version > seen.version
    assert told(later, c.CollectOrder, 70, shown=seen.version).record.pickup.is_collected


def test_lines_that_wait_to_be_sent_go_on_waiting() -> None:
    waits = replace(FRIES, kitchen=LineKitchen.WAIT, unit_price=300)
    collected = told(called(BURGER, waits), c.CollectOrder, 70).record

    assert set(collected.parts) == {"grill"}
    assert collected.order.waiting == (waits,)
    seen = view(collected, "tickets")
    assert isinstance(seen, CounterTicket)
    assert (seen.section, seen.waiting) == (Section.READY_FOR_PICKUP, 1)


def test_what_was_handed_over_by_mistake_is_recalled_as_any_other() -> None:
    collected = told(called(BURGER), c.CollectOrder, 70).record
    recalled = told(collected, c.RecallPart, 80, station="grill")
    shown = view(recalled.record, "grill")

    assert isinstance(shown, Ticket)
    assert (shown.state, shown.recalled) == (CookingState.WAITING, True)
    assert recalled.record.parts["grill"].delivery.state is DeliveryState.IN_FLIGHT
    assert section(recalled.record) is Section.READY_FOR_PICKUP
    again = told(recalled.record, c.MarkPartReady, 90, station="grill")
    assert status(again.record) is Status.UNFINISHED


def test_the_pass_knows_who_was_called() -> None:
    record = called(BURGER)
    off = told(record, c.CallOff, 70).record
    for each, called_at in ((record, T0 + timedelta(seconds=60)), (off, None)):
        shown, at_grill = view(each, "pass"), view(each, "grill")
        assert isinstance(shown, Ticket)
        assert isinstance(at_grill, Ticket)
        assert (shown.called_at, at_grill.called_at) == (called_at, None)
