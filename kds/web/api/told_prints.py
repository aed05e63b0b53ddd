"""A sheet of paper as lists and the order's page show it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kds.http.language import say
from kds.orders.paper import ON_PAPER, OWED, Print, PrinterFault, PrintKind, PrintState
from kds.orders.paper_trail import first
from kds.orders.part import Actor, ActorKind
from kds.orders.record import OrderRecord
from kds.settings.model import Settings


class ToldPrint(msgspec.Struct, frozen=True):
    """One sheet, for which printer, and what became of it; `reason` is in the reader's language.

    `held` is what it waits for, `fault` why it failed. `printed_again`: a later one with the same
    on it came out.
    """

    order_id: str
    number: str
    print_id: str
    printer: str
    printer_name: str
    kind: PrintKind
    station: str | None
    state: PrintState
    held: PrinterFault | None
    fault: PrinterFault | None
    reason: str | None
    asked_at: datetime
    asked_by: str
    begun_at: datetime | None
    ended_at: datetime | None
    is_copy: bool
    printed_again: bool
    may_print_again: bool


def told_print(settings: Settings, record: OrderRecord, sheet: Print) -> ToldPrint:
    """Return a sheet as people may see it."""
    printer = settings.printers.get(sheet.printer)
    was_repeated = any(each.copy_of == sheet.print_id for each in record.prints)
    return ToldPrint(
        order_id=record.order_id,
        number=record.order.number,
        print_id=sheet.print_id,
        printer=sheet.printer,
        printer_name=printer.name if printer else sheet.printer,
        kind=sheet.kind,
        station=sheet.station,
        state=sheet.state,
        held=sheet.held,
        fault=sheet.fault,
        reason=say(sheet.reason) if sheet.reason else None,
        asked_at=sheet.asked_at,
        asked_by=_by(sheet.asked_by),
        begun_at=sheet.begun_at,
        ended_at=sheet.ended_at,
        is_copy=sheet.is_copy,
        printed_again=printed_again(record, sheet),
        may_print_again=sheet.state not in OWED and not was_repeated,
    )


def printed_again(record: OrderRecord, sheet: Print) -> bool:
    """Tell whether a sheet that repeats this one, or repeats one that does, is on paper."""
    origin = first(record.prints, sheet)
    later = record.prints[record.prints.index(sheet) + 1 :]
    return any(each.state in ON_PAPER and first(record.prints, each) == origin for each in later)


def _by(actor: Actor) -> str:
    if actor.kind is ActorKind.TILL and not actor.name:
        return say("till {till}", till=actor.id)
    return actor.name or actor.id
