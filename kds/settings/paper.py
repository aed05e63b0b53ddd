"""The settings of printers and receipts."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Annotated

from msgspec import Meta, field

from kds.orders.order import END, Name, Station, TillLetter, Word
from kds.orders.paper import PaperPolicy
from kds.settings.table import Host, Minutes, Port, Table

UsbId = Annotated[str, Meta(pattern=r"^[0-9a-fA-F]{4}" + END)]
DevicePath = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^/[^\s\x00]+" + END)]
CodePage = Annotated[str, Meta(pattern=r"^cp[0-9]{3,4}" + END)]
Percent = Annotated[float, Meta(ge=0, le=100)]
SheetLines = Annotated[
    tuple[Annotated[str, Meta(max_length=200)], ...],
    Meta(max_length=20),
]


class Connection(StrEnum):
    """How a printer is reached."""

    NETWORK = "network"
    USB = "usb"
    SERIAL = "serial"
    FILE = "file"


class Confirm(StrEnum):
    """Whether a printer is asked for its status, or only written to."""

    STATUS = "status"
    WRITE = "write"


class Width(IntEnum):
    """The width of the paper, in millimetres."""

    NARROW = 58
    WIDE = 80


class PrinterSettings(Table, frozen=True):
    """A printer: how it is reached, what it can, and what it prints.

    `process_id` says that it answers when it has printed so far (GS ( H). A sheet that waited
    `expire_after_min` minutes is not printed any more.
    """

    name: Name
    connection: Connection = Connection.NETWORK
    host: Host | None = None
    port: Port = 9100
    vendor: UsbId | None = None
    product: UsbId | None = None
    device: DevicePath | None = None
    baud: Annotated[int, Meta(ge=300, le=921_600)] = 9600
    width_mm: Width = Width.WIDE
    confirm: Confirm = Confirm.STATUS
    process_id: bool = False
    code_page: CodePage = "cp858"
    tickets: tuple[Station, ...] = ()
    at_pass: bool = field(default=False, name="pass")
    fallback: tuple[Station, ...] = ()
    receipts: tuple[TillLetter, ...] = ()
    expire_after_min: Minutes = 30


class ReceiptSettings(Table, frozen=True):
    """What stands on receipts; with `automatic` one is printed as soon as an order is paid.

    `vat` is the rate, in per cent, of what no category names; without it receipts show no VAT.
    """

    header: SheetLines = ()
    footer: SheetLines = ()
    automatic: bool = True
    vat: Percent | None = None
    vat_by_category: dict[Word, Percent] = field(default_factory=dict)


def paper_policy(printers: dict[str, PrinterSettings]) -> PaperPolicy:
    """Return which printers print what; of several for one fallback or till the first counts."""
    tickets: dict[str, tuple[str, ...]] = {}
    fallback: dict[str, str] = {}
    receipts: dict[str, str] = {}
    for key, printer in printers.items():
        for station in printer.tickets:
            tickets[station] = (*tickets.get(station, ()), key)
        for station in printer.fallback:
            fallback.setdefault(station, key)
        for till in printer.receipts:
            receipts.setdefault(till, key)
    at_pass = tuple(key for key, printer in printers.items() if printer.at_pass)
    return PaperPolicy(
        printers=tuple(printers),
        tickets=tickets,
        at_pass=at_pass,
        fallback=fallback,
        receipts=receipts,
    )
