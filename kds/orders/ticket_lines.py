"""The lines of a ticket as a cook reads them, with the marks of what later revisions changed."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from kds.orders.courses import course_now, is_later
from kds.orders.order import Line
from kds.orders.part import Changed, Part, is_shown
from kds.orders.record import OrderRecord


class LineMark(StrEnum):
    """What a later revision did with a line; MADE was ready before others were added."""

    ADDED = "added"
    REMOVED = "removed"
    MADE = "made"


class TicketLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line as a cook reads it; `unrouted` came here only for lack of a rule.

    A cook has `struck` it, or it is `later`: its course is not fired yet.
    """

    line_id: str
    product: str
    quantity: int
    modifiers: tuple[str, ...] = ()
    allergens: tuple[str, ...] = ()
    seat: int | None = None
    course: int | None = None
    note: str | None = None
    unrouted: bool = False
    station: str | None = None
    mark: LineMark | None = None
    struck: bool = False
    later: bool = False


def unseen_of(parts: Sequence[Part]) -> tuple[Changed, ...]:
    """Return what was changed of the parts and no cook has seen."""
    changes = (part.changed for part in parts if is_shown(part))
    return tuple(each for each in changes if each is not None and each.seen_at is None)


def lines_of(record: OrderRecord, part: Part, station: str | None = None) -> tuple[TicketLine, ...]:
    """Return a part's lines with the marks of what changed; removed ones come last."""
    unseen = unseen_of((part,))
    added = unseen[0].added if unseen else ()
    removed = unseen[0].removed if unseen else ()
    marks = dict.fromkeys(part.made, LineMark.MADE) | dict.fromkeys(added, LineMark.ADDED)
    now = course_now(record)
    stands = (
        replace(
            line_of(line, part, station, marks.get(line.line_id)),
            struck=line.line_id in part.struck,
            later=is_later(line, part, now),
        )
        for line in record.lines_of(part)
    )
    gone = (line_of(line, part, station, LineMark.REMOVED) for line in removed)
    return (*stands, *gone)


def line_of(
    line: Line, part: Part | None = None, station: str | None = None, mark: LineMark | None = None
) -> TicketLine:
    """Return one line; `station` names whose it is where several have lines."""
    return TicketLine(
        line_id=line.line_id,
        product=line.product,
        quantity=line.quantity,
        modifiers=line.modifiers,
        allergens=line.allergens,
        seat=line.seat,
        course=line.course,
        note=line.note,
        unrouted=part is not None and line.line_id in part.unrouted,
        station=station,
        mark=mark,
    )
