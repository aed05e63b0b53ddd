"""What cooks decide for a whole order: that a course is wanted now, and what goes first."""

from __future__ import annotations

from msgspec.structs import replace

from kds.errors import Refused
from kds.orders.actions import Action, require
from kds.orders.commands import FireCourse, SetPriority
from kds.orders.courses import course_now, last_course
from kds.orders.decide.decision import Decision, Unchanged, conclude
from kds.orders.events import EventType
from kds.orders.part import owed
from kds.orders.policy import Policy
from kds.orders.record import OrderRecord


def fire_course(record: OrderRecord, command: FireCourse, policy: Policy) -> Decision | Unchanged:
    """Have a course made now, and all before it, at every station."""
    now, last = course_now(record), last_course(record)
    if now is not None and command.course <= now:
        return Unchanged("it is fired already")
    require(Action.FIRE_COURSE, record)
    if last is None or command.course > last:
        raise Refused(
            "no_such_course",
            "Order {number} has no course {course} that is still to be made.",
            number=record.order.number,
            course=command.course,
        )
    after = replace(record, fired=command.course)
    return conclude(
        record,
        after,
        EventType.ORDER_COURSE_FIRED,
        command,
        stations=_owing(record),
        course=command.course,
    )


def set_priority(record: OrderRecord, command: SetPriority, policy: Policy) -> Decision | Unchanged:
    """Let an order go before others, or no more."""
    require(Action.SET_PRIORITY, record)
    if record.priority is command.priority:
        return Unchanged("it has priority already" if command.priority else "it has no priority")
    after = replace(record, priority=command.priority)
    return conclude(
        record,
        after,
        EventType.ORDER_PRIORITY_SET,
        command,
        stations=_owing(record),
        undone=not command.priority,
    )


def _owing(record: OrderRecord) -> tuple[str, ...]:
    return tuple(station for station, part in record.parts.items() if owed(part))
