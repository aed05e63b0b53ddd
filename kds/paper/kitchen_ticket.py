"""Kitchen tickets: what a station, or the pass, is to make, to change, or to leave alone."""

from __future__ import annotations

from collections.abc import Iterator

from kds.orders.order import Order
from kds.orders.paper import Print, PrintKind
from kds.paper.house import House
from kds.paper.marks import copy_mark, mark, stop_mark
from kds.paper.sheet import Row, Rule, Sheet, Space
from kds.paper.ticket_lines import changed_rows, line_rows

Rows = Iterator[Row | Rule | Space]


def ticket(sheet: Print, house: House) -> Sheet:
    """Return the ticket of a station's part, of its change or its end, or of the pass."""
    return Sheet((*_marks(sheet, house), *_head(sheet, house), *_body(sheet, house)))


def _marks(sheet: Print, house: House) -> Rows:
    say = house.say
    if sheet.is_copy:
        yield copy_mark(say)
    if sheet.kind is PrintKind.FALLBACK:
        yield mark(say("FALLBACK"))
        yield Row(say("No screen showed this in time."), high=2)
    if sheet.stopped is not None:
        yield stop_mark(sheet.stopped, say)
        yield mark(say("DO NOT MAKE"), wide=2)
    elif sheet.changed is not None:
        yield mark(say("CHANGED"), wide=4)
    if sheet.stopped is None:
        yield from _work(sheet, house)
    if sheet.possibly_made:
        yield mark(say("POSSIBLY ALREADY MADE"), wide=2)


def _work(sheet: Print, house: House) -> Rows:
    say = house.say
    if sheet.priority:
        yield mark(say("RUSH"), wide=4)
    if sheet.on_hold:
        yield mark(say("ON HOLD"))
        yield Row(say("Make it only when it is fired."), high=2)


def _head(sheet: Print, house: House) -> Rows:
    order, say = sheet.order, house.say
    yield Row(order.number, wide=4, high=4, bold=True, one_line=True)
    if order.table:
        yield Row(say("Table {table}", table=order.table), wide=2, high=2, bold=True)
    if order.customer and order.customer.name:
        yield Row(order.customer.name, wide=2, high=2)
    yield Row(house.service(order.service), _place(sheet, house), high=2, bold=True)
    promised = _promised(order, house)
    yield Row(
        say("Accepted {time}", time=house.time(order.accepted_at)),
        say("Promised {time}", time=promised) if promised else "",
        high=2,
        bold=bool(promised),
    )
    yield Rule("=")


def _body(sheet: Print, house: House) -> Rows:
    order = sheet.order
    if sheet.changed is not None and sheet.stopped is None:
        yield from _changed_head(sheet.changed.head, order, house)
        yield from changed_rows(sheet, sheet.changed, house)
    else:
        if order.note:
            yield Row(house.say("Note: {note}", note=order.note), high=2, bold=True)
            yield Rule()
        yield from line_rows(sheet, house)
    yield Rule("=")


def _place(sheet: Print, house: House) -> str:
    if sheet.station is None:
        return house.say("Pass")
    return house.stations.get(sheet.station, sheet.station)


def _promised(order: Order, house: House) -> str | None:
    if order.due_at is None:
        return None
    if house.date(order.due_at) == house.date(order.accepted_at):
        return house.time(order.due_at)
    return house.date_and_time(order.due_at)


def _changed_head(names: tuple[str, ...], order: Order, house: House) -> Rows:
    """Say what reads otherwise now beside the lines."""
    say = house.say
    now = {
        "number": order.number,
        "table": order.table or say("no table"),
        "service": house.service(order.service),
        "customer": (order.customer.name if order.customer else None) or say("no customer"),
        "note": order.note or say("no note"),
        "due_at": _promised(order, house) or say("no promised time"),
    }
    titles = {
        "number": say("Number"),
        "table": say("Table"),
        "service": say("Service"),
        "customer": say("Customer"),
        "note": say("Note"),
        "due_at": say("Promised"),
    }
    for name in names:
        if name in now:
            text = say("{what} now: {value}", what=titles[name], value=now[name])
            yield Row(text, wide=2, high=2, bold=True)
            yield Space()
