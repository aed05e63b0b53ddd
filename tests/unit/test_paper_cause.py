"""Why an order is not sent whose station has a printer: the printer's fault is named."""

from __future__ import annotations

from kds.orders import commands as c
from kds.orders.paper import PrinterFault, PrintState
from kds.orders.part import Cause, CauseCode
from kds.orders.record import OrderRecord
from tests.samples import BURGER, RETRY, apply, ask, expire, no_display, order
from tests.unit.test_decide_printing import after, begin, end, printed

OUT = PrinterFault.PAPER_OUT


def found(record: OrderRecord) -> Cause | None:
    """Return why the grill's part is not sent."""
    return record.parts["grill"].delivery.cause


def test_a_ticket_that_failed_is_named_as_the_cause() -> None:
    record = after(apply(order(BURGER)))
    sheet = record.prints[-1]
    record = after(begin(sheet), end(sheet, PrintState.FAILED, fault=OUT), record=record)
    record = after(expire("grill", 11), record=record)

    cause = found(record)
    assert cause is not None
    assert (cause.code, cause.printer, cause.fault) == (
        CauseCode.PAPER_IN_DOUBT,
        "grill-paper",
        OUT.value,
    )


def test_so_is_a_printer_for_which_the_ticket_waits() -> None:
    record = after(apply(order(BURGER)))
    hold = ask(c.HoldPrint, 1, print_id=record.prints[-1].print_id, fault=OUT, by=RETRY)
    record = after(hold, expire("grill", 11), record=record)

    cause = found(record)
    assert cause is not None
    assert (cause.code, cause.fault) == (CauseCode.PAPER_WAITS, OUT.value)


def test_what_fails_later_is_named_with_the_next_attempt() -> None:
    record = after(apply(order(BURGER)), expire("grill", 11))
    assert found(record) == no_display("grill")
    sheet = record.prints[-1]
    record = after(begin(sheet, 12), end(sheet, PrintState.UNKNOWN, 13, reason="x"), record=record)
    again = ask(c.RequestResend, 60, attempt_id="1", causes=(no_display("grill"),), by=RETRY)
    cause = found(after(again, record=record))
    assert cause is not None
    assert (cause.code, cause.fault) == (CauseCode.PAPER_IN_DOUBT, None)


def test_a_screen_that_is_there_and_paper_that_came_out_are_no_such_cause() -> None:
    record = printed(after(apply(order(BURGER))), PrintState.WRITTEN)
    assert found(after(expire("grill", 11), record=record)) == no_display("grill")

    record = printed(after(apply(order(BURGER))), PrintState.FAILED)
    there = Cause(CauseCode.NOT_LAID_OUT, "grill")
    late = ask(c.ExpireDelivery, 11, station="grill", cause=there, by=RETRY)
    assert found(after(late, record=record)) == there
