"""For which parts of an order an action is possible now: what is offered station by station."""

from __future__ import annotations

from collections.abc import Callable

from kds.orders.actions import Action
from kds.orders.part import CookingState, Part, is_held, is_unseen, owed
from kds.orders.record import OrderRecord

_POSSIBLE: dict[Action, Callable[[Part], bool]] = {
    Action.START: lambda part: owed(part) and part.cooking.state is CookingState.WAITING,
    Action.MARK_READY: owed,
    Action.RECALL: lambda part: part.cooking.state is CookingState.READY,
    Action.MARK_SEEN: is_unseen,
    Action.STRIKE: owed,
    Action.HOLD: lambda part: owed(part) and part.held_at is None,
    Action.FIRE: is_held,
    Action.MOVE: owed,
}


def stations_for(action: Action, record: OrderRecord) -> tuple[str, ...] | None:
    """Return the stations whose part an action would change; None if it is of the whole order."""
    possible = _POSSIBLE.get(action)
    if possible is None:
        return None
    return tuple(station for station, part in record.parts.items() if possible(part))
