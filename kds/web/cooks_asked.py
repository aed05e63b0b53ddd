"""From what cooks ask of parts and orders to the commands of the kitchen."""

from __future__ import annotations

from typing import Any

from kds.orders import commands as c
from kds.web.texts_asked import Texting
from kds.web.wishes import Asked, missing, needed

Common = dict[str, Any]


def start(asked: Asked, common: Common, _: Texting) -> c.Command:
    """Begin with a part, or take that back."""
    return c.StartPart(
        **common,
        station=needed(asked, "station"),
        started=asked.started is not False,
        shown=asked.version,
    )


def ready(asked: Asked, common: Common, _: Texting) -> c.Command:
    """Be done with a part."""
    return c.MarkPartReady(**common, station=needed(asked, "station"), shown=asked.version)


def recall(asked: Asked, common: Common, _: Texting) -> c.Command:
    """Take a part back."""
    return c.RecallPart(**common, station=needed(asked, "station"), shown=asked.version)


def see(asked: Asked, common: Common, _: Texting) -> c.Command:
    """Have seen what changed."""
    return c.MarkPartSeen(**common, station=needed(asked, "station"), shown=asked.version)


def strike(asked: Asked, common: Common, _: Texting) -> c.Command:
    """Be done with lines, or not after all."""
    station = needed(asked, "station")
    if not asked.line_ids:
        raise missing(asked, "line_ids")
    if asked.struck is None:
        raise missing(asked, "struck")
    return c.StrikeLines(
        **common,
        station=station,
        line_ids=asked.line_ids,
        struck=asked.struck,
        shown=asked.version,
    )


def hold(asked: Asked, common: Common, _: Texting) -> c.Command:
    """Put a part on hold."""
    return c.HoldPart(**common, station=needed(asked, "station"), shown=asked.version)


def fire(asked: Asked, common: Common, _: Texting) -> c.Command:
    """End a hold."""
    return c.FirePart(**common, station=needed(asked, "station"), shown=asked.version)


def fire_course(asked: Asked, common: Common, _: Texting) -> c.Command:
    """Have a course made."""
    if asked.course is None:
        raise missing(asked, "course")
    return c.FireCourse(**common, course=asked.course)


def set_priority(asked: Asked, common: Common, _: Texting) -> c.Command:
    """Let an order go before others, or no more."""
    if asked.priority is None:
        raise missing(asked, "priority")
    return c.SetPriority(**common, priority=asked.priority)


def move(asked: Asked, common: Common, _: Texting) -> c.Command:
    """Let another station make a part."""
    station, to = needed(asked, "station"), needed(asked, "to")
    return c.MovePart(**common, station=station, to=to, seen=bool(asked.seen), shown=asked.version)
