"""An order as POS software sends it, and how the till makes it whole."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from kds.errors import InvalidInput
from kds.orders.order import (
    AwareTime,
    Cents,
    Customer,
    Line,
    LineId,
    Name,
    Note,
    Order,
    OrderId,
    OrderNumber,
    Quantity,
    Service,
    Station,
    Word,
    Words,
)
from kds.orders.validation import decode

MAX_BODY_BYTES = 256 * 1024


class LineAsSent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A line before the till has filled in its id; `unit_price` is in cents."""

    product: Name
    quantity: Quantity
    line_id: LineId | None = None
    unit_price: Cents | None = None
    category: Word | None = None
    station: Station | None = None
    modifiers: Words = ()
    allergens: Words = ()
    seat: Annotated[int, Meta(ge=1, le=999)] | None = None
    course: Annotated[int, Meta(ge=1, le=20)] | None = None
    note: Note | None = None


class OrderAsSent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An order as sent to `POST /orders`; what is left out the till fills in."""

    service: Service
    lines: Annotated[tuple[LineAsSent, ...], Meta(min_length=1, max_length=200)]
    order_id: OrderId | None = None
    number: OrderNumber | None = None
    table: Word | None = None
    customer: Customer | None = None
    responsible: Name | None = None
    note: Note | None = None
    due_at: AwareTime | None = None
    needs_approval: bool | None = None


def read_order(raw: bytes) -> OrderAsSent:
    """Parse and check an order as sent; raises InvalidInput with the path of each wrong field.

    Its times are in UTC, whatever offset they came with.
    """
    if len(raw) > MAX_BODY_BYTES:
        raise InvalidInput([("$", f"is larger than {MAX_BODY_BYTES} bytes")])
    sent = decode(raw, OrderAsSent)
    if found := duplicate_line_ids([line.line_id for line in sent.lines]):
        raise InvalidInput(found)
    return replace(sent, due_at=sent.due_at.astimezone(UTC) if sent.due_at else None)


def duplicate_line_ids(ids: list[str | None]) -> list[tuple[str, str]]:
    """Return a problem for each line whose id an earlier line of the order has already."""
    seen: Counter[str] = Counter()
    found = []
    for i, line_id in enumerate(ids):
        if line_id is None:
            continue
        if seen[line_id]:
            found.append((f"$.lines[{i}].line_id", f"{line_id!r} is used by an earlier line"))
        seen[line_id] += 1
    return found


def complete(
    sent: OrderAsSent, *, order_id: str, number: str, accepted_at: datetime, needs_approval: bool
) -> Order:
    """Fill in what the sender left out and return the first revision of the order."""
    taken = {line.line_id for line in sent.lines}
    lines: list[Line] = []
    for i, line in enumerate(sent.lines, start=1):
        fields = _fields(line)
        fields["line_id"] = line.line_id or _free_id(i, taken)
        taken.add(fields["line_id"])
        lines.append(Line(**fields))
    fields = _fields(sent) | {
        "order_id": order_id,
        "number": number,
        "revision": 1,
        "accepted_at": accepted_at,
        "lines": tuple(lines),
        "needs_approval": needs_approval,
    }
    return Order(**fields)


def _fields(struct: msgspec.Struct) -> dict[str, Any]:
    return {name: getattr(struct, name) for name in struct.__struct_fields__}


def _free_id(position: int, taken: set[str | None]) -> str:
    while f"L{position}" in taken:
        position += 1
    return f"L{position}"
