"""Draws the sheets of docs/printers.md by what printers get: `python -m docs.make_paper`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from kds.orders.order import Customer, Line, Order, Service
from kds.orders.paper import Print, PrintKind
from kds.orders.part import Actor, ActorKind, Changed, StopCause
from kds.orders.till_facts import Payment, PaymentMethod, Refund, RefundedLine, Stamp
from kds.paper.compose import bytes_of, sheet_of
from kds.paper.picture import svg
from kds.settings.model import Settings, StationSettings
from kds.settings.paper import PrinterSettings, ReceiptSettings

FOLDER = Path(__file__).parent / "pictures"

AT = datetime(2026, 11, 27, 17, 42, tzinfo=UTC)
TILL = Actor(ActorKind.TILL, "A")
PRINTER = PrinterSettings(name="Counter", host="192.0.2.51")
HOUSE = Settings(
    name="The Copper Kettle",
    time_zone="Europe/Helsinki",
    stations={"grill": StationSettings(name="Grill"), "bar": StationSettings(name="Bar")},
    receipts=ReceiptSettings(
        header=("1 Harbour Street, Helsinki", "Business ID 1234567-8"),
        footer=("Thank you, and welcome back!",),
        vat=13.5,
        vat_by_category={"drinks": 25.5},
    ),
)

BURGER = Line(
    "L1", "Burger", 2, 1390, modifiers=("no onion", "extra cheese"), allergens=("nuts",), seat=1
)
SALMON = Line("L2", "Salmon, crème fraîche", 1, 1850, note="well done, please", seat=2)
SUSHI = Line("L3", "寿司 small", 1, 990)
COLA = Line("L4", "Cola", 2, 420, category="drinks")
ORDER = Order(
    order_id="A-17",
    number="A17",
    revision=3,
    accepted_at=AT,
    service=Service.DINE_IN,
    table="7",
    customer=Customer(name="Åsa"),
    lines=(BURGER, SALMON, SUSHI, COLA),
    payments=(Payment("p1", PaymentMethod.CARD, 6460, AT + timedelta(minutes=40), "Mari"),),
)
GRILL = replace(ORDER, lines=(BURGER, SALMON, SUSHI), payments=())
BACK = Refund(
    "r1",
    PaymentMethod.CARD,
    1850,
    AT + timedelta(minutes=55),
    "Mari",
    "cold",
    (RefundedLine("L2", 1),),
)
TICKET = Print(
    print_id="3-1",
    printer="counter",
    kind=PrintKind.TICKET,
    order=GRILL,
    version=3,
    asked_at=AT,
    asked_by=TILL,
    till="A",
    station="grill",
)
CHANGE = Changed(
    at=AT,
    added=("L3",),
    removed=(Line("L9", "Fries", 1, modifiers=("no salt",)),),
    head=("table",),
)
RECEIPT = replace(TICKET, kind=PrintKind.RECEIPT, order=ORDER, station=None)

SHEETS: dict[str, Print] = {
    "paper-receipt": RECEIPT,
    "paper-refund": replace(
        RECEIPT, kind=PrintKind.REFUND, order=replace(ORDER, refunds=(BACK,)), refund_id="r1"
    ),
    "paper-void": replace(
        RECEIPT,
        kind=PrintKind.VOID,
        order=replace(ORDER, void=Stamp(AT + timedelta(minutes=42), "Mari", "wrong card")),
    ),
    "paper-ticket": TICKET,
    "paper-change": replace(TICKET, changed=CHANGE),
    "paper-cancelled": replace(TICKET, stopped=StopCause.CANCELLED),
    "paper-fallback": replace(TICKET, kind=PrintKind.FALLBACK, is_copy=True),
}
"""Each picture by its name, and what it shows."""


def drawn(sheet: Print) -> str:
    """Return the picture of a sheet."""
    return svg(bytes_of(sheet_of(sheet, HOUSE), PRINTER), PRINTER.width_mm) + "\n"


def main() -> None:
    """Draw them all."""
    for name, sheet in SHEETS.items():
        (FOLDER / f"{name}.svg").write_text(drawn(sheet), "utf-8")


if __name__ == "__main__":
    main()
