"""The story of an order: every event, who, where, when, from which status to which, and why. Pure.

Three things are woven into one: the kitchen's history, the till's own deeds, and facts with a time
that neither tells, for example because the server was reset.
"""

from kds.orders.story.event import Event, Story
from kds.orders.story.telling import tell
from kds.orders.story.told import Around, Told
from kds.orders.story.weaving import weave

__all__ = ["Around", "Event", "Story", "Told", "tell", "weave"]
