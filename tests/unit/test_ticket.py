"""What each board shows of an order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from kds.orders import commands as c
from kds.orders.order import Customer
from kds.orders.part import CookingState, DeliveryState
from kds.orders.record import OrderRecord
from kds.orders.ticket import (
    TICKETS,
    Failure,
    Ticket,
    TicketLine,
    TicketPart,
    boards_of,
    view,
)
from tests.samples import (
    BURGER,
    COLA,
    FISH,
    FRIES,
    MANAGER,
    T0,
    after,
    all_confirmed,
    apply,
    ask,
    expire,
    no_display,
    order,
)
from tests.unit import test_decide_printing as printing

SENT = apply(
    order(
        BURGER,
        FRIES,
        COLA,
        table="12",
        customer=Customer(name="Aino", phone="040 1"),
        note="quick",
        due_at=T0 + timedelta(minutes=40),
    )
)


def _ticket(record: OrderRecord, board: str) -> Ticket:
    shown = view(record, board)
    assert isinstance(shown, Ticket)
    return shown


def test_a_station_sees_its_own_lines_and_how_far_the_others_are() -> None:
    started = after(SENT, ask(c.StartPart, 5, station="bar"))

    ticket = _ticket(started, "bar")

    assert ticket.lines == (TicketLine("L3", "Cola", 1, note="no ice"),)
    assert (ticket.number, ticket.till, ticket.table, ticket.note) == ("A1", "A", "12", "quick")
    assert (ticket.since, ticket.promised_at) == (T0, T0 + timedelta(minutes=40))
    assert (ticket.state, ticket.version) == (CookingState.STARTED, 2)
    assert ticket.parts == (
        TicketPart("grill", CookingState.WAITING),
        TicketPart("fryer", CookingState.WAITING),
        TicketPart("bar", CookingState.STARTED),
    )


def test_the_customer_has_a_name_on_screens_and_no_phone_number() -> None:
    for board in set(boards_of(after(SENT))) - {TICKETS}:  # The counter calls the customer.
        assert "040 1" not in str(view(after(SENT), board))
    assert _ticket(after(SENT), "grill").customer == "Aino"


def test_modifiers_and_allergens_stand_on_the_ticket_and_an_unrouted_line_is_marked() -> None:
    (line,) = _ticket(after(SENT), "grill").lines

    assert (line.modifiers, line.allergens, line.unrouted) == (("no onion",), ("gluten",), True)


def test_the_pass_sees_every_line_with_its_station_and_who_has_been_shown_it() -> None:
    record = after(apply(order(FISH, COLA)))
    record = after(all_confirmed(record, 1, ["bar"]), record=record)

    ticket = _ticket(record, "pass")

    assert [(line.line_id, line.station) for line in ticket.lines] == [
        ("L4", "grill"),
        ("L4", "fryer"),
        ("L3", "bar"),
    ]
    assert [part.delivery for part in ticket.parts] == [
        DeliveryState.IN_FLIGHT,
        DeliveryState.IN_FLIGHT,
        DeliveryState.CONFIRMED,
    ]
    assert ticket.version == record.version == 2


def test_a_ready_part_leaves_its_board_and_the_pass_waits_for_the_last() -> None:
    record = after(SENT, *(ask(c.MarkPartReady, 5, station=s) for s in ("grill", "fryer")))

    assert _ticket(record, "grill").state is CookingState.READY
    assert _ticket(record, "pass").state is CookingState.STARTED
    assert _ticket(record, "pass").ready_at is None
    record = after(ask(c.MarkPartReady, 9, station="bar"), record=record)
    assert _ticket(record, "pass").state is CookingState.READY
    assert _ticket(record, "pass").ready_at == T0 + timedelta(seconds=9)


def test_a_recalled_ticket_is_marked_with_its_first_timer() -> None:
    record = after(
        SENT, ask(c.MarkPartReady, 5, station="grill"), ask(c.RecallPart, 60, station="grill")
    )

    for board in ("grill", "pass"):
        ticket = _ticket(record, board)
        assert ticket.recalled
        assert ticket.since == T0
        assert ticket.state is CookingState.WAITING
    assert not _ticket(record, "fryer").recalled


def test_what_was_settled_is_on_no_board() -> None:
    record = after(
        SENT,
        ask(c.MarkPartReady, 5, station="bar"),
        ask(c.ResolveOtherwise, 6, by=MANAGER, reason="told them"),
    )

    assert view(record, "grill") is None
    assert [line.station for line in _ticket(record, "pass").lines] == ["bar"]
    assert _ticket(record, "pass").state is CookingState.READY


def test_the_approvals_see_the_whole_order_until_it_is_answered() -> None:
    asked = after(apply(replace(SENT.order, needs_approval=True)))

    assert len(_ticket(asked, "approvals").lines) == 3
    assert _ticket(asked, "approvals").since == T0
    assert [view(asked, board) for board in ("grill", "pass", "office")] == [None] * 3
    for answer in (
        ask(c.Approve, 5),
        ask(c.Reject, 5, reason="no"),
        ask(c.ResolveOtherwise, 5, reason="told them"),
    ):
        assert view(after(answer, record=asked), "approvals") is None


def test_minutes_make_the_promise() -> None:
    record = after(apply(replace(SENT.order, needs_approval=True)), ask(c.Approve, 60, minutes=20))

    assert _ticket(record, "grill").promised_at == T0 + timedelta(minutes=21)
    assert _ticket(record, "grill").since == T0 + timedelta(minutes=1)


def test_marks_of_a_reset_and_of_a_silent_till() -> None:
    restored = after(ask(c.TakeBackOrder, order=SENT.order, till="A"))
    own = after(
        SENT,
        expire("grill", 10),
        ask(c.RequestResend, 30, attempt_id="a1"),
        ask(c.SendOwnCopy, 40, attempt_id="a1"),
    )

    assert _ticket(restored, "grill").possibly_made
    assert not _ticket(own, "grill").possibly_made
    assert _ticket(own, "grill").may_be_outdated
    assert _ticket(own, "pass").may_be_outdated
    assert not _ticket(after(SENT), "grill").may_be_outdated


def test_the_office_reads_who_waits_for_what_no_screen_has_shown() -> None:
    sent = after(SENT)
    record = after(all_confirmed(sent, 1, ["bar"]), expire("grill", 10), record=sent)
    failure = view(record, "office")

    assert isinstance(failure, Failure)
    assert (failure.service, failure.table, failure.customer) == ("dine-in", "12", "Aino")
    assert [(line.product, line.station) for line in failure.lines] == [("Burger", "grill")]
    asked = after(apply(replace(SENT.order, needs_approval=True)), expire("approvals", 10))
    unanswered = view(asked, "office")
    assert isinstance(unanswered, Failure)
    assert len(unanswered.lines) == 3


def test_the_office_sees_only_what_is_not_sent_and_why() -> None:
    assert view(after(SENT), "office") is None
    record = after(
        SENT,
        expire("grill", 10),
        expire("fryer", 20),
        ask(c.RequestResend, 30, attempt_id="a1"),
        apply(SENT.order, 32, attempt_id="a1"),
    )

    failure = view(record, "office")

    assert isinstance(failure, Failure)
    assert failure.causes == (no_display("grill"), no_display("fryer"))
    assert failure.failed_at == T0 + timedelta(seconds=10)
    assert (failure.attempts, failure.status) == (2, "NOT_SENT_TO_KITCHEN")
    assert failure.answer_by is None
    assert record.resend is not None
    assert failure.next_attempt_at == record.resend.next_attempt_at


WHOLE_ORDERS = ("pass", "office", "tickets", "ready-board")


def test_an_order_is_on_the_boards_of_its_parts_and_of_its_question() -> None:
    asked = after(apply(order(BURGER, needs_approval=True)))
    approved = after(ask(c.Approve, 1), record=asked)

    assert boards_of(after(apply(order(BURGER)))) == ("grill", *WHOLE_ORDERS)
    assert boards_of(asked) == ("pass", "approvals", *WHOLE_ORDERS[1:])
    assert boards_of(approved) == ("grill", "pass", "approvals", *WHOLE_ORDERS[1:])


@pytest.mark.parametrize("board", ["roof", "", "Grill"])
def test_a_board_that_is_none_shows_nothing(board: str) -> None:
    assert view(after(SENT), board) is None


def test_the_pass_is_told_which_parts_are_on_paper() -> None:
    record = printing.printed(printing.after(apply(order(BURGER, COLA))))

    parts = {part.station: part for part in _ticket(record, "pass").parts}
    assert {name: part.on_paper for name, part in parts.items()} == {"grill": True, "bar": False}
    assert not any(part.on_paper for part in _ticket(record, "bar").parts)
