"""The table: what may be done, in which status, from where, on which condition, and why."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from kds.orders.conditions import Condition
from kds.orders.status import Status


class Place(StrEnum):
    """Where somebody stands who acts."""

    STATION = "station display"
    PASS = "pass display"
    APPROVALS = "approval display"
    BACK_OFFICE = "back office"
    TILL = "main till"
    OUTSIDE = "external system"


class Action(StrEnum):
    """What can be asked for."""

    APPROVE = "approve"
    REJECT = "reject"
    START = "start"
    MARK_READY = "mark ready"
    RECALL = "recall"
    MARK_SEEN = "mark seen"
    STRIKE = "strike lines"
    HOLD = "hold"
    FIRE = "fire"
    FIRE_COURSE = "fire course"
    SET_PRIORITY = "set priority"
    MOVE = "move to another station"
    SEND_AGAIN = "send again"
    RESOLVE_OTHERWISE = "resolve otherwise"
    CHANGE = "change"
    SEND = "send"
    PARK = "park"
    OPEN = "open again"
    PAY = "pay"
    REPORT_PAYMENT = "report payment"
    CANCEL_OUTSIDE = "cancel outside"
    HAND_OVER_RECEIPT = "hand over receipt"
    VOID = "void"
    REFUND = "refund"
    SETTLE_REFUND = "settle refund"
    COPY = "copy"
    DELETE = "delete"
    CANCEL = "cancel"
    MARK_COMPLETED = "mark completed"
    CALL = "call customer"
    CALL_OFF = "call off"
    COLLECT = "collect"
    TEXT_AGAIN = "send text again"
    PRINT_RECEIPT = "print receipt"
    PRINT_AGAIN = "print again"
    ERASE_CUSTOMER = "erase customer"


class Row(msgspec.Struct, frozen=True):
    """One row: in this status, from these places, if the condition holds, for this reason.

    `in_seed` marks what the till system's own list of statuses offers.
    """

    status: Status
    action: Action
    places: frozenset[Place]
    reason: str
    only_if: Condition | None = None
    in_seed: bool = False


_Entry = tuple[Action, frozenset[Place], str, Condition | None]

_COOKS = frozenset({Place.STATION, Place.PASS, Place.BACK_OFFICE})
_APPROVERS = frozenset({Place.APPROVALS, Place.BACK_OFFICE})
_TILL = frozenset({Place.TILL})
_OFFICE = frozenset({Place.BACK_OFFICE})
_OUTSIDE = frozenset({Place.OUTSIDE, Place.TILL})
_SENDERS = frozenset({Place.TILL, Place.BACK_OFFICE})
_COUNTER = frozenset({Place.PASS, Place.BACK_OFFICE})

_SEEN: _Entry = (
    Action.MARK_SEEN,
    _COOKS,
    "a changed or stopped ticket stays until a cook has seen it",
    Condition.UNSEEN,
)
_RESEND: _Entry = (
    Action.SEND_AGAIN,
    _SENDERS,
    "that it is stopped must reach the kitchen too",
    Condition.NOT_DELIVERED,
)
_LEFTOVER: _Entry = (
    Action.RESOLVE_OTHERWISE,
    _OFFICE,
    "told by word of mouth, or left over when the business day ends",
    Condition.OPEN_IN_KITCHEN,
)
_REFUND_OWED: _Entry = (
    Action.SETTLE_REFUND,
    _SENDERS,
    "the customer paid for what is not to be had; the till records that it was given back",
    Condition.REFUND_OWED,
)
_RECALL: _Entry = (
    Action.RECALL,
    _COOKS,
    "a part was marked ready by mistake or comes back from the guest",
    Condition.SOMETHING_READY,
)
_PAID_ALL_THE_SAME: _Entry = (
    Action.REPORT_PAYMENT,
    _OUTSIDE,
    "ended here and paid there: only what is recorded can be given back",
    Condition.PAYMENT_UNDER_WAY,
)
_ERASE: _Entry = (
    Action.ERASE_CUSTOMER,
    _OFFICE,
    "a customer may ask to be forgotten, and nobody is kept longer than needed",
    Condition.CUSTOMER_KNOWN,
)
_PRINT_RECEIPT: _Entry = (
    Action.PRINT_RECEIPT,
    _TILL,
    "whoever paid may have it on paper, and once more as a copy",
    Condition.SOMETHING_PAID,
)
_PRINT_AGAIN: _Entry = (
    Action.PRINT_AGAIN,
    _OFFICE,
    "only a person can know whether a sheet came out",
    Condition.SOMETHING_ON_PAPER,
)
_CALL: _Entry = (
    Action.CALL,
    _COUNTER,
    "it is ready, and the customer can come or is there",
    Condition.NOT_CALLED,
)
_AT_COUNTER: tuple[_Entry, ...] = (
    _CALL,
    (Action.CALL_OFF, _COUNTER, "it is not ready after all", Condition.CALLED),
    (Action.COLLECT, _COUNTER, "the customer has it", Condition.NOT_COLLECTED),
    (
        Action.TEXT_AGAIN,
        _COUNTER,
        "only a person can know whether the customer has heard",
        Condition.TEXT_MISSED,
    ),
)
_STOPPED = (_SEEN, _RESEND, _LEFTOVER, _REFUND_OWED, _PAID_ALL_THE_SAME)
_STILL_SHOWN = (_SEEN, _LEFTOVER)
"""For a part that lost its lines, while nothing else of the order is owed by the kitchen."""

_APPROVAL: tuple[_Entry, ...] = (
    (Action.APPROVE, _APPROVERS, "the kitchen says yes", Condition.ASKS_APPROVAL),
    (Action.REJECT, _APPROVERS, "the kitchen says no", Condition.ASKS_APPROVAL),
)
_COOKING: tuple[_Entry, ...] = (
    (Action.START, _COOKS, "a cook begins", Condition.SOMETHING_OWED),
    (Action.MARK_READY, _COOKS, "a cook is done with a part", Condition.SOMETHING_OWED),
    (Action.STRIKE, _COOKS, "a cook is done with a line", Condition.SOMETHING_OWED),
    (Action.HOLD, _COOKS, "the guests are not ready for it", Condition.SOMETHING_OWED),
    (Action.FIRE, _COOKS, "what was on hold is wanted now", Condition.SOMETHING_HELD),
    (
        Action.FIRE_COURSE,
        _COOKS,
        "the guests are ready for the next course",
        Condition.COURSE_WAITS,
    ),
    (Action.SET_PRIORITY, _COOKS, "it cannot wait its turn", Condition.SOMETHING_OWED),
    (
        Action.MOVE,
        _COOKS,
        "another station has the hands or the heat for it",
        Condition.SOMETHING_OWED,
    ),
    _RECALL,
    _SEEN,
    _LEFTOVER,
)
_CHANGE: _Entry = (Action.CHANGE, _TILL, "guests change their minds", None)
_SEND: _Entry = (
    Action.SEND,
    _TILL,
    "lines that wait for payment or the park can be sent by hand",
    Condition.LINES_WAIT,
)
_PARK: _Entry = (Action.PARK, _TILL, "the guests pay later", Condition.NOT_PARKED)
_OPEN: _Entry = (Action.OPEN, _TILL, "the guests order more or pay", Condition.PARKED)
_PAY: _Entry = (Action.PAY, _TILL, "payment is missing", Condition.AMOUNT_DUE)
_REPORT: _Entry = (
    Action.REPORT_PAYMENT,
    _OUTSIDE,
    "the external system, or a cashier who looked there, tells how the payment went",
    Condition.PAYMENT_UNDER_WAY,
)
_CANCEL_OUTSIDE: _Entry = (
    Action.CANCEL_OUTSIDE,
    _OUTSIDE,
    "the customer cancels in the external system",
    Condition.PAYMENT_UNDER_WAY,
)
_RECEIPT: _Entry = (
    Action.HAND_OVER_RECEIPT,
    _TILL,
    "the customer gets the receipt",
    Condition.RECEIPT_MISSING,
)
_VOID: _Entry = (
    Action.VOID,
    _TILL,
    "the purchase is undone, on its own business day only",
    Condition.PAID_TODAY,
)
_REFUND: _Entry = (
    Action.REFUND,
    _TILL,
    "lines, or some of their pieces, are paid back",
    Condition.LEFT_TO_REFUND,
)
_DELETE: _Entry = (
    Action.DELETE,
    _TILL,
    "entered by mistake, or the guests left; the order stays, cancelled with a reason",
    Condition.NOTHING_PAID,
)
_AFTERWARDS = (_REFUND_OWED, _RECALL, _REPORT, _CANCEL_OUTSIDE, *_STILL_SHOWN)
_OPEN_AT_TILL: tuple[_Entry, ...] = (
    _CHANGE,
    _SEND,
    _PARK,
    _PAY,
    _REPORT,
    _CANCEL_OUTSIDE,
    _RECEIPT,
    _VOID,
    _REFUND,
    _REFUND_OWED,
    _DELETE,
)

_BY_STATUS: dict[Status, tuple[_Entry, ...]] = {
    Status.VOIDED: (
        (
            Action.COPY,
            _TILL,
            "to change the payment method; the copy is not cooked again",
            Condition.NOT_COPIED,
        ),
        *_STOPPED,
    ),
    Status.CANCELLED: _STOPPED,
    Status.FULLY_REFUNDED: _STOPPED,
    Status.PENDING: (_REPORT, _CANCEL_OUTSIDE, _REFUND_OWED, _RESEND, *_STILL_SHOWN),
    Status.NOT_SENT_TO_KITCHEN: (
        (Action.SEND_AGAIN, _SENDERS, "what could not be sent can be sent by hand", None),
        *_APPROVAL,
        *_COOKING,
        *_OPEN_AT_TILL,
        _OPEN,
        *_AT_COUNTER,
    ),
    Status.AWAITING_APPROVAL: (*_APPROVAL, _LEFTOVER, *_OPEN_AT_TILL, _OPEN),
    Status.IN_KITCHEN: (
        *_COOKING,
        *_OPEN_AT_TILL,
        _OPEN,
        *_AT_COUNTER,
    ),
    Status.PARKED: (
        _OPEN,
        (Action.CANCEL, _OFFICE, "the guests left without paying", None),
        _CHANGE,
        _SEND,
        _PAY,
        _REPORT,
        _CANCEL_OUTSIDE,
        _REFUND_OWED,
        _RECALL,
        *_STILL_SHOWN,
        *_AT_COUNTER,
    ),
    Status.UNPAID_IN_EXTERNAL_SYSTEM: (
        (
            Action.MARK_COMPLETED,
            _OFFICE,
            "somebody set it paid in the external system by hand",
            None,
        ),
        _PAY,
        _SEND,
        _RECEIPT,
        _VOID,
        _REFUND,
        _REFUND_OWED,
        _RECALL,
        *_STILL_SHOWN,
        *_AT_COUNTER,
    ),
    Status.UNFINISHED: (
        _PAY,
        _RECEIPT,
        (
            Action.MARK_COMPLETED,
            _OFFICE,
            "the customer does without a receipt",
            Condition.ONLY_RECEIPT_MISSING,
        ),
        _CHANGE,
        _SEND,
        _PARK,
        _REPORT,
        _CANCEL_OUTSIDE,
        _VOID,
        _REFUND,
        _REFUND_OWED,
        _DELETE,
        _RECALL,
        *_STILL_SHOWN,
        *_AT_COUNTER,
    ),
    Status.PARTIALLY_REFUNDED: (_REFUND, *_AFTERWARDS, *_AT_COUNTER),
    Status.COMPLETED: (_VOID, _REFUND, *_AFTERWARDS, *_AT_COUNTER),
}

SEED: dict[Status, frozenset[Action]] = {
    Status.VOIDED: frozenset({Action.COPY}),
    Status.CANCELLED: frozenset(),
    Status.FULLY_REFUNDED: frozenset(),
    Status.PENDING: frozenset({Action.REPORT_PAYMENT, Action.CANCEL_OUTSIDE}),
    Status.NOT_SENT_TO_KITCHEN: frozenset({Action.SEND_AGAIN}),
    Status.AWAITING_APPROVAL: frozenset({Action.APPROVE, Action.REJECT}),
    Status.IN_KITCHEN: frozenset({Action.MARK_READY}),
    Status.PARKED: frozenset({Action.OPEN, Action.CANCEL}),
    Status.UNPAID_IN_EXTERNAL_SYSTEM: frozenset({Action.MARK_COMPLETED}),
    Status.UNFINISHED: frozenset({Action.PAY, Action.HAND_OVER_RECEIPT, Action.MARK_COMPLETED}),
    Status.PARTIALLY_REFUNDED: frozenset({Action.REFUND}),
    Status.COMPLETED: frozenset({Action.VOID, Action.REFUND}),
}
"""What the till system's own list of statuses offers: the least that each status has."""

TABLE: tuple[Row, ...] = tuple(
    Row(now, action, places, reason, only_if, in_seed=action in SEED[now])
    for now, entries in _BY_STATUS.items()
    for action, places, reason, only_if in (*entries, _PRINT_RECEIPT, _PRINT_AGAIN, _ERASE)
)
