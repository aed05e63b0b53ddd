"""Paper: which sheets a decision makes owed, and that none is printed twice by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from kds.archive.orders import names_customer
from kds.errors import Refused
from kds.orders import commands as c
from kds.orders.decide import Decision, Unchanged, decide
from kds.orders.order import Customer
from kds.orders.paper import (
    DISPLAY_HAS_IT,
    MAX_PRINTS,
    NEWER,
    NOT_TO_BE_MADE,
    PaperPolicy,
    Print,
    PrinterFault,
    PrintKind,
    PrintState,
)
from kds.orders.part import ActorKind, DeliveryState, StopCause, is_on_paper
from kds.orders.record import OrderRecord
from kds.orders.status import Status, is_unsettled, status
from kds.orders.ticket import Ticket, view
from kds.orders.till_facts import PrintWish, ReceiptKind, Stamp
from tests.samples import (
    BURGER,
    COLA,
    FRIES,
    MANAGER,
    POLICY,
    RETRY,
    T0,
    apply,
    ask,
    confirm,
    expire,
    order,
)

PRINTERS = PaperPolicy(
    printers=("grill-paper", "pass-paper", "spare", "counter"),
    tickets={"grill": ("grill-paper",)},
    fallback={"fryer": "spare"},
    receipts={"A": "counter"},
)
PAPER = replace(POLICY, paper=PRINTERS)
WITH_PASS = replace(PAPER, paper=replace(PRINTERS, at_pass=("pass-paper",)))
S = PrintState


def decided(record: OrderRecord | None, command: c.Command, policy: Any = PAPER) -> OrderRecord:
    """Return the record after a command that must change something."""
    result = decide(record, command, policy)
    assert isinstance(result, Decision), result
    return result.record


def after(*commands: c.Command, record: OrderRecord | None = None) -> OrderRecord:
    """Return the record after commands, where there are printers."""
    for command in commands:
        record = decided(record, command)
    assert record is not None
    return record


def told(record: OrderRecord) -> list[tuple[str, PrintState]]:
    """Return printer and state of each sheet."""
    return [(sheet.printer, sheet.state) for sheet in record.prints]


def begin(sheet: Print, s: float = 1) -> c.BeginPrint:
    """Return the claim of a worker."""
    return ask(c.BeginPrint, s, print_id=sheet.print_id, by=RETRY)


def end(sheet: Print, state: PrintState = S.PRINTED, s: float = 2, **told: Any) -> c.EndPrint:
    """Return a worker's word of what became of a sheet."""
    return ask(c.EndPrint, s, print_id=sheet.print_id, state=state, by=RETRY, **told)


def printed(record: OrderRecord, state: PrintState = S.PRINTED) -> OrderRecord:
    """Let the last sheet be printed."""
    return after(begin(record.prints[-1]), end(record.prints[-1], state), record=record)


SENT = after(apply(order(BURGER, FRIES)))
DARK = after(expire("fryer", 20), record=SENT)
WISH = PrintWish("w1", ReceiptKind.RECEIPT, T0, "Mari")


def test_a_station_with_a_printer_gets_its_ticket_and_no_other() -> None:
    (ticket,) = SENT.prints

    assert (ticket.printer, ticket.kind, ticket.station) == (
        "grill-paper",
        "kitchen ticket",
        "grill",
    )
    assert [line.product for line in ticket.order.lines] == ["Burger"]
    assert ticket.state is S.QUEUED
    assert is_unsettled(SENT)


def test_a_ticket_tells_what_the_customer_was_promised() -> None:
    asking = after(apply(order(BURGER, needs_approval=True)))
    (ticket,) = after(ask(c.Approve, 60, minutes=20), record=asking).prints
    assert ticket.order.due_at == T0 + timedelta(seconds=60, minutes=20)


def test_a_copy_tells_the_till_and_not_who_wanted_it() -> None:
    record = printed(SENT)
    again = ask(c.PrintAgain, 60, print_id=record.prints[0].print_id, printer="spare", by=MANAGER)
    assert after(again, record=record).prints[-1].till == "A"


def test_without_printers_nothing_is_owed() -> None:
    record = decided(None, apply(order()), POLICY)
    assert record.prints == ()


def test_a_printed_ticket_proves_that_the_station_has_its_part() -> None:
    record = printed(SENT)

    delivery = record.parts["grill"].delivery
    assert delivery.state is DeliveryState.CONFIRMED
    assert delivery.confirmed_by is not None
    assert (delivery.confirmed_by.kind, delivery.confirmed_by.id) == (
        ActorKind.PRINTER,
        "grill-paper",
    )
    assert is_on_paper(record.parts["grill"])
    assert record.undelivered(DeliveryState.IN_FLIGHT) == ["fryer"]
    assert record.shown_version == record.version, "displays learn that it is on paper"
    ticket = view(record, "grill")
    assert isinstance(ticket, Ticket)
    assert ticket.on_paper


@pytest.mark.parametrize("state", [S.WRITTEN, S.FAILED, S.UNKNOWN])
def test_whatever_is_not_printed_proves_nothing(state: PrintState) -> None:
    record = printed(SENT, state)
    assert record.parts["grill"].delivery.state is DeliveryState.IN_FLIGHT


def test_a_display_that_was_faster_stays_the_proof() -> None:
    record = printed(after(confirm(1, ("grill", 1)), record=SENT))
    assert not is_on_paper(record.parts["grill"])


def test_what_no_display_confirmed_in_time_goes_to_the_fallback_once() -> None:
    assert told(DARK) == [("grill-paper", S.QUEUED), ("spare", S.QUEUED)]
    assert DARK.prints[1].kind is PrintKind.FALLBACK

    record = printed(DARK)

    assert record.parts["fryer"].delivery.state is DeliveryState.CONFIRMED
    assert status(record) is Status.IN_KITCHEN
    later = after(expire("grill", 30), record=record)
    assert [sheet.kind for sheet in later.prints].count(PrintKind.FALLBACK) == 1


def test_further_attempts_print_no_second_fallback() -> None:
    asked = ask(c.RequestResend, 60, attempt_id="a1", by=RETRY)
    record = after(asked, ask(c.SendOwnCopy, 90, attempt_id="a1", by=RETRY), record=DARK)
    assert [sheet.kind for sheet in record.prints].count(PrintKind.FALLBACK) == 1


def test_an_unknown_fallback_leaves_the_order_not_sent() -> None:
    record = printed(DARK, S.UNKNOWN)

    assert status(record) is Status.NOT_SENT_TO_KITCHEN
    assert record.prints[-1].state is S.UNKNOWN


def test_a_display_that_comes_back_in_time_makes_the_fallback_useless() -> None:
    record = after(confirm(25, ("fryer", 1)), record=DARK)

    assert record.prints[1].state is S.EXPIRED
    assert record.prints[1].reason == DISPLAY_HAS_IT


def test_what_is_ready_needs_no_ticket_any_more() -> None:
    record = after(ask(c.MarkPartReady, 5, station="grill"), record=SENT)
    assert (record.prints[0].state, record.prints[0].reason) == (S.EXPIRED, NOT_TO_BE_MADE)


def test_a_change_prints_only_what_changed() -> None:
    before = printed(SENT)
    two = replace(BURGER, line_id="L8", product="Steak")
    record = after(apply(order(FRIES, two, revision=2), 30), record=before)

    change = record.prints[-1]
    assert change.changed is not None
    assert change.changed.added == ("L8",)
    assert [line.product for line in change.changed.removed] == ["Burger"]


def test_a_change_before_the_first_is_printed_takes_its_place_whole() -> None:
    record = after(
        apply(order(BURGER, FRIES, replace(BURGER, line_id="L8"), revision=2), 3), record=SENT
    )

    assert told(record) == [("grill-paper", S.EXPIRED), ("grill-paper", S.QUEUED)]
    assert record.prints[0].reason == NEWER
    assert record.prints[1].changed is None
    assert len(record.prints[1].order.lines) == 2


STEAK = replace(BURGER, line_id="L8", product="Steak")
MORE = apply(order(BURGER, FRIES, STEAK, revision=2), 30)


def once_more(record: OrderRecord, sheet: Print) -> OrderRecord:
    """Return the record after a person wanted a sheet again."""
    wish = ask(c.PrintAgain, 20, print_id=sheet.print_id, printer=sheet.printer, by=MANAGER)
    return after(wish, record=record)


@pytest.mark.parametrize("state", [S.FAILED, S.UNKNOWN])
def test_a_change_alone_proves_nothing_while_the_first_is_not_on_paper(state: PrintState) -> None:
    record = printed(after(MORE, record=printed(SENT, state)))

    assert record.prints[-1].state is S.PRINTED
    assert record.parts["grill"].delivery.state is DeliveryState.IN_FLIGHT

    record = printed(once_more(record, record.prints[0]))
    assert is_on_paper(record.parts["grill"]), "with a copy of the first all of it is there"


def test_a_change_of_what_is_on_paper_proves_the_part() -> None:
    assert is_on_paper(printed(after(MORE, record=printed(SENT))).parts["grill"])


def test_a_change_leaves_a_queued_copy_of_what_it_refers_to() -> None:
    failed = printed(SENT, S.FAILED)
    record = after(MORE, record=once_more(failed, failed.prints[0]))
    assert [sheet.state for sheet in record.prints] == [S.FAILED, S.QUEUED, S.QUEUED]


def test_a_queued_copy_of_a_change_goes_once_a_newer_change_says_the_same() -> None:
    record = after(MORE, record=printed(SENT))
    late = end(record.prints[-1], S.EXPIRED, 40)
    record = once_more(after(late, record=record), record.prints[-1])
    cake = replace(BURGER, line_id="L9", product="Cake")
    newest = after(apply(order(BURGER, FRIES, STEAK, cake, revision=3), 50), record=record)

    assert [sheet.state for sheet in newest.prints[2:]] == [S.EXPIRED, S.QUEUED]
    assert newest.prints[-1].changed is not None
    assert newest.prints[-1].changed.added == ("L8", "L9")


def test_a_copy_is_not_printed_once_the_order_is_voided() -> None:
    late = after(end(SENT.prints[0], S.EXPIRED, 10), record=SENT)
    void = order(BURGER, FRIES, revision=2, void=Stamp(T0, "Mari", "wrong"))
    record = after(apply(void, 30), record=once_more(late, late.prints[0]))
    assert (record.prints[-1].state, record.prints[-1].reason) == (S.EXPIRED, NOT_TO_BE_MADE)

    wanted = once_more(record, record.prints[0])
    assert wanted.prints[-1].state is S.QUEUED, "whoever wants it afterwards knows"


def test_a_change_of_another_station_prints_nothing_here() -> None:
    record = after(apply(order(BURGER, FRIES, COLA, revision=2), 30), record=printed(SENT))
    assert len(record.prints) == 1


@pytest.mark.parametrize("was_begun", [True, False])
def test_a_void_is_printed_only_where_the_ticket_may_be_on_paper(*, was_begun: bool) -> None:
    before = printed(SENT, S.UNKNOWN) if was_begun else SENT
    void = order(BURGER, FRIES, revision=2, void=Stamp(T0, "Mari", "wrong"))
    record = after(apply(void, 30), record=before)

    if was_begun:
        assert record.prints[-1].stopped is StopCause.VOIDED
        assert [line.product for line in record.prints[-1].order.lines] == ["Burger"]
    else:
        assert told(record) == [("grill-paper", S.EXPIRED)]


def test_a_recall_needs_no_second_ticket() -> None:
    ready = ask(c.MarkPartReady, 40, station="grill")
    record = after(ready, ask(c.RecallPart, 50, station="grill"), record=printed(SENT))
    assert len(record.prints) == 1


def test_what_came_back_after_a_reset_is_not_printed_again() -> None:
    taken = ask(c.TakeBackOrder, 5, order=SENT.order, till="A")
    assert decided(None, taken).prints == ()

    known = ask(c.TakeBackOrder, 5, order=SENT.order, till="A", known=SENT)
    (sheet,) = decided(None, known).prints
    assert sheet.state is S.UNKNOWN


def test_what_changes_after_a_reset_is_printed_and_says_that_it_may_be_made() -> None:
    back = decided(None, ask(c.TakeBackOrder, 5, order=SENT.order, till="A"))
    (sheet,) = after(MORE, record=back).prints
    assert (sheet.printer, sheet.possibly_made) == ("grill-paper", True)


def test_the_pass_gets_whole_orders() -> None:
    record = decided(None, apply(order(BURGER, FRIES)), WITH_PASS)
    (whole,) = [sheet for sheet in record.prints if sheet.kind is PrintKind.PASS]
    assert [line.product for line in whole.order.lines] == ["Burger", "Fries"]
    assert whole.station is None


def test_a_receipt_is_owed_once_for_each_wish() -> None:
    record = after(apply(order(BURGER, FRIES, revision=2, prints=(WISH,)), 30), record=SENT)
    receipt = record.prints[-1]
    assert (receipt.printer, receipt.kind, receipt.wish) == ("counter", "receipt", "w1")

    again = order(BURGER, FRIES, revision=3, prints=(WISH,), note="hurry")
    assert len(after(apply(again, 40), record=record).prints) == len(record.prints) + 1, "a ticket"


def test_a_receipt_knows_that_the_kitchen_has_rejected_the_order() -> None:
    asking = after(apply(order(BURGER, needs_approval=True)))
    rejected = after(ask(c.Reject, 20, reason="no buns"), record=asking)
    wished = apply(order(BURGER, needs_approval=True, revision=2, prints=(WISH,)), 30)

    assert after(wished, record=rejected).prints[-1].stopped is StopCause.CANCELLED
    assert after(wished, record=asking).prints[-1].stopped is None


def test_a_till_without_a_printer_owes_no_receipt() -> None:
    sent = order(BURGER, prints=(WISH,), order_id="B-1")
    record = decided(None, apply(sent, till="B"))
    assert all(sheet.kind is PrintKind.TICKET for sheet in record.prints)


def test_only_one_worker_gets_a_sheet() -> None:
    begun = after(begin(SENT.prints[0]), record=SENT)
    assert isinstance(decide(begun, begin(SENT.prints[0]), PAPER), Unchanged)


def test_a_sheet_that_is_ended_stays_so() -> None:
    record = printed(SENT, S.UNKNOWN)
    late = end(record.prints[0], S.PRINTED)
    assert isinstance(decide(record, late, PAPER), Unchanged)


def test_nothing_can_be_printed_that_was_not_begun() -> None:
    assert isinstance(decide(SENT, end(SENT.prints[0]), PAPER), Unchanged)


def test_a_sheet_says_what_it_waits_for_once() -> None:
    hold = ask(c.HoldPrint, 3, print_id=SENT.prints[0].print_id, fault=PrinterFault.PAPER_OUT)
    record = after(hold, record=SENT)

    assert record.prints[0].held is PrinterFault.PAPER_OUT
    assert isinstance(decide(record, hold, PAPER), Unchanged)
    begun = after(begin(record.prints[0]), record=record)
    assert begun.prints[0].held is None


@pytest.mark.parametrize(
    ("state", "is_copy"), [(S.PRINTED, True), (S.UNKNOWN, True), (S.EXPIRED, False)]
)
def test_a_person_may_have_it_printed_again_and_a_second_one_says_copy(
    state: PrintState, *, is_copy: bool
) -> None:
    record = printed(SENT, state) if is_copy else after(end(SENT.prints[0], state), record=SENT)
    again = ask(c.PrintAgain, 60, print_id=record.prints[0].print_id, printer="spare", by=MANAGER)
    record = after(again, record=record)

    sheet = record.prints[-1]
    assert (sheet.printer, sheet.state, sheet.is_copy) == ("spare", S.QUEUED, is_copy)
    assert sheet.copy_of == record.prints[0].print_id


def test_what_is_still_printed_is_not_printed_again() -> None:
    with pytest.raises(Refused) as refused:
        decide(SENT, ask(c.PrintAgain, print_id=SENT.prints[0].print_id, by=MANAGER), PAPER)
    assert refused.value.code == "not_allowed"


def test_no_printer_is_made_up() -> None:
    record = printed(SENT)
    again = ask(c.PrintAgain, print_id=record.prints[0].print_id, printer="attic", by=MANAGER)
    with pytest.raises(Refused) as refused:
        decide(record, again, PAPER)
    assert refused.value.code == "no_printer"


def test_no_phone_stands_on_a_ticket_and_no_name_once_it_is_erased() -> None:
    sent = order(BURGER, customer=Customer(name="Aino", phone="+358401234567"))
    record = after(apply(sent))
    assert record.prints[0].order.customer == Customer(name="Aino")

    erased = after(ask(c.EraseCustomer, 90, reason="asked", by=MANAGER), record=record)
    assert erased.prints[0].order.customer is None


def test_a_name_that_only_paper_still_holds_can_be_erased() -> None:
    named = after(apply(order(BURGER, customer=Customer(name="Aino"))))
    record = after(apply(order(BURGER, revision=2), 30), record=printed(named))
    assert record.order.customer is None
    assert names_customer(record), "so its time comes in the archive too"

    erased = after(ask(c.EraseCustomer, 90, reason="asked", by=MANAGER), record=record)
    assert not any(sheet.order.customer for sheet in erased.prints)
    assert not names_customer(erased)


def test_an_order_keeps_only_so_many_sheets() -> None:
    record = printed(SENT)
    for s in range(MAX_PRINTS + 5):
        again = ask(c.PrintAgain, 60 + s, print_id=record.prints[-1].print_id, by=MANAGER)
        record = printed(after(again, record=record))
    assert len(record.prints) == MAX_PRINTS
    assert record.prints[-1].asked_at == T0 + timedelta(seconds=60 + MAX_PRINTS + 4)
