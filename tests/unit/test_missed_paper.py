"""Kitchen tickets that may not be on paper: people are called until somebody has seen to it."""

from __future__ import annotations

import pytest

from kds.bus.indexes import index_entries
from kds.bus.keys import Keys
from kds.orders import commands as c
from kds.orders.alarms import Alarm, AlarmKind
from kds.orders.missed_paper import missed
from kds.orders.paper import PrinterFault, PrintState
from kds.orders.record import OrderRecord
from kds.workers.watch_printers import find_missed
from tests.samples import BURGER, apply, ask, confirm, order
from tests.unit.test_decide_printing import after, begin, end, printed

S = PrintState
KEYS = Keys("here")
SENT = apply(order(BURGER))


def lost(state: PrintState = S.FAILED) -> OrderRecord:
    """Return an order whose ticket may not be on paper, though a display has shown it."""
    queued = after(SENT)
    sheet = queued.prints[-1]
    fault = PrinterFault.COVER_OPEN
    shown = after(confirm(1, ("grill", queued.version)), record=queued)
    return after(begin(sheet), end(sheet, state, fault=fault), record=shown)


def again(record: OrderRecord) -> OrderRecord:
    """Return the order after somebody had the ticket printed again."""
    return after(ask(c.PrintAgain, 5, print_id=record.prints[-1].print_id), record=record)


@pytest.mark.parametrize("state", [S.FAILED, S.UNKNOWN])
def test_a_ticket_that_may_not_be_on_paper_calls_people(state: PrintState) -> None:
    record = lost(state)
    (sheet,) = missed(record)
    (alarm,) = find_missed([record])

    assert alarm == Alarm(
        AlarmKind.SHEET_IN_DOUBT,
        sheet.ended_at or sheet.asked_at,
        "grill",
        1,
        fault=PrinterFault.COVER_OPEN,
        number=record.order.number,
    )
    assert alarm.sounds
    member = f"{record.order_id} {sheet.print_id}"
    assert (KEYS.prints_missed, member) in index_entries(KEYS, record)


def test_it_is_over_while_a_copy_is_on_its_way_and_when_it_came_out() -> None:
    copied = again(lost())
    assert not missed(copied)
    assert not missed(printed(copied))


def test_of_a_copy_that_is_lost_too_only_that_is_told() -> None:
    copied = printed(again(lost()), S.UNKNOWN)
    assert missed(copied) == (copied.prints[-1],)


def test_it_is_over_when_the_part_is_ready() -> None:
    ready = after(ask(c.MarkPartReady, 6, station="grill"), record=lost())
    assert not missed(ready)
    assert not find_missed([ready])
    assert all(key != KEYS.prints_missed for key, _ in index_entries(KEYS, ready))


def test_a_ticket_that_came_out_calls_nobody() -> None:
    assert not missed(printed(after(SENT)))
