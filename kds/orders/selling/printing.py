"""Receipts on paper: what the till wants printed. Whether it was, the kitchen's record says."""

from __future__ import annotations

from msgspec.structs import replace

from kds.errors import Refused
from kds.orders.actions import Action
from kds.orders.money import is_paid
from kds.orders.order import MAX_WISHES, Order
from kds.orders.paper import ON_PAPER, Print, PrintKind
from kds.orders.record import OrderRecord
from kds.orders.selling.deeds import PrintReceipt
from kds.orders.selling.terms import Paper, Terms, next_revision
from kds.orders.till_facts import PrintWish, ReceiptKind


def print_receipt(record: OrderRecord, deed: PrintReceipt, terms: Terms) -> Order:
    """Want a receipt on paper; once more, it is a copy."""
    terms.require(Action.PRINT_RECEIPT, record)
    if terms.paper is Paper.NONE:
        raise Refused(
            "no_printer",
            "Order {number} cannot be printed: this till has no printer for receipts. Name one "
            "in the settings, or show the receipt on the screen.",
            number=record.order.number,
        )
    order = record.order
    refund_id = deed.refund_id or (order.refunds[-1].refund_id if order.refunds else None)
    if not _is_there(order, deed.what, refund_id):
        raise Refused(
            "no_such_receipt",
            "Order {number} has no {what}.",
            number=order.number,
            what=[deed.what.value],
        )
    wish = _wish(deed.what, terms, refund_id, is_copy=_may_be_there(record, deed.what, refund_id))
    return next_revision(
        order,
        Action.PRINT_RECEIPT,
        terms,
        detail=deed.what.value,
        prints=(*order.prints, wish)[-MAX_WISHES:],
    )


def with_receipt(before: Order | None, after: Order, terms: Terms) -> Order:
    """Return the same revision with the receipt wanted that it calls for, where the till prints by
    itself: once it is paid, once more after each payment, when it is voided, for each refund.
    """
    what = _called_for(before, after) if terms.paper is Paper.AUTOMATIC else None
    if what is None:
        return after
    refund_id = after.refunds[-1].refund_id if what is ReceiptKind.REFUND else None
    wish = _wish(what, terms, refund_id, is_copy=False)
    return replace(after, prints=(*after.prints, wish)[-MAX_WISHES:])


def printed_receipt(record: OrderRecord) -> Print | None:
    """Return the sheet that is the receipt of all that is paid by now, if a printer made one.

    Of a printer that cannot say more, written is enough.
    """
    order = record.order
    for sheet in reversed(record.prints):
        is_receipt = sheet.kind is PrintKind.RECEIPT and sheet.wish is not None
        is_whole = len(sheet.order.payments) >= len(order.payments)
        if is_receipt and is_whole and sheet.state in ON_PAPER:
            return sheet
    return None


def wishes_of(
    order: Order, what: ReceiptKind, refund_id: str | None = None
) -> tuple[PrintWish, ...]:
    """Return the wishes for one receipt; before the last payment it was another one."""
    since = order.payments[-1].at if order.payments else None
    return tuple(
        wish
        for wish in order.prints
        if wish.what is what
        and (what is not ReceiptKind.REFUND or wish.refund_id == refund_id)
        and (what is not ReceiptKind.RECEIPT or since is None or wish.at >= since)
    )


def _called_for(before: Order | None, after: Order) -> ReceiptKind | None:
    """Return which receipt a revision calls for; of what nobody paid there is none."""
    if not after.payments:
        return None
    if after.void is not None:
        is_new = before is None or before.void is None
        return ReceiptKind.VOID if is_new else None
    if before is not None and len(after.refunds) > len(before.refunds):
        return ReceiptKind.REFUND
    is_missing = is_paid(after) and after.receipt is None
    is_wanted = bool(wishes_of(after, ReceiptKind.RECEIPT))
    return ReceiptKind.RECEIPT if is_missing and not is_wanted and _is_news(before, after) else None


def _is_news(before: Order | None, after: Order) -> bool:
    """Tell whether the order became paid just now, or was paid once more."""
    return (
        before is None or not is_paid(before) or len(after.payments) > len(before.payments)
    ) and after.cancelled is None


def _is_there(order: Order, what: ReceiptKind, refund_id: str | None) -> bool:
    if what is ReceiptKind.VOID:
        return order.void is not None
    if what is ReceiptKind.REFUND:
        return any(refund.refund_id == refund_id for refund in order.refunds)
    return True


def _may_be_there(record: OrderRecord, what: ReceiptKind, refund_id: str | None) -> bool:
    """Tell whether the customer may have this receipt; what no printer got a byte of is nowhere."""
    order = record.order
    if what is ReceiptKind.RECEIPT and order.receipt is not None:
        return True
    nowhere = {each.wish for each in record.prints if each.begun_at is None and each.ended_at}
    begun = {each.wish for each in record.prints if each.begun_at is not None}
    wanted = {wish.wish_id for wish in wishes_of(order, what, refund_id)}
    return bool(wanted - (nowhere - begun))


def _wish(what: ReceiptKind, terms: Terms, refund_id: str | None, *, is_copy: bool) -> PrintWish:
    return PrintWish(
        wish_id=terms.fact_id,
        what=what,
        at=terms.at,
        by=terms.by,
        refund_id=refund_id if what is ReceiptKind.REFUND else None,
        is_copy=is_copy,
    )
