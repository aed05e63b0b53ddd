"""The lines of a kitchen ticket, so that removals, allergens and changes cannot be overlooked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kds.orders.order import Line
from kds.orders.paper import Print
from kds.orders.part import Changed
from kds.paper.house import House
from kds.paper.sheet import Row, Rule, Space
from kds.paper.text import clean

Rows = Iterator[Row | Rule | Space]

REMOVES = re.compile(r"(no|without|ei|ilman|minus|-)\b|-", re.IGNORECASE)
"""How a modifier begins that takes something away; the screens go by the same."""

_INDENT = 4


def line_rows(sheet: Print, house: House) -> Rows:
    """Yield every line, by course and seat."""
    heading = ""
    # A sort keeps the order's own sequence within each.
    for line in sorted(sheet.order.lines, key=lambda line: (line.course or 0, line.seat or 0)):
        if (found := _heading(line, house)) != heading:
            heading = found
            yield Row(heading, high=2)
        is_done = sheet.stopped is None and line.line_id in sheet.done
        if is_done:
            yield _change(house.say("DONE"))
        yield from _line(line, sheet, house, is_gone=is_done or sheet.stopped is not None)
        yield Space()


def changed_rows(sheet: Print, changed: Changed, house: House) -> Rows:
    """Yield only what changed: of a line that reads otherwise first how it was, then how it is."""
    say = house.say
    now = {line.line_id: line for line in sheet.order.lines if line.line_id in changed.added}
    for was in changed.removed:
        yield _change(f"- {say('REMOVED')}")
        yield from _line(was, sheet, house, is_gone=True)
        if line := now.pop(was.line_id, None):
            yield _change(f"+ {say('INSTEAD')}")
            yield from _line(line, sheet, house)
        yield Space()
    for line in now.values():
        yield _change(f"+ {say('ADDED')}")
        yield from _line(line, sheet, house)
        yield Space()


def _change(text: str) -> Row:
    return Row(text, wide=2, high=2, bold=True, inverted=True)


def _heading(line: Line, house: House) -> str:
    """Return between dashes whose line it is, and when; black bars are for what is dangerous."""
    say = house.say
    course = say("Course {number}", number=line.course) if line.course else ""
    seat = say("Seat {number}", number=line.seat) if line.seat else ""
    words = ", ".join(filter(None, (course, seat)))
    return f"--- {words} ---" if words else ""


def _line(line: Line, sheet: Print, house: House, *, is_gone: bool = False) -> Rows:
    what = f"{line.quantity} x {line.product}"
    yield Row(what, wide=2, high=2, bold=not is_gone)
    if is_gone:
        if line.modifiers:
            yield Row(", ".join(line.modifiers), high=2, indent=_INDENT)
        return
    for modifier in line.modifiers:
        yield _modifier(modifier)
    say = house.say
    if line.note:
        yield Row(say("Note: {note}", note=line.note), high=2, indent=_INDENT)
    if line.allergens:
        names = ", ".join(line.allergens).upper()
        text = say("ALLERGY: {allergens}", allergens=names)
        yield Row(text, wide=2, high=2, bold=True, inverted=True)
    if line.line_id in sheet.unrouted:
        yield Row(say("NO STATION RULE"), high=2, bold=True, inverted=True)


def _modifier(modifier: str) -> Row:
    removes = bool(REMOVES.match(clean(modifier).strip()))
    wide = 2 if removes else 1
    return Row(modifier, wide=wide, high=2, bold=True, inverted=removes, indent=_INDENT)
