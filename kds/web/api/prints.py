"""Sheets of paper: what is owed, what did not come out, what did; and each as a picture."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import msgspec
from flask import Response
from msgspec.structs import replace

from kds.clock import millis, now
from kds.errors import Refused
from kds.http.paging import from_cursor, page, queries
from kds.http.routes import Operation, Who
from kds.orders.money import is_paid
from kds.orders.order import Order
from kds.orders.paper import ON_PAPER, OWED, Print, PrintKind, PrintState
from kds.orders.part import Actor, ActorKind
from kds.orders.record import OrderRecord
from kds.paper.compose import bytes_of, sheet_of
from kds.paper.picture import svg
from kds.settings.model import Settings
from kds.settings.paper import PrinterSettings
from kds.web.api.orders import record_of
from kds.web.api.told_prints import ToldPrint, printed_again, told_print
from kds.web.api.walk import BATCH, latest, members
from kds.web.asking import the_web
from kds.web.context import Web

SVG = "image/svg+xml"
LISTED = 100
LATEST = 300
"""The sheets of so many orders are listed: a list that is looked at must not grow all evening."""

GROUPS = (OWED, frozenset(PrintState) - OWED - ON_PAPER, ON_PAPER)
"""How sheets are listed: what is owed, what did not come out or is in doubt, what did."""
MISSED, PRINTED = 1, 2
"""The last two of them; what was printed again after all is missed no more."""


class Position(NamedTuple):
    """The group, then in it the newest first, so by its ms below zero."""

    group: int
    before_ms: int
    order_id: str
    print_id: str


class PrintList(msgspec.Struct, frozen=True):
    """A page of sheets, and how many of all are owed, missed or in doubt, and on paper."""

    owed: int
    missed: int
    printed: int
    prints: list[ToldPrint]
    next: str | None


def prints(limit: int, after: str | None) -> PrintList:
    """Answer with the sheets that are owed, and those of the latest orders in the kitchen."""
    web = the_web()
    found = sorted(_every(web), key=lambda each: each[0])
    counts = [sum(position.group == group for position, *_ in found) for group in range(3)]
    begin = from_cursor(after, Position) if after else None
    left = (each for each in found if begin is None or each[0] > begin)
    listed = page(left, limit, lambda each: each[0])
    return PrintList(
        owed=counts[0],
        missed=counts[1],
        printed=counts[2],
        prints=[told_print(web.settings, record, sheet) for _, record, sheet in listed.items],
        next=listed.next,
    )


def print_picture(order_id: str, print_id: str) -> Response:
    """Answer with a sheet as it looks on paper."""
    web = the_web()
    record = record_of(web, order_id)
    for sheet in record.prints:
        if sheet.print_id == print_id:
            return _drawn(sheet, web.settings)
    raise Refused(
        "unknown_print",
        "Order {number} has no sheet {sheet}.",
        number=record.order.number,
        sheet=print_id[:80],
    )


def receipt_picture(order_id: str) -> Response:
    """Answer with the receipt as it would be printed now, to be shown without paper."""
    web = the_web()
    record, settings = record_of(web, order_id), web.settings
    order = record.order
    if not (order.payments or is_paid(order)):
        raise Refused(
            "no_such_receipt",
            "Order {number} has no {what}.",
            number=order.number,
            what=[PrintKind.RECEIPT.value],
        )
    printer = settings.policy().paper.receipts.get(record.till, "")
    return _drawn(_receipt(order, record, printer), settings)


def _receipt(order: Order, record: OrderRecord, printer: str) -> Print:
    return Print(
        print_id="shown",
        printer=printer,
        kind=PrintKind.VOID if order.void else PrintKind.RECEIPT,
        order=replace(order, customer=None, deeds=(), answers=(), prints=()),
        version=record.version,
        asked_at=now(),
        asked_by=Actor(ActorKind.TILL, record.till),
        till=record.till,
        stopped=record.stop_cause,
    )


def _drawn(sheet: Print, settings: Settings) -> Response:
    """Draw the very bytes that go to the printer; of one that is gone, as on wide paper."""
    printer = settings.printers.get(sheet.printer) or PrinterSettings(name=sheet.printer)
    drawn = svg(bytes_of(sheet_of(sheet, settings), printer), printer.width_mm)
    return Response(drawn, mimetype=SVG)


def _every(web: Web) -> Iterator[tuple[Position, OrderRecord, Print]]:
    """Yield the sheets of what is owed, and of the orders that had one last."""
    owing = [
        member.partition(" ")[0]
        for printer in web.settings.printers
        for member in members(web, web.keys.owed_prints(printer))
    ]
    ids = list(dict.fromkeys([*owing, *latest(web, web.keys.prints, LATEST)]))
    for start in range(0, len(ids), BATCH):
        for record in web.kitchen.store.records(ids[start : start + BATCH]):
            for sheet in record.prints:
                yield _position(record, sheet), record, sheet


def _position(record: OrderRecord, sheet: Print) -> Position:
    group = next(i for i, states in enumerate(GROUPS) if sheet.state in states)
    if group == MISSED and printed_again(record, sheet):
        group = PRINTED
    return Position(group, -millis(sheet.asked_at), record.order_id, sheet.print_id)


OPERATIONS = (
    Operation(
        "GET",
        "/api/v1/prints",
        "prints",
        prints,
        summary="Sheets of paper: what is owed, then what did not come out, then what did",
        who=Who.PEOPLE,
        answer=PrintList,
        query=queries(LISTED),
    ),
    Operation(
        "GET",
        "/api/v1/orders/<order_id>/prints/<print_id>/picture",
        "prints.picture",
        print_picture,
        summary="A sheet of an order as it looks on paper, as SVG",
        who=Who.PEOPLE,
        answer=str,
        media_type=SVG,
        codes=("unknown_order", "unknown_print"),
    ),
    Operation(
        "GET",
        "/api/v1/orders/<order_id>/receipt",
        "prints.receipt",
        receipt_picture,
        summary="The receipt of an order as it would be printed now, as SVG",
        who=Who.PEOPLE,
        answer=str,
        media_type=SVG,
        codes=("unknown_order", "no_such_receipt"),
    ),
)
