"""What a story is made of."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from kds.orders.events import Change
from kds.orders.till_facts import Deed


class Gap(NamedTuple):
    """Changes that are not kept any more: `missing` of them, or nobody knows how many.

    `is_reset` says that the server lost them.
    """

    is_reset: bool
    missing: int | None = None


class Event(NamedTuple):
    """One event: a change in the kitchen, a deed at the till, both at once, or a gap.

    The change of a fact that no history tells has version 0.
    """

    at: datetime
    before: str | None
    after: str | None
    change: Change | None = None
    deed: Deed | None = None
    gap: Gap | None = None


class Story(NamedTuple):
    """Every event, oldest first: each begins with the status in which the one before ended.

    `is_whole` is false where earlier events of the kitchen are lost.
    """

    events: tuple[Event, ...]
    is_whole: bool


class Loose(NamedTuple):
    """A deed, or a fact as the change that it came by, whose place in the story is to be found."""

    at: datetime
    deed: Deed | None = None
    change: Change | None = None
