"""The words of the events: what each change and each deed is called, and what a till adds to it."""

from __future__ import annotations

import re

from kds.orders import paper
from kds.orders.actions import Action
from kds.orders.events import EventType
from kds.orders.paper import PrinterFault, PrintKind, PrintState
from kds.orders.pickup import CalledHow
from kds.orders.selling.taking import TAKE
from kds.orders.text import TextKind, TextState
from kds.texts import Say, places

CHANGES: dict[EventType, str] = {
    EventType.ORDER_APPLIED: "the kitchen has the order",
    EventType.ORDER_TAKEN_BACK: "the till gave the order back to the kitchen",
    EventType.ORDER_TOLD_AGAIN: "the till asked how the order stands",
    EventType.ORDER_SENT_AGAIN: "sent again",
    EventType.ORDER_APPROVED: "approved",
    EventType.ORDER_REJECTED: "rejected",
    EventType.ORDER_RESOLVED: "resolved otherwise",
    EventType.ORDER_CANCELLED: "cancelled",
    EventType.ORDER_COMPLETED: "marked completed",
    EventType.REFUND_REQUESTED: "the till is asked to record a refund",
    EventType.DELIVERY_CONFIRMED: "shown on the screen",
    EventType.DELIVERY_FAILED: "not sent: no screen has shown it",
    EventType.RESEND_REQUESTED: "the till is asked to send it again",
    EventType.ORDER_CALLED: "marked as ready for the customer",
    EventType.ORDER_CALLED_OFF: "not ready after all",
    EventType.ORDER_COLLECTED: "the customer has it",
    EventType.TEXT_QUEUED: "text to the customer is sent again",
    EventType.TEXT_BEGUN: "text to the customer is handed to the gateway",
    EventType.TEXT_ENDED: "text to the customer",
    EventType.REMINDERS_FILED: "service reminders are kept in the archive",
    EventType.PRINT_HELD: "a sheet of paper waits for its printer",
    EventType.PRINT_BEGUN: "a sheet of paper is handed to the printer",
    EventType.PRINT_ENDED: "sheet of paper",
    EventType.PRINT_QUEUED: "a sheet of paper is printed again",
    EventType.CUSTOMER_ERASED: "name and phone of the customer removed",
    EventType.PART_STARTED: "started",
    EventType.PART_READY: "ready",
    EventType.PART_RECALLED: "recalled: it was ready, and is not",
    EventType.PART_SEEN: "change seen",
    EventType.PART_LINES_STRUCK: "lines crossed off",
    EventType.PART_HELD: "put on hold",
    EventType.PART_FIRED: "fired: it was on hold",
    EventType.PART_MOVED: "moved to another station",
    EventType.ORDER_COURSE_FIRED: "course fired",
    EventType.ORDER_PRIORITY_SET: "goes before others",
}

UNDONE: dict[EventType, str] = {
    EventType.PART_STARTED: "not started after all",
    EventType.PART_LINES_STRUCK: "lines not crossed off after all",
    EventType.ORDER_PRIORITY_SET: "goes before others no more",
}
"""What a change is called that takes one of its kind back."""

LATER_REVISION = "the kitchen has the changed order (revision {revision})"

DEEDS: dict[str, str] = {
    TAKE: "order taken",
    Action.CHANGE: "order changed",
    Action.SEND: "sent to the kitchen by hand",
    Action.PARK: "put into the receipt park",
    Action.OPEN: "taken out of the receipt park",
    Action.PAY: "payment taken",
    Action.REPORT_PAYMENT: "payment outside reported",
    Action.CANCEL_OUTSIDE: "payment outside cancelled",
    Action.HAND_OVER_RECEIPT: "the customer has the receipt",
    Action.PRINT_RECEIPT: "receipt wanted on paper",
    Action.VOID: "voided",
    Action.REFUND: "refunded",
    Action.SETTLE_REFUND: "money that was owed is given back",
    Action.COPY: "copied into a new order",
    Action.DELETE: "deleted",
}

BEGUN_OUTSIDE = "payment outside begun"
NOTHING_OWED = "the request of the back office is answered: nothing is owed"

NOTHING_LEFT = "nothing is owed any more"
"""What a till of ours answers to a request that came too late."""

AT_COUNTER: dict[str, str] = {
    **{how.value: how.value for how in CalledHow},
    **{state.value: state.value for state in TextState},
    **{kind.value: kind.value for kind in TextKind},
}
"""What the details of the counter's events say: how a customer was called, how a text stands."""

ON_PAPER: dict[str, str] = {
    **{each.value: each.value for words in (PrintKind, PrintState, PrinterFault) for each in words},
    **{reason: reason for reason in paper.REASONS},
}
"""What the details of the events of paper say: which sheet, how it stands, and what is wrong."""

RESET = "Earlier events of the kitchen are lost: its server was reset."
MISSING_ONE = "1 event is not kept any more."
MISSING = "{count} events are not kept any more."
MISSING_UNCOUNTED = "Events are not kept any more."

_DETAILS = (
    "table {table}",
    "begun in {system}",
    "copy of {number}",
    "copied to {number}",
    "handed over",
    "printed",
    "failed",
    "paid",
    "not recorded",
    "asked by the back office; nothing was owed",
)
"""What tills of ours add to a deed; whatever else one says is told as it stands."""

TEXTS = (
    *CHANGES.values(),
    *UNDONE.values(),
    LATER_REVISION,
    *DEEDS.values(),
    BEGUN_OUTSIDE,
    NOTHING_OWED,
    NOTHING_LEFT,
    RESET,
    MISSING_ONE,
    MISSING,
    MISSING_UNCOUNTED,
    *_DETAILS,
    *AT_COUNTER.values(),
    *ON_PAPER.values(),
)
"""Every text that is said by its place in a table."""


def _pattern(text: str) -> re.Pattern[str]:
    pattern = re.escape(text)
    for place in places(text):
        pattern = pattern.replace(re.escape(f"{{{place}}}"), f"(?P<{place}>.+)")
    return re.compile(pattern)


_PATTERNS = {text: _pattern(text) for text in _DETAILS}


def detail_in_words(detail: str, say: Say) -> str:
    """Say in a language what a till added to a deed."""
    for text, pattern in _PATTERNS.items():
        if found := pattern.fullmatch(detail):
            return say(text, **found.groupdict())
    return detail
