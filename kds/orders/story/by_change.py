"""Tells a change in the kitchen: what, where, by whom, why."""

from __future__ import annotations

from collections.abc import Iterator

from kds.orders.causes import cause_in_words
from kds.orders.events import Change, EventType
from kds.orders.part import ActorKind
from kds.orders.record import OrderRecord
from kds.orders.story import words
from kds.orders.story.told import Around, Told
from kds.texts import Say

_EVENT_OF = {event.type_name: event for event in EventType}

_OF_COOKS = frozenset(
    {
        EventType.ORDER_APPROVED,
        EventType.ORDER_REJECTED,
        EventType.PART_STARTED,
        EventType.PART_READY,
        EventType.PART_RECALLED,
        EventType.PART_SEEN,
        EventType.PART_LINES_STRUCK,
        EventType.PART_HELD,
        EventType.PART_FIRED,
        EventType.PART_MOVED,
        EventType.ORDER_COURSE_FIRED,
        EventType.ORDER_PRIORITY_SET,
    }
)
"""What cooks do; the back office only in their place, where a screen is broken."""

_OF_WHOLE_ORDERS = frozenset(
    event.type_name
    for event in (
        EventType.ORDER_APPLIED,
        EventType.ORDER_TAKEN_BACK,
        EventType.ORDER_TOLD_AGAIN,
    )
)
"""Changes that name every station that has the order, whether it concerns it or not."""


def told_change(record: OrderRecord, change: Change, around: Around) -> Told:
    """Return a change in words; a request to the till with the money that it is about."""
    where, who = _by(change, around.say)
    asked = next((each for each in record.requests if each.at == change.at), None)
    return Told(
        at=change.at,
        words=_words(change, around.say),
        where=where,
        who=who,
        reason=change.reason,
        details=(
            *_details(change, around),
            *_lines(record, change),
            *_collected_by(record, change, around.say),
        ),
        stations=() if change.type in _OF_WHOLE_ORDERS else change.stations,
        amount=asked.amount if asked else None,
        method=asked.method if asked else None,
        type=change.type,
        version=change.version or None,
    )


def _words(change: Change, say: Say) -> str:
    event = _EVENT_OF.get(change.type)
    if event is None:
        return change.type
    if event is EventType.ORDER_APPLIED and (change.revision or 1) > 1:
        return say(words.LATER_REVISION, revision=change.revision)
    if change.undone and event in words.UNDONE:
        return say(words.UNDONE[event])
    return say(words.CHANGES[event])


def _by(change: Change, say: Say) -> tuple[str | None, str | None]:
    """Return where it was done and by whom; a display and a till have no person to name."""
    actor = change.by
    name = actor.name or actor.id
    if actor.kind is ActorKind.BACK_OFFICE:
        if _EVENT_OF.get(change.type) in _OF_COOKS:
            return say("back office, in the kitchen's place"), name
        return say("back office"), name
    if actor.kind is ActorKind.WORKER:
        return say("kitchen server"), None
    if not name:
        return None, None
    if actor.kind is ActorKind.TILL:
        return say("till {till}", till=name), None
    if actor.kind is ActorKind.PRINTER:
        return say("printer {printer}", printer=name), None
    return say("display {display}", display=name), None


def _details(change: Change, around: Around) -> Iterator[str]:
    say = around.say
    if change.minutes:
        yield say("in {minutes} min", minutes=change.minutes)
    if change.cause is not None:
        yield cause_in_words(change.cause, around.zone, around.names, say)
    if change.course is not None:
        yield say("course {course}", course=change.course)
    if change.moved_to is not None:
        name = around.names.get(change.moved_to, change.moved_to)
        yield say("to {station}", station=name)
    if change.attempt and change.type == EventType.ORDER_SENT_AGAIN.type_name:
        yield say("attempt {count}", count=change.attempt)
    if change.detail is not None:
        for told in change.detail.split(": "):
            yield say(words.AT_COUNTER.get(told) or words.ON_PAPER.get(told, told))
    for deed in change.deeds:
        yield say(words.DEEDS.get(deed.what, deed.what))


def _lines(record: OrderRecord, change: Change) -> Iterator[str]:
    """Name the lines that a change is about, as far as the order still has them."""
    for line in record.order.lines:
        if line.line_id in change.lines:
            yield f"{line.quantity}\u00d7 {line.product}"


def _collected_by(record: OrderRecord, change: Change, say: Say) -> Iterator[str]:
    """Name who took it away: the record alone knows, so that a customer can be erased."""
    is_last = change.type == EventType.ORDER_COLLECTED.type_name
    pickup = record.pickup
    if is_last and pickup.collected_name and pickup.collected_at == change.at:
        yield say("by {name}", name=pickup.collected_name)
