"""A sheet of paper: what is owed, on which printer, and what became of it. At most one try each.

A sheet goes from QUEUED to SENT before the printer gets a byte of it, and never back: of a try
whose end nobody knows it is UNKNOWN, and only a person has it printed again, as a new sheet.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from kds.orders.order import AwareTime, Order, Station, TillLetter
from kds.orders.part import Actor, Changed, StopCause

MAX_PRINTS = 40
"""How many sheets an order keeps: those that are ended go first."""


class PrintKind(StrEnum):
    """What stands on a sheet, and for whom."""

    RECEIPT = "receipt"
    REFUND = "refund receipt"
    VOID = "void receipt"
    TICKET = "kitchen ticket"
    PASS = "pass ticket"
    FALLBACK = "fallback ticket"


RECEIPTS = frozenset({PrintKind.RECEIPT, PrintKind.REFUND, PrintKind.VOID})
PROVING = frozenset({PrintKind.TICKET, PrintKind.FALLBACK})
"""Sheets that, once printed, prove that a station has its part."""


class PrintState(StrEnum):
    """What became of a sheet. WRITTEN: the printer took it, and cannot say whether it printed."""

    QUEUED = "queued"
    SENT = "sent"
    PRINTED = "printed"
    WRITTEN = "written, unconfirmed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    EXPIRED = "expired"


OWED = frozenset({PrintState.QUEUED, PrintState.SENT})
"""States in which something is still to be done."""

ON_PAPER = frozenset({PrintState.PRINTED, PrintState.WRITTEN})

_NEXT: dict[PrintState, frozenset[PrintState]] = {
    # Of what no printer has got a byte nothing can be on paper, or in doubt.
    PrintState.QUEUED: frozenset({PrintState.EXPIRED}),
    PrintState.SENT: ON_PAPER | {PrintState.FAILED, PrintState.UNKNOWN},
}


class PrinterFault(StrEnum):
    """What keeps a printer from printing."""

    PAPER_OUT = "paper out"
    COVER_OPEN = "cover open"
    OFFLINE = "offline"
    CUTTER = "cutter error"
    NOT_REACHABLE = "not reachable"
    NO_ANSWER = "no answer"
    OTHER = "error"


DISPLAY_HAS_IT = "a display has it"
NOT_TO_BE_MADE = "nothing of it is to be made any more"
NEWER = "a newer sheet took its place"
HAS_RECEIPT = "the customer has the receipt"
WAITED_TOO_LONG = "it waited too long for its printer"
NO_SUCH_PRINTER = "its printer is not in the settings any more"
NOT_LAID_OUT = "it could not be laid out"
WORKER_ENDED = "the worker ended while it was being printed"
SERVER_RESET = "the kitchen's server was reset"

REASONS = (
    DISPLAY_HAS_IT,
    NOT_TO_BE_MADE,
    NEWER,
    HAS_RECEIPT,
    WAITED_TOO_LONG,
    NO_SUCH_PRINTER,
    NOT_LAID_OUT,
    WORKER_ENDED,
    SERVER_RESET,
)
"""Why a sheet expired or failed, or nobody knows what became of it, as it is kept and said."""


class PaperPolicy(msgspec.Struct, frozen=True):
    """Which printers print what, each by its name: stations and tills to printers.

    A station's `fallback` prints what no display confirmed in time. `printers` are all there are.
    """

    printers: tuple[str, ...] = ()
    tickets: dict[Station, tuple[str, ...]] = {}
    at_pass: tuple[str, ...] = ()
    fallback: dict[Station, str] = {}
    receipts: dict[TillLetter, str] = {}


class Print(msgspec.Struct, frozen=True, omit_defaults=True):
    """One sheet for one printer, with the till facts that stand on it.

    `order` holds the lines of the sheet and no phone, deeds or answers; its `due_at` is what the
    customer was promised. `version` is the content that a ticket proves to be at its station.
    `changed` is set on a sheet that shows a change alone, `stopped` on one that says that nothing
    of it is to be made, and on a receipt of such an order. `held` is why the printer could not
    begin it, `fault` why it failed. `is_copy`: the one it repeats, `copy_of`, may be on paper.
    `wish` is the till's, `refund_id` of which refund the receipt is. `done` are lines of a kitchen
    ticket that cooks had made already, `on_hold` says that it is not to be made before it is fired,
    `priority` that it goes before others.
    """

    print_id: str
    printer: str
    kind: PrintKind
    order: Order
    version: int
    asked_at: AwareTime
    asked_by: Actor
    till: str = ""
    station: Station | None = None
    unrouted: tuple[str, ...] = ()
    possibly_made: bool = False
    changed: Changed | None = None
    stopped: StopCause | None = None
    refund_id: str | None = None
    state: PrintState = PrintState.QUEUED
    held: PrinterFault | None = None
    held_at: AwareTime | None = None
    begun_at: AwareTime | None = None
    ended_at: AwareTime | None = None
    fault: PrinterFault | None = None
    reason: str | None = None
    copy_of: str | None = None
    is_copy: bool = False
    wish: str | None = None
    done: tuple[str, ...] = ()
    on_hold: bool = False
    priority: bool = False


def is_owed(sheet: Print) -> bool:
    """Tell whether something is still to be done with it."""
    return sheet.state in OWED


def is_too_old(sheet: Print, minutes: float, at: datetime) -> bool:
    """Tell whether a queued sheet has waited for so long that nobody needs it any more."""
    return sheet.state is PrintState.QUEUED and at - sheet.asked_at > timedelta(minutes=minutes)


def hold(sheet: Print, fault: PrinterFault, at: datetime) -> Print | None:
    """Return a queued sheet that waits for its printer, or None where that is known, or over."""
    if sheet.state is not PrintState.QUEUED or sheet.held is fault:
        return None
    return replace(sheet, held=fault, held_at=at)


def begin(sheet: Print, at: datetime) -> Print | None:
    """Return the sheet as one that goes to the printer, or None where it is not queued."""
    if sheet.state is not PrintState.QUEUED:
        return None
    return replace(sheet, state=PrintState.SENT, begun_at=at, held=None, held_at=None)


def end(
    sheet: Print,
    state: PrintState,
    at: datetime,
    *,
    fault: PrinterFault | None = None,
    reason: str | None = None,
) -> Print | None:
    """Return the sheet with its end, or None where that does not follow from how it stands."""
    if state not in _NEXT.get(sheet.state, frozenset()):
        return None
    return replace(sheet, state=state, ended_at=at, fault=fault, reason=reason)


def expired(sheet: Print, at: datetime, reason: str) -> Print:
    """Return the sheet as no longer of use, if it was not begun; else as it stands."""
    return end(sheet, PrintState.EXPIRED, at, reason=reason) or sheet


def in_doubt(sheet: Print, at: datetime) -> Print:
    """Return a sheet of which only the till knows: it may be on paper, so nobody prints it."""
    if sheet.state is PrintState.QUEUED:
        sheet = replace(sheet, state=PrintState.SENT)
    return end(sheet, PrintState.UNKNOWN, at, reason=SERVER_RESET) or sheet


def again(sheet: Print, print_id: str, printer: str, at: datetime, by: Actor) -> Print:
    """Return a new sheet with the same on it; a copy where the first may be on paper."""
    return Print(
        print_id=print_id,
        printer=printer,
        kind=sheet.kind,
        order=sheet.order,
        version=sheet.version,
        asked_at=at,
        asked_by=by,
        till=sheet.till,
        station=sheet.station,
        unrouted=sheet.unrouted,
        possibly_made=sheet.possibly_made,
        changed=sheet.changed,
        stopped=sheet.stopped,
        refund_id=sheet.refund_id,
        copy_of=sheet.print_id,
        is_copy=sheet.is_copy or sheet.begun_at is not None,
        wish=sheet.wish,
    )


def names_customer(sheet: Print) -> bool:
    """Tell whether a customer stands on the sheet, even one whom the order names no more."""
    customer = sheet.order.customer
    return customer is not None and customer.name is not None


def without_customer(sheet: Print) -> Print:
    """Return the sheet without anything by which the customer is known."""
    return replace(sheet, order=replace(sheet.order, customer=None))


def kept(sheets: tuple[Print, ...], limit: int = MAX_PRINTS) -> tuple[Print, ...]:
    """Return the sheets without the oldest ended ones above the limit."""
    surplus = max(len(sheets) - limit, 0)
    ended = {each.print_id for each in [one for one in sheets if not is_owed(one)][:surplus]}
    return tuple(each for each in sheets if each.print_id not in ended)
