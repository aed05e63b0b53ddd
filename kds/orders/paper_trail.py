"""Sheets that follow each other on one printer: what a change refers to, and what they prove.

A sheet that shows a change alone proves nothing by itself: who holds it must have the one before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kds.orders.order import Station
from kds.orders.paper import Print, PrintKind, PrintState

Place = tuple[str, PrintKind, Station | None]


def place(sheet: Print) -> Place:
    """Return what makes two sheets follow each other: printer, kind and station."""
    return sheet.printer, sheet.kind, sheet.station


def begun_last(sheets: Iterable[Print], where: Place) -> Print | None:
    """Return the last sheet there of which the printer may have got a byte."""
    return next(reversed([s for s in sheets if s.begun_at and place(s) == where]), None)


def is_whole(sheets: Sequence[Print], sheet: Print) -> bool:
    """Tell whether a sheet is printed, itself or as a copy, and so is what it only changes."""
    origin = first(sheets, sheet)
    prints = PrintState.PRINTED
    if not any(each.state is prints and first(sheets, each) == origin for each in sheets):
        return False
    if origin.changed is None:
        return True
    before = begun_last(sheets[: sheets.index(origin)], place(origin))
    # What is so old that the order keeps it no more is taken for printed.
    return before is None or is_whole(sheets, before)


def first(sheets: Iterable[Print], sheet: Print) -> Print:
    """Return what a copy is of, as far back as the order keeps it."""
    known = {each.print_id: each for each in sheets}
    while sheet.copy_of in known:
        sheet = known[sheet.copy_of]
    return sheet
