"""Receipts: of a purchase, of a refund, and of a void; the last two count downwards."""

from __future__ import annotations

from collections.abc import Iterator

from kds.orders.money import due, has_prices, left_to_refund
from kds.orders.order import Line, Order
from kds.orders.paper import Print, PrintKind
from kds.orders.till_facts import PaymentMethod, Refund, RefundedLine
from kds.paper.house import House
from kds.paper.marks import copy_mark, mark
from kds.paper.receipt_rows import Sold, by_method, sold_rows, sum_of, vat_table
from kds.paper.sheet import Row, Rule, Sheet, Space
from kds.paper.things import Align

Rows = Iterator[Row | Rule | Space]


def receipt(sheet: Print, house: House) -> Sheet:
    """Return the receipt of a purchase, a refund or a void."""
    match sheet.kind:
        case PrintKind.REFUND:
            middle = _refund(sheet, house)
        case PrintKind.VOID:
            middle = _void(sheet, house)
        case _:
            middle = _purchase(sheet, house)
    return Sheet((*_header(house), *_copy(sheet, house), *middle, *_footer(house)))


def _copy(sheet: Print, house: House) -> Rows:
    if sheet.is_copy:
        yield copy_mark(house.say)
        yield Space()


def _header(house: House) -> Rows:
    yield Row(house.name, wide=2, high=2, bold=True, align=Align.CENTRE, one_line=True)
    for line in house.receipts.header:
        if line != house.name:
            yield Row(line, align=Align.CENTRE)
    yield Space()


def _footer(house: House) -> Rows:
    if house.receipts.footer:
        yield Space()
    for line in house.receipts.footer:
        yield Row(line, align=Align.CENTRE)


def _head(sheet: Print, title: str, when: str, house: House) -> Rows:
    order = sheet.order
    table = house.say("Table {table}", table=order.table) if order.table else ""
    cashier = order.payments[-1].by if order.payments else ""
    till = house.say("Till {letter}", letter=sheet.till) if sheet.till else ""
    yield Row(title, table or house.service(order.service), bold=True)
    yield Row(when, till)
    if cashier:
        yield Row(house.say("Cashier {name}", name=cashier))
    yield Rule()


def _purchase(sheet: Print, house: House) -> Rows:
    order, say = sheet.order, house.say
    at = max((payment.at for payment in order.payments), default=order.accepted_at)
    title = say("Receipt {number}", number=order.number)
    yield from _head(sheet, title, house.date_and_time(at), house)
    sold = [Sold(line, line.quantity) for line in order.lines]
    yield from sold_rows(sold, house)
    if has_prices(order.lines):
        yield from _total(sum_of(sold), house)
    for method, amount in by_method(order.payments):
        yield Row(house.method(method, order), house.sum(amount))
    # Nothing is due of what is not to be made; `order` alone does not know of the kitchen's no.
    if sheet.stopped is None and (left := due(order)):
        yield Row(say("Left to pay"), house.money(left), bold=True)
    for refund in order.refunds:
        text = say("Refunded {date}", date=house.date(refund.at))
        yield Row(text, house.sum(-refund.amount))
    yield from vat_table(sold, sum_of(sold), house)


def _refund(sheet: Print, house: House) -> Rows:
    order, say = sheet.order, house.say
    refund = next((each for each in order.refunds if each.refund_id == sheet.refund_id), None)
    yield mark(say("REFUND"))
    yield Space()
    if refund is None:
        return
    title = say("Refund receipt {number}", number=order.number)
    yield from _head(sheet, title, house.date_and_time(refund.at), house)
    yield from _refers(order, house)
    sold = _taken_back(order, refund.lines)
    yield from sold_rows(sold, house)
    yield from _total(-refund.amount, house)
    yield from _given_back(refund, order, house)
    yield from _why(refund.by, refund.reason, house)
    yield from vat_table(sold, -refund.amount, house)


def _void(sheet: Print, house: House) -> Rows:
    order, say = sheet.order, house.say
    yield mark(say("VOIDED"), wide=4)
    yield Space()
    at = order.void.at if order.void else order.accepted_at
    title = say("Void receipt {number}", number=order.number)
    yield from _head(sheet, title, house.date_and_time(at), house)
    yield from _refers(order, house)
    sold = _taken_back(order, left_to_refund(order))
    yield from sold_rows(sold, house)
    if has_prices(order.lines):
        yield from _total(sum_of(sold), house)
    yield from _undone_payments(order, house)
    if order.void:
        yield from _why(order.void.by, order.void.reason, house)
    yield from vat_table(sold, sum_of(sold), house)


def _taken_back(order: Order, lines: tuple[RefundedLine, ...]) -> list[Sold]:
    known: dict[str, Line] = {line.line_id: line for line in order.lines}
    return [Sold(known[each.line_id], -each.quantity) for each in lines if each.line_id in known]


def _total(cents: int, house: House) -> Rows:
    yield Rule()
    yield Row(house.say("Total"), house.money(cents), wide=2, high=2, bold=True, one_line=True)


def _refers(order: Order, house: House) -> Rows:
    at = max((payment.at for payment in order.payments), default=order.accepted_at)
    text = house.say(
        "To receipt {number} of {date}", number=order.number, date=house.date_and_time(at)
    )
    yield Row(text)
    yield Rule()


def _given_back(refund: Refund, order: Order, house: House) -> Rows:
    how = house.method(refund.method, order)
    yield Row(house.say("Given back: {how}", how=how), house.sum(-refund.amount))


def _undone_payments(order: Order, house: House) -> Rows:
    """Say what the till gave back, and what an external system has yet to give back."""
    say = house.say
    back = dict(by_method(order.refunds))
    for method, amount in by_method(order.payments):
        how = house.method(method, order)
        left = amount - back.get(method, 0)
        if left <= 0:
            continue
        if method is PaymentMethod.EXTERNAL:
            yield Row(say("To be given back: {how}", how=how), house.sum(-left))
        else:
            yield Row(say("Given back: {how}", how=how), house.sum(-left))


def _why(by: str, reason: str | None, house: House) -> Rows:
    yield Row(house.say("By {who}", who=by))
    if reason:
        yield Row(house.say("Reason: {reason}", reason=reason))
