"""From what is owed to the sheet, and from the sheet to the bytes of one printer."""

from __future__ import annotations

from datetime import datetime

from kds.orders.paper import RECEIPTS, Print
from kds.paper.encoding import encoded
from kds.paper.house import House
from kds.paper.kitchen_ticket import ticket
from kds.paper.receipt import receipt
from kds.paper.sheet import Sheet
from kds.paper.trial import trial
from kds.settings.model import Settings
from kds.settings.paper import PrinterSettings


def sheet_of(owed: Print, settings: Settings) -> Sheet:
    """Return what stands on the paper."""
    house = House.of(settings)
    return receipt(owed, house) if owed.kind in RECEIPTS else ticket(owed, house)


def trial_of(
    printer: PrinterSettings, settings: Settings, at: datetime, station: str | None = None
) -> Sheet:
    """Return the sheet by which somebody tries a printer."""
    return trial(printer, House.of(settings), at, station)


def bytes_of(sheet: Sheet, printer: PrinterSettings) -> bytes:
    """Return the bytes that print it on this printer."""
    return encoded(sheet, printer.width_mm, printer.code_page)
