"""What has happened to an order: one past-tense type each, one event for each new version."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import msgspec

from kds.orders.part import Actor, Cause
from kds.orders.record import OrderRecord
from kds.orders.till_facts import Deed


class EventType(Enum):
    """The types of order events on the bus: versioned name and what it says."""

    ORDER_APPLIED = ("kds.order.applied.v1", "the kitchen took a revision of the order")
    ORDER_TAKEN_BACK = ("kds.order.taken-back.v1", "the kitchen took the order back after a reset")
    ORDER_TOLD_AGAIN = ("kds.order.told-again.v1", "a till asked how the order stands")
    ORDER_SENT_AGAIN = ("kds.order.sent-again.v1", "a new delivery attempt began")
    ORDER_APPROVED = ("kds.order.approved.v1", "the kitchen said yes, with minutes")
    ORDER_REJECTED = ("kds.order.rejected.v1", "the kitchen said no, with a reason")
    ORDER_RESOLVED = ("kds.order.resolved.v1", "a person settled the order by hand, with a reason")
    ORDER_CANCELLED = ("kds.order.cancelled.v1", "the back office cancelled a parked order")
    ORDER_COMPLETED = (
        "kds.order.completed.v1",
        "the back office marked the order completed: without receipt, or set right outside by hand",
    )
    REFUND_REQUESTED = ("kds.refund.requested.v1", "the till is asked to record a refund")
    DELIVERY_CONFIRMED = ("kds.delivery.confirmed.v1", "a display laid tickets of the order out")
    DELIVERY_FAILED = ("kds.delivery.failed.v1", "nothing confirmed a ticket by its deadline")
    RESEND_REQUESTED = ("kds.resend.requested.v1", "the till is asked to send the order again")
    ORDER_CALLED = ("kds.order.called.v1", "the customer can come, or is there")
    ORDER_CALLED_OFF = ("kds.order.called-off.v1", "it is not ready for the customer after all")
    ORDER_COLLECTED = ("kds.order.collected.v1", "the customer has it")
    TEXT_QUEUED = ("kds.text.queued.v1", "a person has a text sent once more")
    TEXT_BEGUN = ("kds.text.begun.v1", "a text is handed to the gateway")
    TEXT_ENDED = ("kds.text.ended.v1", "what became of a text, or that nobody knows")
    REMINDERS_FILED = ("kds.reminders.filed.v1", "the archive keeps the planned reminders")
    PRINT_HELD = ("kds.print.held.v1", "a sheet waits, for its printer has a fault")
    PRINT_BEGUN = ("kds.print.begun.v1", "a sheet is handed to its printer")
    PRINT_ENDED = ("kds.print.ended.v1", "what became of a sheet, or that nobody knows")
    PRINT_QUEUED = ("kds.print.queued.v1", "a person has a sheet printed once more")
    CUSTOMER_ERASED = ("kds.customer.erased.v1", "name and phone of the customer were removed")
    PART_STARTED = ("kds.part.started.v1", "a cook began with a part, or with `undone` has not")
    PART_READY = ("kds.part.ready.v1", "a part is ready")
    PART_RECALLED = ("kds.part.recalled.v1", "a part that was ready is not")
    PART_SEEN = ("kds.part.seen.v1", "a cook has seen what changed or stopped")
    PART_LINES_STRUCK = (
        "kds.part.lines-struck.v1",
        "a cook is done with lines, or with `undone` is not",
    )
    PART_HELD = ("kds.part.held.v1", "a part is not to be made before somebody fires it")
    PART_FIRED = ("kds.part.fired.v1", "a part that was on hold is to be made now")
    PART_MOVED = ("kds.part.moved.v1", "another station makes a part")
    ORDER_COURSE_FIRED = (
        "kds.order.course-fired.v1",
        "a course, and all before it, is to be made now",
    )
    ORDER_PRIORITY_SET = (
        "kds.order.priority-set.v1",
        "the order goes before others, or with `undone` does not",
    )

    def __init__(self, type_name: str, meaning: str) -> None:
        self.type_name = type_name
        self.meaning = meaning


UNSHOWN = frozenset(
    {
        EventType.DELIVERY_CONFIRMED,
        EventType.DELIVERY_FAILED,
        EventType.ORDER_TOLD_AGAIN,
        EventType.RESEND_REQUESTED,
        EventType.ORDER_COMPLETED,
        EventType.REFUND_REQUESTED,
        EventType.ORDER_CALLED,
        EventType.ORDER_CALLED_OFF,
        EventType.TEXT_QUEUED,
        EventType.TEXT_BEGUN,
        EventType.TEXT_ENDED,
        EventType.REMINDERS_FILED,
        EventType.PRINT_HELD,
        EventType.PRINT_BEGUN,
        EventType.PRINT_QUEUED,
    }
)
"""Events that change nothing of what a station or the approvals show.

`ORDER_COLLECTED` does where it marked parts ready: those are its stations.
"""

_UNSHOWN_NAMES = frozenset(event.type_name for event in UNSHOWN)


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """One step in an order's history: who, when, what, from which status to which, and why.

    `deeds` tell what was done at the till since the revision before, `detail` how a customer was
    called, or what became of a text. `lines` were struck, or with `undone` are not; `undone` says
    of a priority that it is gone. A part was `moved_to` another station.
    """

    type: str
    order_id: str
    version: int
    at: datetime
    by: Actor
    after: str
    before: str | None = None
    stations: tuple[str, ...] = ()
    reason: str | None = None
    cause: Cause | None = None
    minutes: int | None = None
    attempt: int | None = None
    attempt_id: str | None = None
    revision: int | None = None
    deeds: tuple[Deed, ...] = ()
    detail: str | None = None
    lines: tuple[str, ...] = ()
    course: int | None = None
    moved_to: str | None = None
    undone: bool = False


def is_unshown(change: Change) -> bool:
    """Tell whether nothing of what a station or the approvals show has changed."""
    if change.type == EventType.ORDER_COLLECTED.type_name:
        return not change.stations
    return change.type in _UNSHOWN_NAMES


class OrderEvent(msgspec.Struct, frozen=True, omit_defaults=True):
    """The data of an order event on the bus: the step, and the whole order after it."""

    change: Change
    record: OrderRecord
