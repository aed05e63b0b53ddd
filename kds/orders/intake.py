"""An order as POS software sends it, and how the till makes it whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from kds.errors import InvalidInput
from kds.orders.menu import Menu, goes_to_kitchen
from kds.orders.money import total
from kds.orders.order import (
    AwareTime,
    Cents,
    Customer,
    Line,
    LineId,
    LineKitchen,
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
from kds.orders.till_facts import MAX_TOTAL
from kds.orders.validation import decode

MAX_BODY_BYTES = 256 * 1024
EMPTY = Menu()


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
    kitchen: LineKitchen | None = None
    customer_unit: bool = False


class OutsideAsSent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What an external system says of its own order: its number there, and whether it is paid."""

    reference: Word | None = None
    is_paid: bool = False


class OrderAsSent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An order as sent to the till; what is left out the till fills in.

    With `hold` its lines wait until they are released: paid, parked, or sent by hand.
    """

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
    hold: bool | None = None
    outside: OutsideAsSent | None = None


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
    sent: OrderAsSent,
    *,
    order_id: str,
    number: str,
    accepted_at: datetime,
    needs_approval: bool,
    menu: Menu = EMPTY,
    goes: LineKitchen = LineKitchen.SEND,
) -> Order:
    """Fill in what the sender left out and return the first revision of the order.

    `goes` is how lines for the kitchen begin. Raises InvalidInput for what is not on the menu.
    """
    fields = _fields(sent) | {
        "order_id": order_id,
        "number": number,
        "revision": 1,
        "accepted_at": accepted_at,
        "lines": make_lines(sent.lines, menu, goes),
        "needs_approval": needs_approval,
    }
    for only_as_sent in ("hold", "outside"):
        del fields[only_as_sent]
    return Order(**fields)


def make_lines(
    sent: Sequence[LineAsSent], menu: Menu, goes: LineKitchen, stands: Collection[Line] = ()
) -> tuple[Line, ...]:
    """Return whole lines, with ids, and prices and places from the menu.

    `goes` is where a new line begins that is for the kitchen; one that `stands` under the same id
    stays where it is. Raises InvalidInput with each line that is not on the menu, and if all
    together cost more than an order may.
    """
    taken = {line.line_id for line in sent} | {line.line_id for line in stands}
    before = {line.line_id: line for line in stands}
    lines: list[Line] = []
    wrong: list[tuple[str, str]] = []
    for i, line in enumerate(sent):
        try:
            fields = _fields(line) | _from_menu(line, menu, goes, f"$.lines[{i}]")
        except InvalidInput as error:
            wrong += error.problems
            continue
        old = before.get(line.line_id or "")
        if old is not None and fields["kitchen"] is not LineKitchen.NEVER:
            is_told = len(menu) or line.kitchen is not None
            was_never = old.kitchen is LineKitchen.NEVER
            fields["kitchen"] = goes if was_never and is_told else old.kitchen
        fields["line_id"] = line.line_id or free_id(i + 1, taken)
        taken.add(fields["line_id"])
        lines.append(Line(**fields))
    if not wrong and total(lines) > MAX_TOTAL:
        wrong = [("$.lines", f"cost more than {MAX_TOTAL} cents together")]
    if wrong:
        raise InvalidInput(wrong)
    return tuple(lines)


def _from_menu(line: LineAsSent, menu: Menu, goes: LineKitchen, at: str) -> dict[str, Any]:
    """Return what the menu says of a line; a till without a menu takes what is sent."""
    if not len(menu):
        return {"kitchen": line.kitchen if line.kitchen in _SAID else goes}
    product = menu.require(line.product, f"{at}.product")
    is_made = goes_to_kitchen(product, line.modifiers, line.kitchen, f"{at}.kitchen")
    price = product.price if line.unit_price is None else line.unit_price
    return {
        "product": product.product,
        "category": line.category or product.category,
        "station": line.station or product.station,
        "unit_price": price,
        "kitchen": goes if is_made else LineKitchen.NEVER,
        "customer_unit": product.customer_unit,
    }


_SAID = (LineKitchen.WAIT, LineKitchen.NEVER)


def _fields(struct: msgspec.Struct) -> dict[str, Any]:
    return {name: getattr(struct, name) for name in struct.__struct_fields__}


def free_id(position: int, taken: Collection[str | None]) -> str:
    """Return an id for the line at a position that no other line has."""
    while f"L{position}" in taken:
        position += 1
    return f"L{position}"
