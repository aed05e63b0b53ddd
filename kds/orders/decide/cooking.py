"""What cooks do with a part: start it, strike its lines, mark it ready, take it back, see it."""

from __future__ import annotations

from typing import TypeVar

from msgspec.structs import replace

from kds.errors import Refused
from kds.orders import delivery
from kds.orders.actions import Action, require
from kds.orders.commands import (
    Command,
    MarkPartReady,
    MarkPartSeen,
    RecallPart,
    StartPart,
    StrikeLines,
)
from kds.orders.decide.decision import Decision, Unchanged, require_in_view
from kds.orders.decide.holding import fired
from kds.orders.decide.one_part import part_at, require_owed, with_part
from kds.orders.events import EventType
from kds.orders.part import (
    Changed,
    Cooking,
    CookingState,
    Part,
    Stopped,
    is_begun,
    is_struck,
    must_be_seen,
    owed,
)
from kds.orders.policy import Policy
from kds.orders.record import OrderRecord


def start_part(record: OrderRecord, command: StartPart, policy: Policy) -> Decision | Unchanged:
    """Begin with a part, which ends its hold; or take that back while nothing of it is done."""
    part = part_at(record, command.station)
    require_owed(record, part)
    require(Action.START, record)
    if not command.started:
        return _not_started(record, part, command)
    if part.cooking.state is CookingState.STARTED and part.held_at is None:
        return Unchanged("it is started already")
    return with_part(record, _started(record, part, command), EventType.PART_STARTED, command)


def _not_started(record: OrderRecord, part: Part, command: StartPart) -> Decision | Unchanged:
    if part.cooking.state is not CookingState.STARTED:
        return Unchanged("it is not started")
    if is_struck(part):
        return Unchanged("lines of it are crossed off, so it is begun")
    cooking = replace(part.cooking, state=CookingState.WAITING, started_at=None)
    waiting = replace(part, cooking=cooking)
    return with_part(record, waiting, EventType.PART_STARTED, command, undone=True)


def _started(record: OrderRecord, part: Part, command: StartPart | StrikeLines) -> Part:
    """Return a part as begun; a hold that was not in view is not ended by it."""
    if part.cooking.state is CookingState.STARTED and part.held_at is None:
        return part
    if part.held_at is not None:
        require_in_view(record, command.shown, part.turned_version)
    begun = replace(fired(part, command.at), turned_version=record.version + 1)
    if begun.cooking.state is CookingState.STARTED:
        return begun
    cooking = replace(begun.cooking, state=CookingState.STARTED, started_at=command.at)
    return replace(begun, cooking=cooking)


def strike_lines(record: OrderRecord, command: StrikeLines, policy: Policy) -> Decision | Unchanged:
    """Cross lines off, which begins with the part, or take that back."""
    part = part_at(record, command.station)
    require_owed(record, part)
    require_in_view(record, command.shown, part.delivery.content_version)
    require(Action.STRIKE, record)
    wanted = set(command.line_ids)
    if not wanted <= set(part.line_ids):
        raise Refused(
            "no_such_line",
            "Part {station} of order {number} has no such line: look again.",
            station=part.station,
            number=record.order.number,
        )
    before = set(part.struck)
    now = before | wanted if command.struck else before - wanted
    if now == before:
        return Unchanged("it is so already")
    struck = tuple(each for each in part.line_ids if each in now)
    return with_part(
        record,
        replace(_started(record, part, command) if command.struck else part, struck=struck),
        EventType.PART_LINES_STRUCK,
        command,
        lines=tuple(each for each in part.line_ids if each in now ^ before),
        undone=not command.struck,
    )


def mark_part_ready(record: OrderRecord, command: MarkPartReady, policy: Policy) -> Decision:
    """Mark a part ready, once; whoever comes second learns who was first."""
    part = part_at(record, command.station)
    require_owed(record, part)
    require_in_view(record, command.shown, part.delivery.content_version)
    require(Action.MARK_READY, record)
    ready = made_ready(part, command)
    return with_part(record, ready, EventType.PART_READY, command)


def made_ready(part: Part, command: Command) -> Part:
    """Return a part as ready at the hand of whoever commands; what changed on it is seen."""
    part = fired(part, command.at)
    cooking = replace(
        part.cooking, state=CookingState.READY, ready_at=command.at, ready_by=command.by
    )
    changed = part.changed
    if changed is not None and changed.seen_at is None:
        changed = replace(changed, seen_at=command.at, seen_by=command.by)
    return replace(part, cooking=cooking, changed=changed)


def mark_part_seen(
    record: OrderRecord, command: MarkPartSeen, policy: Policy
) -> Decision | Unchanged:
    """Note that a cook has seen what changed, or that the part is not to be made."""
    part = part_at(record, command.station)
    if must_be_seen(part) and part.stopped is not None:
        after = replace(part, stopped=_seen(part.stopped, command))
    elif owed(part) and part.changed is not None and part.changed.seen_at is None:
        after = replace(part, changed=_seen(part.changed, command))
    else:
        return Unchanged("nothing of it is unseen")
    require_in_view(record, command.shown, part.delivery.content_version)
    require(Action.MARK_SEEN, record)
    return with_part(record, after, EventType.PART_SEEN, command)


Unseen = TypeVar("Unseen", Changed, Stopped)


def _seen(unseen: Unseen, command: MarkPartSeen) -> Unseen:
    return replace(unseen, seen_at=command.at, seen_by=command.by)


def recall_part(record: OrderRecord, command: RecallPart, policy: Policy) -> Decision:
    """Take ready back: it returns as it was, with its first timer, and must be shown."""
    part = part_at(record, command.station)
    if part.cooking.state is not CookingState.READY:
        raise Refused(
            "not_ready",
            "Part {station} of order {number} is not ready; there is nothing to recall.",
            station=part.station,
            number=record.order.number,
        )
    require(Action.RECALL, record)
    require_in_view(record, command.shown, part.delivery.content_version)
    state = CookingState.STARTED if is_begun(part) else CookingState.WAITING
    started_at = part.cooking.started_at
    cooking = Cooking(state=state, started_at=started_at, recalled_at=command.at)
    fresh = delivery.begin(part.station, record.version + 1, command.at, policy)
    recalled = replace(part, delivery=fresh, cooking=cooking)
    return with_part(record, recalled, EventType.PART_RECALLED, command)
