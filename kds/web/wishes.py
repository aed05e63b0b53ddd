"""What a screen or a program may ask of an order, and what each command takes."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from kds.errors import InvalidInput
from kds.orders import commands as c
from kds.orders.order import LineId, Name, OrderId, Station
from kds.orders.pickup import CalledHow
from kds.orders.text import MAX_REMINDERS
from kds.orders.till_facts import FactId, PaymentMethod, Reason, Word
from kds.web.identity import COMMANDS
from kds.web.texts_asked import ReminderAsked, TextAsked

CommandName = Annotated[str, Meta(extra_json_schema={"enum": list(COMMANDS)})]


class Wish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked of an order, and the details that the command needs.

    `version` is that of the ticket in view: what was changed after it is neither ready nor seen.
    """

    command: CommandName
    station: Station | None = None
    minutes: c.Minutes | None = None
    reason: Reason | None = None
    method: PaymentMethod | None = None
    version: Annotated[int, Meta(ge=0)] | None = None
    how: CalledHow | None = None
    text: TextAsked | None = None
    text_id: FactId | None = None
    print_id: FactId | None = None
    printer: Word | None = None
    collected_name: Name | None = None
    reminders: Annotated[tuple[ReminderAsked, ...], Meta(max_length=MAX_REMINDERS)] = ()
    line_ids: Annotated[tuple[LineId, ...], Meta(max_length=200)] = ()
    started: bool | None = None
    struck: bool | None = None
    course: c.CourseNumber | None = None
    priority: bool | None = None
    to: Station | None = None
    seen: bool | None = None


class Asked(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `act` carries."""

    command_id: c.CommandId
    order_id: OrderId


class Posted(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of a command over HTTP; the id may come as `Idempotency-Key` instead."""

    command_id: c.CommandId | None = None


TAKES: dict[str, tuple[str, ...]] = {
    "Approve": ("minutes",),
    "Reject": ("reason",),
    "StartPart": ("station", "started"),
    "MarkPartReady": ("station",),
    "RecallPart": ("station",),
    "RequestResend": (),
    "ResolveOtherwise": ("reason",),
    "MarkPartSeen": ("station",),
    "StrikeLines": ("station", "line_ids", "struck"),
    "HoldPart": ("station",),
    "FirePart": ("station",),
    "FireCourse": ("course",),
    "SetPriority": ("priority",),
    "MovePart": ("station", "to", "seen"),
    "CancelOrder": ("reason",),
    "MarkCompleted": ("reason",),
    "RequestRefund": ("method", "reason"),
    "CallCustomer": ("how", "text"),
    "CallOff": (),
    "CollectOrder": ("collected_name", "reminders"),
    "SendTextAgain": ("text_id", "text"),
    "PrintAgain": ("print_id", "printer"),
    "EraseCustomer": ("reason",),
}
"""What each command needs besides the order, or may have: see `MAY_LACK`."""

MAY_LACK = frozenset(
    {
        ("Approve", "minutes"),
        ("StartPart", "started"),
        ("MovePart", "seen"),
        ("CallCustomer", "text"),
        ("CollectOrder", "collected_name"),
        ("CollectOrder", "reminders"),
        ("PrintAgain", "printer"),
    }
)
"""What may be left out of a command."""


def needed(asked: Asked, name: str) -> str:
    """Return a detail that a command needs; raises InvalidInput where it is missing."""
    value = getattr(asked, name)
    if value is None:
        raise missing(asked, name)
    return str(value)


def missing(asked: Asked, name: str) -> InvalidInput:
    """Return the error that says what a command lacks."""
    return InvalidInput([(f"$.{name}", f"is missing: {asked.command} needs it")])
