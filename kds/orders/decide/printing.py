"""What becomes of a sheet of paper, as the workers and people say, and what it then proves."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from kds.errors import Refused
from kds.orders import delivery, paper
from kds.orders.actions import Action, require
from kds.orders.commands import BeginPrint, EndPrint, HoldPrint, PrintAgain
from kds.orders.decide.decision import Decision, Unchanged, conclude
from kds.orders.events import EventType
from kds.orders.paper import PROVING, Print, PrintState
from kds.orders.paper_trail import is_whole
from kds.orders.part import Actor, ActorKind
from kds.orders.policy import Policy
from kds.orders.record import OrderRecord


def hold_print(record: OrderRecord, command: HoldPrint, policy: Policy) -> Decision | Unchanged:
    """Note why a printer cannot begin a sheet; the sheet waits."""
    sheet = _find(record, command.print_id)
    held = paper.hold(sheet, command.fault, command.at)
    if held is None:
        return Unchanged(f"the sheet is '{sheet.state.value}', or known to wait for that")
    return conclude(
        record,
        _with(record, held),
        EventType.PRINT_HELD,
        command,
        detail=f"{sheet.kind.value}: {command.fault.value}",
    )


def begin_print(record: OrderRecord, command: BeginPrint, policy: Policy) -> Decision | Unchanged:
    """Claim a sheet for one try; whoever comes second learns that it is claimed."""
    sheet = _find(record, command.print_id)
    begun = paper.begin(sheet, command.at)
    if begun is None:
        return Unchanged(f"the sheet is '{sheet.state.value}'")
    after = _with(record, begun)
    return conclude(record, after, EventType.PRINT_BEGUN, command, detail=sheet.kind.value)


def end_print(record: OrderRecord, command: EndPrint, policy: Policy) -> Decision | Unchanged:
    """Write down what became of a sheet; a printed ticket proves that its station has the part."""
    sheet = _find(record, command.print_id)
    ended = paper.end(sheet, command.state, command.at, fault=command.fault, reason=command.reason)
    if ended is None:
        return Unchanged(f"the sheet is '{sheet.state.value}' already")
    after, station = _proven(_with(record, ended), ended, command.at)
    return conclude(
        record,
        after,
        EventType.PRINT_ENDED,
        command,
        is_shown=station is not None,
        stations=(station,) if station else (),
        reason=command.reason,
        detail=": ".join(
            each.value for each in (sheet.kind, ended.state, command.fault) if each is not None
        ),
    )


def print_again(record: OrderRecord, command: PrintAgain, policy: Policy) -> Decision:
    """Have a sheet printed once more, because a person says so: on the same printer or another."""
    require(Action.PRINT_AGAIN, record)
    sheet = _find(record, command.print_id)
    if paper.is_owed(sheet):
        raise Refused(
            "still_printing",
            "A sheet of order {number} cannot be printed again: it is '{state}'.",
            number=record.order.number,
            state=[sheet.state.value],
        )
    printer = command.printer or sheet.printer
    if printer not in policy.paper.printers:
        raise Refused(
            "no_printer",
            "A sheet of order {number} cannot be printed again: there is no printer {printer}. "
            "Choose another one.",
            number=record.order.number,
            printer=printer,
        )
    print_id = f"{record.version + 1}-again"
    once_more = paper.again(sheet, print_id, printer, command.at, command.by)
    after = replace(record, prints=paper.kept((*record.prints, once_more)))
    return conclude(record, after, EventType.PRINT_QUEUED, command, detail=sheet.kind.value)


def _proven(record: OrderRecord, sheet: Print, at: datetime) -> tuple[OrderRecord, str | None]:
    """Confirm the delivery that a printed ticket proves; return its station, if it was open.

    With a copy of what did not come out, a change that is printed already is proven too.
    """
    part = record.parts.get(sheet.station or "")
    if sheet.state is not PrintState.PRINTED or sheet.kind not in PROVING or part is None:
        return record, None
    by, confirmed = Actor(ActorKind.PRINTER, sheet.printer), part.delivery
    for each in record.prints:
        is_of_part = each.station == part.station and each.kind in PROVING
        if is_of_part and is_whole(record.prints, each):
            confirmed = delivery.confirm(confirmed, each.version, by, at)
    if confirmed == part.delivery:
        return record, None
    parts = record.parts | {part.station: replace(part, delivery=confirmed)}
    return replace(record, parts=parts), part.station


def _find(record: OrderRecord, print_id: str) -> Print:
    for each in record.prints:
        if each.print_id == print_id:
            return each
    raise Refused(
        "unknown_print",
        "Order {number} has no sheet {sheet}.",
        number=record.order.number,
        sheet=print_id,
    )


def _with(record: OrderRecord, sheet: Print) -> OrderRecord:
    prints = tuple(sheet if each.print_id == sheet.print_id else each for each in record.prints)
    return replace(record, prints=prints)
