"""An order as the main till owns it: the till facts, one revision at a time."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

END = r"$(?!\n)"
"""The end of a text in a pattern, in JSON Schema too; Python's `$` lets a last newline through."""

ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._:-]*" + END
STATION_PATTERN = r"^[a-z0-9][a-z0-9-]*" + END

OrderId = Annotated[str, Meta(min_length=1, max_length=64, pattern=ID_PATTERN)]
LineId = Annotated[str, Meta(min_length=1, max_length=64, pattern=ID_PATTERN)]
Station = Annotated[str, Meta(min_length=1, max_length=32, pattern=STATION_PATTERN)]
TillLetter = Annotated[str, Meta(pattern=r"^[A-Z]{1,2}" + END)]
OrderNumber = Annotated[str, Meta(min_length=1, max_length=16, pattern=r"\S")]
Name = Annotated[str, Meta(min_length=1, max_length=120, pattern=r"\S")]
Word = Annotated[str, Meta(min_length=1, max_length=80, pattern=r"\S")]
Note = Annotated[str, Meta(max_length=500)]
Quantity = Annotated[int, Meta(ge=1, le=999)]
Cents = Annotated[int, Meta(ge=0, le=10_000_000)]
AwareTime = Annotated[
    datetime, Meta(tz=True, extra_json_schema={"$comment": "from 2000 to 2199, in UTC"})
]
Words = Annotated[tuple[Word, ...], Meta(max_length=30)]


class Service(StrEnum):
    """How the customer gets the food."""

    DINE_IN = "dine-in"
    TAKEAWAY = "takeaway"
    DELIVERY = "delivery"


class Customer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who ordered; both fields are personal data."""

    name: Name | None = None
    phone: Annotated[str, Meta(min_length=1, max_length=32)] | None = None


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One product of an order; `unit_price` is in cents."""

    line_id: LineId
    product: Name
    quantity: Quantity
    unit_price: Cents | None = None
    category: Word | None = None
    station: Station | None = None
    modifiers: Words = ()
    allergens: Words = ()
    seat: Annotated[int, Meta(ge=1, le=999)] | None = None
    course: Annotated[int, Meta(ge=1, le=20)] | None = None
    note: Note | None = None


Lines = Annotated[tuple[Line, ...], Meta(min_length=1, max_length=200)]


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The till facts of one order: a whole revision, never a difference.

    This is also what a till writes to the bus. All times are aware UTC.
    """

    order_id: OrderId
    number: OrderNumber
    revision: Annotated[int, Meta(ge=1, le=1_000_000)]
    accepted_at: AwareTime
    service: Service
    lines: Lines
    table: Word | None = None
    customer: Customer | None = None
    responsible: Name | None = None
    note: Note | None = None
    due_at: AwareTime | None = None
    needs_approval: bool = False
