"""One part of an order: found, checked, and put back as it is after a step."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from kds.errors import Refused
from kds.orders.commands import Command
from kds.orders.decide.decision import Decision, conclude
from kds.orders.events import EventType
from kds.orders.part import CookingState, DeliveryState, Part
from kds.orders.record import OrderRecord


def part_at(record: OrderRecord, station: str) -> Part:
    """Return what a station has of an order; raises Refused where it has nothing."""
    part = record.parts.get(station)
    if part is None:
        raise Refused(
            "no_such_part",
            "Order {number} has nothing for station {station}.",
            number=record.order.number,
            station=station,
        )
    return part


def require_owed(record: OrderRecord, part: Part) -> None:
    """Raise Refused where nothing of a part is left to make, and say why."""
    which = {"station": part.station, "number": record.order.number}
    if part.cooking.state is CookingState.READY:
        by = part.cooking.ready_by
        raise Refused(
            "already_ready",
            "Part {station} of order {number} was already marked by {who}.",
            who=(by.name or by.id) if by else ["somebody"],
            **which,
        )
    if part.stopped is not None:
        raise Refused(
            "stopped",
            "Part {station} of order {number} is not to be made: it was {cause}.",
            cause=[part.stopped.cause.value],
            **which,
        )
    if part.delivery.state is DeliveryState.SETTLED:
        raise Refused(
            "settled", "Part {station} of order {number} was settled in the back office.", **which
        )


def with_part(
    record: OrderRecord, part: Part, event: EventType, command: Command, **told: Any
) -> Decision:
    """Conclude a step with one part, as it is after it."""
    parts = record.parts | {part.station: part}
    after = replace(record, parts=parts)
    return conclude(record, after, event, command, stations=(part.station,), **told)
