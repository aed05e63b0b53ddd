"""Printers: how each was found last, what it prints and what it owes; and test sheets."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast
from uuid import uuid4

import msgspec

from kds.bus import printer_states
from kds.bus.jobs import enqueue_test
from kds.bus.printer_states import SILENT_S, PrinterState, TriedSheet
from kds.clock import now
from kds.errors import InvalidInput, Refused
from kds.http.routes import Ok, Operation, Who
from kds.orders.order import Station
from kds.orders.paper import PrinterFault
from kds.settings.paper import Confirm, Connection, PrinterSettings
from kds.web.asking import the_web


class TrialAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of which station a test ticket is wanted; without one it is a sheet of the printer itself."""

    station: Station | None = None


class ToldPrinter(msgspec.Struct, frozen=True):
    """One printer: what it prints, how it was found last, and how many sheets it owes.

    `is_known` is false where its worker is silent: then nobody knows how it is.
    """

    printer: str
    name: str
    connection: Connection
    address: str
    width_mm: int
    confirm: Confirm
    tickets: tuple[str, ...]
    at_pass: bool
    fallback: tuple[str, ...]
    receipts: tuple[str, ...]
    is_known: bool
    fault: PrinterFault | None
    since: datetime | None
    checked_at: datetime | None
    paper_low: bool
    last_error: PrinterFault | None
    last_error_at: datetime | None
    test: TriedSheet | None
    owed: int


class PrinterList(msgspec.Struct, frozen=True):
    """Every printer of the settings."""

    printers: list[ToldPrinter]


def printers() -> PrinterList:
    """Answer with every printer of the settings."""
    web = the_web()
    states = printer_states.read(web.client, web.keys)
    pipe = web.client.pipeline(transaction=False)
    for name in web.settings.printers:
        pipe.zcard(web.keys.owed_prints(name))
    owed = cast(list[int], pipe.execute())
    return PrinterList(
        [
            _told(name, printer, states.get(name), count)
            for (name, printer), count in zip(web.settings.printers.items(), owed, strict=True)
        ]
    )


def _told(
    name: str, printer: PrinterSettings, state: PrinterState | None, owed: int
) -> ToldPrinter:
    is_known = state is not None and now() - state.checked_at < timedelta(seconds=SILENT_S)
    return ToldPrinter(
        printer=name,
        name=printer.name,
        connection=printer.connection,
        address=_address(printer),
        width_mm=printer.width_mm,
        confirm=printer.confirm,
        tickets=printer.tickets,
        at_pass=printer.at_pass,
        fallback=printer.fallback,
        receipts=printer.receipts,
        is_known=is_known,
        fault=state.fault if state and is_known else None,
        since=state.since if state else None,
        checked_at=state.checked_at if state else None,
        paper_low=bool(state and is_known and state.paper_low),
        last_error=state.last_error if state else None,
        last_error_at=state.last_error_at if state else None,
        test=state.test if state else None,
        owed=owed,
    )


def _address(printer: PrinterSettings) -> str:
    match printer.connection:
        case Connection.NETWORK:
            return f"{printer.host}:{printer.port}"
        case Connection.USB:
            return f"{printer.vendor}:{printer.product}"
        case _:
            return printer.device or ""


def try_printer(printer: str, body: TrialAsked) -> Ok:
    """Ask for a test sheet; what becomes of it stands in the state of the printer."""
    web = the_web()
    known = web.settings.printers.get(printer)
    if known is None:
        raise Refused("unknown_printer", "There is no printer {printer}.", printer=printer[:32])
    if body.station is not None and body.station not in (*known.tickets, *known.fallback):
        raise InvalidInput([("$.station", "must be a station that the printer prints for")])
    enqueue_test(web.client, web.settings.site, printer, uuid4().hex, body.station)
    return Ok()


OPERATIONS = (
    Operation(
        "GET",
        "/api/v1/printers",
        "printers",
        printers,
        summary="Every printer: how it was found last, what it prints, how much it owes",
        who=Who.PEOPLE,
        answer=PrinterList,
    ),
    Operation(
        "POST",
        "/api/v1/printers/<printer>/test",
        "printers.test",
        try_printer,
        summary="Print a test sheet, of the printer or as a station's tickets look",
        who=Who.PEOPLE,
        body=TrialAsked,
        example={"station": "grill"},
        answer=Ok,
        codes=("unknown_printer",),
    ),
)
