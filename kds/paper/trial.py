"""The sheet by which somebody tries a printer: all it must be able to do, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kds.paper.house import House
from kds.paper.layout import COLUMNS
from kds.paper.marks import mark
from kds.paper.sheet import Row, Rule, Sheet, Space
from kds.settings.paper import PrinterSettings

_LETTERS = "ÅÄÖ åäö é è ñ ß 12,50 €"
_BEYOND = "寿司 Привет ✓"


def trial(printer: PrinterSettings, house: House, at: datetime, station: str | None) -> Sheet:
    """Return the sheet that tries a printer, for itself or for a station that it prints for."""
    return Sheet(tuple(_rows(printer, house, at, station)))


def _rows(
    printer: PrinterSettings, house: House, at: datetime, station: str | None
) -> Iterator[Row | Rule | Space]:
    say, columns = house.say, COLUMNS[printer.width_mm]
    yield mark(say("TEST"), wide=4)
    yield Row(say("Printer {name}", name=printer.name), wide=2, high=2, bold=True)
    if station is not None:
        name = house.stations.get(station, station)
        yield Row(say("Station {station}", station=name), wide=2, high=2, bold=True)
    yield Row(house.name, house.date_and_time(at))
    yield Rule("=")
    yield Row("A17", wide=4, high=4, bold=True)
    yield Row("".join(str(i % 10) for i in range(1, columns + 1)))
    yield Row(say("{columns} columns, {code_page}", columns=columns, code_page=printer.code_page))
    yield Row(_LETTERS)
    yield Row(_LETTERS, high=2, bold=True)
    yield Row(say("Beyond the code page:"), _BEYOND)
    yield Rule("=")
    yield Row(say("If you can read this, and it is cut below, the printer works."))
