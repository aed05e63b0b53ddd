"""A real day's orders, read from a list of sold dishes (CSV, also gzipped).

Columns: order_number, ordered_at (local time, to the minute), item, quantity, unit_price_gbp. Rows
with the same number are one order.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple, TextIO

from kds.errors import KdsError

COLUMNS = ("order_number", "ordered_at", "item", "quantity", "unit_price_gbp")
GZIP_MAGIC = b"\x1f\x8b"
MAX_ROWS = 5_000_000
MAX_LINE_CHARS = 10_000


class Dish(NamedTuple):
    """One dish as sold; `unit_price` is in cents."""

    product: str
    quantity: int
    unit_price: int


class SoldOrder(NamedTuple):
    """One order as sold; `ordered_at` is local time without a zone, to the minute."""

    number: str
    ordered_at: datetime
    dishes: tuple[Dish, ...]


def read_day(file: Path, day: date) -> list[SoldOrder]:
    """Return the orders of one calendar day, in the order of their time.

    Raises KdsError with file and line for what cannot be read, and for a day without orders.
    """
    times: dict[str, datetime] = {}
    dishes: dict[str, list[Dish]] = {}
    first = last = ""
    with _open(file) as text:
        for line, row in _rows(file, text):
            stamp = row["ordered_at"]
            first, last = first or stamp[:10], stamp[:10]
            if not stamp.startswith(day.isoformat()):
                continue
            try:
                at = datetime.fromisoformat(stamp).replace(tzinfo=None)
                dish = _dish(row)
            except (ValueError, InvalidOperation) as error:
                raise KdsError(f"{file}:{line}: cannot be read ({error}). Correct it.") from None
            times.setdefault(row["order_number"], at)
            dishes.setdefault(row["order_number"], []).append(dish)
    if not times:
        raise KdsError(f"{file} has no orders on {day}; it goes from {first} to {last}.")
    orders = [SoldOrder(number, at, tuple(dishes[number])) for number, at in times.items()]
    return sorted(orders, key=lambda order: order.ordered_at)


def _dish(row: dict[str, str]) -> Dish:
    price = Decimal(row["unit_price_gbp"])
    if not price.is_finite():
        raise ValueError(f"unit_price_gbp {row['unit_price_gbp']!r} is no price")
    return Dish(row["item"].strip(), int(row["quantity"]), int((price * 100).to_integral_value()))


def _rows(file: Path, text: TextIO) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row with its line number."""
    csv.field_size_limit(MAX_LINE_CHARS)
    reader = csv.DictReader(text)
    try:
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise KdsError(f"{file}: the column {missing[0]} is missing; is it a list of dishes?")
        for count, row in enumerate(reader):
            if count >= MAX_ROWS:
                raise KdsError(f"{file} has more than {MAX_ROWS} rows; cut it into pieces.")
            if any(row[name] is None for name in COLUMNS):
                raise KdsError(f"{file}:{reader.line_num}: has too few columns. Correct it.")
            yield reader.line_num, row
    except (csv.Error, UnicodeDecodeError, OSError, EOFError) as error:
        raise KdsError(f"{file}:{reader.line_num}: cannot be read ({error}).") from None


@contextmanager
def _open(file: Path) -> Iterator[TextIO]:
    try:
        with file.open("rb") as raw:
            zipped = raw.read(2) == GZIP_MAGIC
            raw.seek(0)
            content = gzip.GzipFile(fileobj=raw) if zipped else raw
            with io.TextIOWrapper(content, "utf-8-sig", newline="") as text:
                yield text
    except OSError as error:
        raise KdsError(f"{file} cannot be read: {error}.") from None
