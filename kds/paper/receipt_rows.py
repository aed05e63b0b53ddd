"""The rows of a receipt that hold figures: lines, payments, and VAT by rate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kds.orders.money import has_prices
from kds.orders.order import Line
from kds.orders.till_facts import Payment, PaymentMethod, Refund
from kds.paper.house import House
from kds.paper.money import percent, vat_rows
from kds.paper.sheet import Row, Rule, Space

Rows = Iterator[Row | Rule | Space]

_INDENT = 2


class Sold(NamedTuple):
    """How many of a line a receipt counts; below zero for what was taken back."""

    line: Line
    quantity: int

    @property
    def cents(self) -> int:
        """What they cost."""
        return self.quantity * (self.line.unit_price or 0)


def sum_of(sold: Iterable[Sold]) -> int:
    """Return what all of it costs."""
    return sum(each.cents for each in sold)


def sold_rows(sold: Iterable[Sold], house: House) -> Rows:
    """Yield each line with its sum, what one costs where it is several, and its modifiers."""
    for each in sold:
        line, count = each.line, abs(each.quantity)
        priced = line.unit_price is not None
        what = f"{count} x {line.product}" if count > 1 else line.product
        yield Row(what, house.sum(each.cents) if priced else "")
        if count > 1 and line.unit_price is not None:
            price = house.sum(line.unit_price)
            yield Row(house.say("{price} each", price=price), indent=_INDENT)
        if line.modifiers:
            yield Row(", ".join(line.modifiers), indent=_INDENT)


def by_method(
    moved: Iterable[Payment] | Iterable[Refund],
) -> list[tuple[PaymentMethod, int]]:
    """Return what was moved by each method, the first used first."""
    found: dict[PaymentMethod, int] = {}
    for each in moved:
        found[each.method] = found.get(each.method, 0) + each.amount
    return list(found.items())


def vat_table(sold: Sequence[Sold], total: int, house: House) -> Rows:
    """Yield the VAT by rate, or nothing where it could not add up to the total."""
    rows = vat_rows(((each.line, each.cents) for each in sold), house.receipts)
    adds_up = has_prices(each.line for each in sold) and sum(row.gross for row in rows) == total
    if not rows or not adds_up:
        return
    say = house.say
    yield Rule()
    yield Row(say("VAT %"), _figures(say("Net"), say("VAT"), say("Gross")))
    for row in rows:
        sums = (house.sum(cents) for cents in (row.net, row.vat, row.gross))
        yield Row(percent(row.rate, house.language), _figures(*sums))
    if len(rows) > 1:
        whole = (sum(row.net for row in rows), sum(row.vat for row in rows), total)
        yield Row("", _figures(*map(house.sum, whole)), bold=True)


def _figures(net: str, vat: str, gross: str) -> str:
    return f"{net:>8}{vat:>7}{gross:>11}"
