"""Receipts on paper, as the till knows of them: what came out counts as in the customer's hand."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec

from kds.errors import InvalidInput
from kds.orders.actions import Action, Place, offered_rows
from kds.orders.order import Order
from kds.orders.paper import HAS_RECEIPT, Print, PrintState
from kds.orders.record import OrderRecord
from kds.orders.selling import Terms, sell
from kds.orders.selling.deeds import HandOverReceipt
from kds.orders.selling.printing import printed_receipt, wishes_of
from kds.orders.status import has_receipt
from kds.orders.till_facts import PrintWish, ReceiptHow, ReceiptKind
from kds.texts import Say
from kds.till.revising import Revising

log = logging.getLogger(__name__)

WANTED = "wanted"
"""The state of a sheet of which the kitchen has not said anything yet."""

NO_PRINTER = "no printer"
"""The state of a sheet that the kitchen heard of and has no printer for."""

HELD = "held"

SHEETS = {
    ReceiptKind.RECEIPT: "Receipt",
    ReceiptKind.REFUND: "Refund receipt",
    ReceiptKind.VOID: "Void receipt",
}
TEXTS = {
    WANTED: "{sheet}: waits until the server has heard of it",
    NO_PRINTER: "{sheet}: not printed (the kitchen knows no printer of this till)",
    PrintState.QUEUED: "{sheet}: waits for the printer",
    PrintState.SENT: "{sheet}: printing",
    PrintState.PRINTED: "{sheet}: printed",
    PrintState.WRITTEN: "{sheet}: written to the printer, which cannot confirm it",
    PrintState.FAILED: "{sheet}: not printed ({why})",
    PrintState.UNKNOWN: "{sheet}: unknown whether it was printed. Look at the printer; print a "
    "copy if nothing came out.",
    PrintState.EXPIRED: "{sheet}: not printed ({why})",
    HELD: "{sheet}: waits for the printer ({why})",
}

_BAD = (NO_PRINTER, PrintState.FAILED, PrintState.UNKNOWN, PrintState.EXPIRED)


class ReceiptAtTill(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the last sheet of one receipt stands: `state` for programs, `text` for people.

    `under_way`: it may still be printed by itself. `trouble`: somebody has to look after it.
    """

    what: ReceiptKind
    state: str
    text: str
    under_way: bool
    trouble: bool
    refund_id: str | None = None


def receipts_at_till(
    record: OrderRecord, heard: OrderRecord | None, say: Say
) -> Iterator[ReceiptAtTill]:
    """Yield how each receipt stands that is wanted on paper, the last sheet of each."""
    for wish in _last_wishes(record.order):
        sheet = _sheet_of(wish, record)
        is_heard = heard is not None and wish in heard.order.prints
        state = sheet.state.value if sheet else NO_PRINTER if is_heard else WANTED
        held = sheet.held if sheet else None
        yield ReceiptAtTill(
            what=wish.what,
            state=state,
            text=_text(wish, sheet, state, say),
            under_way=state in (WANTED, PrintState.QUEUED, PrintState.SENT),
            trouble=(held is not None or state in _BAD) and not _is_settled(wish, sheet, record),
            refund_id=wish.refund_id,
        )


def _last_wishes(order: Order) -> list[PrintWish]:
    """Return the last wish for each receipt, but for one that a payment made out of date."""
    last = {(wish.what, wish.refund_id): wish for wish in order.prints}
    current = wishes_of(order, ReceiptKind.RECEIPT)
    return [w for w in last.values() if w.what is not ReceiptKind.RECEIPT or w in current]


def _sheet_of(wish: PrintWish, record: OrderRecord) -> Print | None:
    return next((each for each in reversed(record.prints) if each.wish == wish.wish_id), None)


def _is_settled(wish: PrintWish, sheet: Print | None, record: OrderRecord) -> bool:
    """Tell whether nobody needs the sheet: the customer has a receipt, or it is voided."""
    if sheet is not None and sheet.reason == HAS_RECEIPT:
        return True
    is_needed = record.order.void is None and not has_receipt(record)
    return wish.what is ReceiptKind.RECEIPT and not is_needed


def _text(wish: PrintWish, sheet: Print | None, state: str, say: Say) -> str:
    named = say(SHEETS[wish.what])
    if sheet is not None and sheet.held is not None:
        return say(TEXTS[HELD], sheet=named, why=say(sheet.held.value))
    told = [each for each in (sheet.fault, sheet.reason) if each] if sheet else []
    # A reason beside a fault is what the device said, and no text of ours.
    why = say(str(told[0])) if told else say("error")
    text = TEXTS[state]
    return say(text, sheet=named, why=why) if "{why}" in text else say(text, sheet=named)


class Receipts:
    """Notes that the customer has the receipt, once the kitchen says that a printer made it."""

    def __init__(self, revising: Revising, printers: Mapping[str, str]) -> None:
        self._revising = revising
        self._printers = printers

    def note(self, db: sqlite3.Connection, record: OrderRecord, at: datetime) -> OrderRecord | None:
        """Make the revision that says so, if one is due; return the order after it.

        It is in the same write as the word of the kitchen, so it is made once whenever the till
        dies. What the table refuses now is looked at again with the kitchen's next word.
        """
        sheet = printed_receipt(record)
        if sheet is None or not _may_have_it(record):
            return None
        by = self._printers.get(sheet.printer, "printer")
        terms = Terms(at=at, by=by, fact_id=sheet.print_id, is_today=lambda _: True)
        try:
            has_it = sell(record, HandOverReceipt(ReceiptHow.PRINTED), terms)
            return self._revising.write(db, has_it, at)
        except InvalidInput as error:
            # The receipt stays missing, for people to see; what else the kitchen says is heard.
            log.error(
                "a printed receipt cannot be noted: %s; note by hand that it is handed over",
                error,
                extra={"action": "note-receipt", "order_id": record.order_id},
            )
            return None


def _may_have_it(record: OrderRecord) -> bool:
    rows = offered_rows(record, Place.TILL)
    return any(row.action is Action.HAND_OVER_RECEIPT for row in rows)
