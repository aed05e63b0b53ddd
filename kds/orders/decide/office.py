"""What the back office settles: parked orders, missing receipts, payments set right by hand."""

from __future__ import annotations

from msgspec.structs import replace

from kds.errors import Refused
from kds.orders.actions import Action, require
from kds.orders.commands import CancelOrder, MarkCompleted, RequestRefund
from kds.orders.decide.decision import Decision, conclude
from kds.orders.decide.parts import stop_parts
from kds.orders.events import EventType
from kds.orders.money import is_paid
from kds.orders.policy import Policy
from kds.orders.record import OfficeFact, OrderRecord, Request, RequestKind
from kds.orders.status import Status, has_receipt, status

MAX_REQUESTS = 20
"""How many requests an order keeps: those that are answered go first."""


def cancel_order(record: OrderRecord, command: CancelOrder, policy: Policy) -> Decision:
    """Cancel a parked order; what still stands on a screen of it is stopped there."""
    require(Action.CANCEL, record)
    fact = OfficeFact(command.at, command.by, command.reason)
    after = stop_parts(replace(record, cancelled=fact), record.version + 1, command.at, policy)
    return conclude(
        record,
        after,
        EventType.ORDER_CANCELLED,
        command,
        stations=tuple(record.parts),
        reason=command.reason,
    )


def mark_completed(record: OrderRecord, command: MarkCompleted, policy: Policy) -> Decision:
    """Settle what is missing: the payment outside, set right by hand, and the receipt."""
    require(Action.MARK_COMPLETED, record)
    fact = OfficeFact(command.at, command.by, command.reason)
    after = record
    if status(record) is Status.UNPAID_IN_EXTERNAL_SYSTEM:
        after = replace(after, settled_outside=fact)
    if is_paid(record.order) and not has_receipt(record):
        paid = len(record.order.payments)
        after = replace(after, receipt_waived=replace(fact, payments=paid))
    return conclude(record, after, EventType.ORDER_COMPLETED, command, reason=command.reason)


def request_refund(record: OrderRecord, command: RequestRefund, policy: Policy) -> Decision:
    """Ask the till to record a refund that was owed: it alone knows what it has given back."""
    require(Action.SETTLE_REFUND, record)
    if record.unanswered:
        raise Refused(
            "already_requested",
            "Till {till} was already asked to record the refund of order {number} and has not "
            "answered yet.",
            till=record.till,
            number=record.order.number,
        )
    asked = Request(
        request_id=command.request_id,
        kind=RequestKind.RECORD_REFUND,
        at=command.at,
        by=command.by,
        reason=command.reason,
        method=command.method,
        amount=record.refund_owed,
    )
    after = replace(record, requests=(*record.requests, asked)[-MAX_REQUESTS:])
    return conclude(record, after, EventType.REFUND_REQUESTED, command, reason=command.reason)
