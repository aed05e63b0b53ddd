"""Hold and fire: a part that waits for its guests. Time on hold is no part of its age."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from kds.orders.actions import Action, require
from kds.orders.commands import FirePart, HoldPart
from kds.orders.decide.decision import Decision, Unchanged, require_in_view
from kds.orders.decide.one_part import part_at, require_owed, with_part
from kds.orders.events import EventType
from kds.orders.part import CookingState, Part
from kds.orders.policy import Policy
from kds.orders.record import OrderRecord


def hold_part(record: OrderRecord, command: HoldPart, policy: Policy) -> Decision | Unchanged:
    """Put a part on hold."""
    part = part_at(record, command.station)
    require_owed(record, part)
    require(Action.HOLD, record)
    if part.held_at is not None:
        return Unchanged("it is on hold already")
    if part.cooking.state is CookingState.STARTED:
        require_in_view(record, command.shown, part.turned_version)
    held = replace(part, held_at=command.at, turned_version=record.version + 1)
    return with_part(record, held, EventType.PART_HELD, command)


def fire_part(record: OrderRecord, command: FirePart, policy: Policy) -> Decision | Unchanged:
    """End the hold of a part."""
    part = part_at(record, command.station)
    require_owed(record, part)
    require(Action.FIRE, record)
    if part.held_at is None:
        return Unchanged("it is not on hold")
    require_in_view(record, command.shown, part.turned_version)
    going = replace(fired(part, command.at), turned_version=record.version + 1)
    return with_part(record, going, EventType.PART_FIRED, command)


def fired(part: Part, at: datetime) -> Part:
    """Return a part that is not on hold; whoever works on it has fired it."""
    if part.held_at is None:
        return part
    if part.waits_since is not None:
        # It still waits for its course: what was a hold goes on as that.
        return replace(part, held_at=None, waits_since=min(part.waits_since, part.held_at))
    held_s = part.held_s + max(0, round((at - part.held_at).total_seconds()))
    return replace(part, held_at=None, held_s=held_s)
