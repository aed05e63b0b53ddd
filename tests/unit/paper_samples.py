"""Sheets for the tests of paper: a Finnish restaurant with two printers, and what it prints."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from kds.orders.order import Customer, Line, Order, Service
from kds.orders.paper import Print, PrintKind
from kds.orders.part import Actor, ActorKind
from kds.orders.till_facts import Payment, PaymentMethod, Refund, RefundedLine, Stamp
from kds.settings.model import Settings, StationSettings
from kds.settings.paper import PrinterSettings, ReceiptSettings, Width

AT = datetime(2026, 11, 26, 16, 42, tzinfo=UTC)

NARROW = PrinterSettings(name="Grill", host="10.0.0.50", width_mm=Width.NARROW)
WIDE = PrinterSettings(name="Counter", host="10.0.0.51")

SETTINGS = Settings(
    name="Ravintola Koivu",
    time_zone="Europe/Helsinki",
    stations={"grill": StationSettings("Grill"), "bar": StationSettings("Bar")},
    receipts=ReceiptSettings(
        header=("Ravintola Koivu", "Koivukatu 12, 00100 Helsinki", "Y-tunnus 1234567-8"),
        footer=("Kiitos ja tervetuloa!",),
        vat=13.5,
        vat_by_category={"Drinks": 25.5},
    ),
)
FINNISH = replace(SETTINGS, language="fi")

BURGER = Line(
    "L1",
    "Burger",
    2,
    1390,
    modifiers=("no onion", "extra cheese"),
    allergens=("gluten", "nuts"),
    seat=1,
    course=2,
)
SOUP = Line("L2", "Lohikeitto", 1, 1250, seat=2, course=1, note="hot, please")
WINE = Line("L3", "Crème brûlée", 1, 850, course=3)
COLA = Line("L4", "Cola 0,4 l", 3, 420, category="drinks")


def order(*lines: Line, **facts: Any) -> Order:
    """Return an order of these lines, else of a burger, soup, dessert and cola, paid by card."""
    lines = lines or (BURGER, SOUP, WINE, COLA)
    total = sum(line.quantity * (line.unit_price or 0) for line in lines)
    given: dict[str, Any] = {
        "order_id": "A-17",
        "number": "A17",
        "revision": 1,
        "accepted_at": AT,
        "service": Service.DINE_IN,
        "lines": lines,
        "table": "7",
        "payments": (Payment("p1", PaymentMethod.CARD, total, AT, "Mari"),) if total else (),
    }
    return Order(**given | facts)


def owed(kind: PrintKind, order_: Order | None = None, **facts: Any) -> Print:
    """Return a sheet that is owed; tickets are the grill's."""
    station = "grill" if kind in (PrintKind.TICKET, PrintKind.FALLBACK) else None
    given: dict[str, Any] = {
        "print_id": "P1",
        "printer": "grill",
        "kind": kind,
        "order": order_ or order(),
        "version": 1,
        "asked_at": AT,
        "asked_by": Actor(ActorKind.TILL, "A"),
        "till": "A",
        "station": station,
    }
    return Print(**given | facts)


def refunded() -> Print:
    """Return the receipt of a refund of one burger."""
    back = Refund("r1", PaymentMethod.CASH, 1390, AT, "Mari", "was cold", (RefundedLine("L1", 1),))
    return owed(PrintKind.REFUND, order(refunds=(back,)), refund_id="r1")


def voided() -> Print:
    """Return the receipt of a void."""
    return owed(PrintKind.VOID, order(void=Stamp(AT, "Mari", "taken twice")))


def guest(name: str) -> Customer:
    """Return a customer with a name."""
    return Customer(name=name)
