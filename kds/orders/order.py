"""An order as the main till owns it: the till facts, one revision at a time."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from kds.orders.till_facts import (
    END,
    ID_PATTERN,
    MAX_DEEDS,
    Answer,
    AwareTime,
    Cancellation,
    Cents,
    Deed,
    LineId,
    LineKitchen,
    Name,
    OrderId,
    Outside,
    Payment,
    PrintWish,
    Quantity,
    Receipt,
    Refund,
    Revision,
    Stamp,
    Word,
)

__all__ = [
    "END",
    "ID_PATTERN",
    "AwareTime",
    "Cents",
    "LineId",
    "LineKitchen",
    "Name",
    "OrderId",
    "Quantity",
    "Word",
]

STATION_PATTERN = r"^[a-z0-9][a-z0-9-]*" + END

Station = Annotated[str, Meta(min_length=1, max_length=32, pattern=STATION_PATTERN)]
TillLetter = Annotated[str, Meta(pattern=r"^[A-Z]{1,2}" + END)]
OrderNumber = Annotated[str, Meta(min_length=1, max_length=16, pattern=r"\S")]
Note = Annotated[str, Meta(max_length=500)]
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
    """One product of an order; `unit_price` is in cents.

    A till that does not say so sends each line to the kitchen at once. `customer_unit`: a product
    that comes back for service, such as a bicycle.
    """

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
    kitchen: LineKitchen = LineKitchen.SEND
    customer_unit: bool = False


MAX_WISHES = 20
"""How many receipts an order asks for at most: the newest."""

Lines = Annotated[tuple[Line, ...], Meta(min_length=1, max_length=200)]


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The till facts of one order: a whole revision, never a difference.

    This is also what a till writes to the bus. All times are aware UTC.
    """

    order_id: OrderId
    number: OrderNumber
    revision: Revision
    accepted_at: AwareTime
    service: Service
    lines: Lines
    table: Word | None = None
    customer: Customer | None = None
    responsible: Name | None = None
    note: Note | None = None
    due_at: AwareTime | None = None
    needs_approval: bool = False
    parked: Stamp | None = None
    payments: Annotated[tuple[Payment, ...], Meta(max_length=100)] = ()
    refunds: Annotated[tuple[Refund, ...], Meta(max_length=200)] = ()
    receipt: Receipt | None = None
    void: Stamp | None = None
    cancelled: Cancellation | None = None
    outside: Outside | None = None
    copy_of: OrderId | None = None
    deeds: Annotated[tuple[Deed, ...], Meta(max_length=MAX_DEEDS)] = ()
    answers: Annotated[tuple[Answer, ...], Meta(max_length=20)] = ()
    prints: Annotated[tuple[PrintWish, ...], Meta(max_length=MAX_WISHES)] = ()

    @property
    def for_kitchen(self) -> tuple[Line, ...]:
        """Return the lines that the kitchen gets now."""
        return tuple(line for line in self.lines if line.kitchen is LineKitchen.SEND)

    @property
    def waiting(self) -> tuple[Line, ...]:
        """Return the lines that the kitchen gets later, once they are released."""
        return tuple(line for line in self.lines if line.kitchen is LineKitchen.WAIT)
