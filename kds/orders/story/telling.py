"""Tells the events of a story to people, in a language."""

from __future__ import annotations

from msgspec.structs import replace

from kds.orders.record import OrderRecord
from kds.orders.story import words
from kds.orders.story.by_change import told_change
from kds.orders.story.by_deed import told_deed
from kds.orders.story.event import Event, Gap, Story
from kds.orders.story.told import Around, Told
from kds.texts import Say


def tell(record: OrderRecord, story: Story, around: Around) -> tuple[Told, ...]:
    """Return each event of an order in words."""
    return tuple(
        replace(_told(record, event, around), at=event.at, before=event.before, after=event.after)
        for event in story.events
    )


def _told(record: OrderRecord, event: Event, around: Around) -> Told:
    change, deed = event.change, event.deed
    if event.gap is not None:
        return Told(at=event.at, words=_gap(event.gap, around.say), gap=True)
    if deed is not None:
        told = told_deed(record, deed, around)
        if change is None:
            return told
        return replace(
            told,
            type=change.type,
            version=change.version,
            known_at=change.at,
        )
    assert change is not None  # noqa: S101  (an event is one of the three)
    return told_change(record, change, around)


def _gap(gap: Gap, say: Say) -> str:
    if gap.is_reset:
        return say(words.RESET)
    if gap.missing is None:
        return say(words.MISSING_UNCOUNTED)
    return say(words.MISSING_ONE if gap.missing == 1 else words.MISSING, count=gap.missing)
