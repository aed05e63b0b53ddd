"""Money and VAT as they stand on a receipt: whole cents that add up exactly."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

import msgspec

from kds.orders.menu import name_key
from kds.orders.order import Line
from kds.settings.paper import ReceiptSettings

_SIGNS = {"EUR": "€", "GBP": "£", "USD": "$"}
_DIGITS = {"JPY": 0, "KRW": 0, "ISK": 0, "CLP": 0, "KWD": 3, "BHD": 3, "TND": 3}


class VatRow(msgspec.Struct, frozen=True):
    """What was sold at one rate, in cents: without the tax, the tax, and both together."""

    rate: Decimal
    net: int
    vat: int
    gross: int


def plain(cents: int, currency: str, language: str) -> str:
    """Return an amount without its currency: `1234.50`, in other languages `1234,50`."""
    digits = _DIGITS.get(currency, 2)
    whole, part = divmod(abs(cents), 10**digits)
    point = "." if language == "en" else ","
    end = f"{point}{part:0{digits}}" if digits else ""
    return f"{'-' if cents < 0 else ''}{whole}{end}"


def money(cents: int, currency: str, language: str) -> str:
    """Return an amount with its currency, where people of that language expect it."""
    amount, sign = plain(cents, currency, language), _SIGNS.get(currency)
    if language != "en":
        return f"{amount} {sign or currency}"
    if sign is None:
        return f"{currency} {amount}"
    return f"-{sign}{amount[1:]}" if cents < 0 else f"{sign}{amount}"


def percent(rate: Decimal, language: str) -> str:
    """Return a rate as people write it: `13.5`, in other languages `13,5`."""
    return f"{rate.normalize():f}".replace(".", "." if language == "en" else ",")


def rate_of(line: Line, settings: ReceiptSettings) -> Decimal | None:
    """Return a line's rate, in per cent; None where receipts show no VAT."""
    if settings.vat is None:
        return None
    by_category = {name_key(name): rate for name, rate in settings.vat_by_category.items()}
    rate = by_category.get(name_key(line.category or ""), settings.vat)
    return Decimal(str(rate))


def vat_rows(sold: Iterable[tuple[Line, int]], settings: ReceiptSettings) -> list[VatRow]:
    """Return the VAT in sums of lines that hold it, by rate, the lowest first.

    It is rounded once for each rate, half a cent away from zero, so that a whole refund takes back
    just what was paid. What is left is the net sum: each row adds up, and all rows to the total.
    """
    gross: dict[Decimal, int] = {}
    for line, cents in sold:
        rate = rate_of(line, settings)
        if rate is not None:
            gross[rate] = gross.get(rate, 0) + cents
    return [_row(rate, gross[rate]) for rate in sorted(gross)]


def _row(rate: Decimal, gross: int) -> VatRow:
    exact = abs(gross) * Fraction(rate) / (100 + Fraction(rate))
    vat = int(exact + Fraction(1, 2)) * (-1 if gross < 0 else 1)
    return VatRow(rate, gross - vat, vat, gross)
