"""The statuses, the conditions and the money of an order, said again from the facts alone.

Nothing here asks kds.orders.status, conditions, money or table: what they say is compared with it.
"""

from __future__ import annotations

from collections.abc import Callable

from kds.orders.order import Order
from kds.orders.part import Part
from kds.orders.record import OrderRecord


def status_of(record: OrderRecord) -> str:
    """Return the code of the first of the twelve rows that holds, as the domain lists them."""
    order, outside = record.order, record.order.outside
    to_kitchen = [line for line in order.lines if line.kitchen == "send"]
    rows = {
        "VOIDED": order.void is not None,
        "CANCELLED": is_cancelled(record),
        "FULLY_REFUNDED": not any(left_of(order).values()),
        "PENDING": outside is not None and outside.state == "pending" and not to_kitchen,
        "NOT_SENT_TO_KITCHEN": is_undelivered(record),
        "AWAITING_APPROVAL": asks_approval(record),
        "IN_KITCHEN": any(part.stopped is None for part in shown_parts(record)),
        "PARKED": order.parked is not None,
        "UNPAID_IN_EXTERNAL_SYSTEM": (
            outside is not None
            and outside.state == "not_recorded"
            and record.settled_outside is None
        ),
        "UNFINISHED": not is_paid(order) or not has_receipt(record) or has_waiting(order),
        "PARTIALLY_REFUNDED": any(refund.lines for refund in order.refunds),
        "COMPLETED": True,
    }
    return next(code for code, holds in rows.items() if holds)


def shown_parts(record: OrderRecord) -> list[Part]:
    """Return the parts that stand on screens: to be made, or stopped and not seen."""
    open_parts = [part for part in record.parts.values() if part.delivery.state != "settled"]
    return [
        part
        for part in open_parts
        if (part.stopped is None and part.cooking.state != "ready")
        or (part.stopped is not None and part.stopped.seen_at is None)
    ]


def courses_left(record: OrderRecord) -> set[int]:
    """Return the courses of which a line that is to be made is not crossed off."""
    course_of = {line.line_id: line.course for line in record.order.lines}
    left = {
        course_of[line_id]
        for part in shown_parts(record)
        if part.stopped is None
        for line_id in part.line_ids
        if line_id not in part.struck and line_id not in part.made
    }
    return {course for course in left if course is not None}


def asks_approval(record: OrderRecord) -> bool:
    """Tell whether the kitchen has been asked, and an answer is still of use."""
    is_open = record.approval.state == "awaiting" and record.resolution is None
    return is_open and not is_ended(record)


def is_undelivered(record: OrderRecord) -> bool:
    """Tell whether something that is to be on a screen is known not to be."""
    deliveries = [part.delivery for part in shown_parts(record)]
    if asks_approval(record) and record.approval.delivery is not None:
        deliveries.append(record.approval.delivery)
    return any(delivery.state == "not_sent" for delivery in deliveries)


def is_cancelled(record: OrderRecord) -> bool:
    """Tell whether till, customer, back office or kitchen has cancelled it."""
    by_whom = (record.order.cancelled, record.cancelled)
    return any(by_whom) or record.approval.state == "rejected"


def is_ended(record: OrderRecord) -> bool:
    """Tell whether nothing of it is to be made or had any more."""
    return (
        record.order.void is not None
        or is_cancelled(record)
        or not any(left_of(record.order).values())
    )


def has_receipt(record: OrderRecord) -> bool:
    """Tell whether nobody waits for a receipt."""
    waived = record.receipt_waived
    covers = waived is not None and len(record.order.payments) <= (waived.payments or 0)
    return record.order.receipt is not None or covers


def has_waiting(order: Order) -> bool:
    """Tell whether lines wait to be sent."""
    return any(line.kitchen == "wait" for line in order.lines)


def left_of(order: Order) -> dict[str, int]:
    """Return how many of each line are not refunded."""
    left = {line.line_id: line.quantity for line in order.lines}
    for refund in order.refunds:
        for back in refund.lines:
            left[back.line_id] -= back.quantity
    return left


def taken(order: Order) -> int:
    """Return all the money that came in."""
    return sum(payment.amount for payment in order.payments)


def given_back(order: Order) -> int:
    """Return all the money that was refunded."""
    return sum(refund.amount for refund in order.refunds)


def is_paid(order: Order) -> bool:
    """Tell whether what was kept of the money reaches what all lines cost.

    What has no price was paid once anything was.
    """
    if not order.payments and any(line.unit_price is None for line in order.lines):
        return False
    costs = sum(line.quantity * (line.unit_price or 0) for line in order.lines)
    settled = sum(refund.amount for refund in order.refunds if not refund.lines)
    return taken(order) - settled >= costs


def due(record: OrderRecord) -> int:
    """Return what the customer must still pay: nothing once the order has ended."""
    order = record.order
    costs = sum(line.quantity * (line.unit_price or 0) for line in order.lines)
    settled = sum(refund.amount for refund in order.refunds if not refund.lines)
    return 0 if is_ended(record) else max(0, costs - taken(order) + settled)


def refund_owed(record: OrderRecord) -> int:
    """Return what must still be given back; all lines have prices here."""
    order = record.order
    if order.void is not None:
        outside = [payment for payment in order.payments if payment.method == "external"]
        return sum(payment.amount for payment in outside) - given_back(order)
    price = {line.line_id: line.unit_price or 0 for line in order.lines}
    kept_lines = 0 if is_cancelled(record) else 1
    costs = sum(n * price[line_id] for line_id, n in left_of(order).items()) * kept_lines
    return max(0, taken(order) - given_back(order) - costs)


def _is_under_way(record: OrderRecord) -> bool:
    order = record.order
    gone = order.cancelled is not None and order.cancelled.origin == "outside"
    return order.outside is not None and order.outside.state == "pending" and not gone


def is_unseen(part: Part) -> bool:
    """Tell whether something on a part that stands on screens waits for a cook to look."""
    is_changed = part.changed is not None and part.changed.seen_at is None
    return part.stopped is not None or is_changed


CONDITIONS: dict[str, Callable[[OrderRecord, bool], bool]] = {
    "unseen": lambda r, _: any(map(is_unseen, shown_parts(r))),
    "open in kitchen": lambda r, _: bool(shown_parts(r)) or asks_approval(r),
    "not delivered": lambda r, _: is_undelivered(r),
    "asks approval": lambda r, _: asks_approval(r),
    "something owed": lambda r, _: any(part.stopped is None for part in shown_parts(r)),
    "something held": lambda r, _: any(
        part.held_at and part.stopped is None for part in shown_parts(r)
    ),
    "course waits": lambda r, _: len(courses_left(r)) > 1 and max(courses_left(r)) > (r.fired or 0),
    "something ready": lambda r, _: any(p.cooking.state == "ready" for p in r.parts.values()),
    "lines wait": lambda r, _: has_waiting(r.order),
    "neither paid nor parked": lambda r, _: r.order.parked is None and not is_paid(r.order),
    "parked": lambda r, _: r.order.parked is not None,
    "nothing paid": lambda r, _: not r.order.payments,
    "amount due": lambda r, _: not is_paid(r.order),
    "payment under way": lambda r, _: _is_under_way(r),
    "receipt missing": lambda r, _: is_paid(r.order) and r.order.receipt is None,
    "only receipt missing": lambda r, _: (
        is_paid(r.order) and not has_receipt(r) and not has_waiting(r.order)
    ),
    "paid today": lambda r, today: bool(r.order.payments) and not r.order.refunds and today,
    "left to refund": lambda r, _: is_paid(r.order) and any(left_of(r.order).values()),
    "refund owed": lambda r, _: refund_owed(r) > 0,
    "not called": lambda r, _: not (r.pickup.called_at or r.pickup.collected_at),
    "called": lambda r, _: bool(r.pickup.called_at) and r.pickup.collected_at is None,
    "not collected": lambda r, _: r.pickup.collected_at is None,
    "text missed": lambda r, _: any(
        text.state in ("failed", "unknown", "not sent")
        and "" not in (text.to, text.words)
        and text.text_id not in {again.again_of for again in r.texts}
        for text in r.texts
    ),
    "something paid": lambda r, _: len(r.order.payments) > 0 or is_paid(r.order),
    "something on paper": lambda r, _: any(
        sheet.state not in ("queued", "sent") for sheet in r.prints
    ),
    "customer known": lambda r, _: (
        any((r.order.customer, r.pickup.collected_name))
        or any(sheet.order.customer for sheet in r.prints)
        or any(text.to for text in (*r.texts, *r.reminders))
    ),
    "not copied": lambda r, _: "copy" not in {deed.what for deed in r.order.deeds},
}
"""What an action may need, by the record and by whether it was paid today."""
