"""What a deed at the till depends on besides the order: who, when, and the restaurant's ways."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple

from msgspec.structs import replace

from kds.orders.actions import Action, Place, require
from kds.orders.conditions import IsToday
from kds.orders.menu import Menu
from kds.orders.money import is_paid
from kds.orders.order import Line, Order
from kds.orders.record import OrderRecord
from kds.orders.style import Style
from kds.orders.till_facts import MAX_DEEDS, Deed, LineKitchen, Origin, Stamp


class Paper(Enum):
    """Whether a till prints receipts: not at all, when asked, or by itself once it is paid."""

    NONE = "none"
    ASKED = "asked"
    AUTOMATIC = "automatic"


class Terms(NamedTuple):
    """Who does it, when, under which id, and what the restaurant has settled.

    `fact_id` names the payment or refund that comes of it: the same deed asked again has the same.
    """

    at: datetime
    by: str
    fact_id: str
    is_today: IsToday
    style: Style = Style.FAST_FOOD
    menu: Menu = Menu()
    origin: Origin = Origin.TILL
    paper: Paper = Paper.NONE

    @property
    def place(self) -> Place:
        """Return where it is done, as the table of actions has it."""
        return Place.OUTSIDE if self.origin is Origin.OUTSIDE else Place.TILL

    def stamp(self, reason: str | None = None) -> Stamp:
        """Return who, when and why."""
        return Stamp(at=self.at, by=self.by, reason=reason)

    def require(self, action: Action, record: OrderRecord) -> None:
        """Raise Refused unless the table allows the action here and now."""
        require(action, record, self.place, self.is_today)


def next_revision(
    order: Order,
    action: Action,
    terms: Terms,
    *,
    reason: str | None = None,
    detail: str | None = None,
    **facts: Any,
) -> Order:
    """Return the order with new facts, the next revision, the deed told, and its lines released."""
    revision = order.revision + 1
    deed = Deed(
        revision=revision,
        what=action.value,
        at=terms.at,
        by=terms.by,
        origin=terms.origin,
        reason=reason,
        detail=detail,
    )
    after = replace(order, revision=revision, deeds=(*order.deeds, deed)[-MAX_DEEDS:], **facts)
    return released(after, terms.style)


def with_waiting(lines: tuple[Line, ...], into: LineKitchen) -> tuple[Line, ...]:
    """Return lines of which those that wait for the kitchen go `into` another state."""
    waits = LineKitchen.WAIT
    return tuple(replace(line, kitchen=into) if line.kitchen is waits else line for line in lines)


def released(order: Order, style: Style) -> Order:
    """Send what waits once it may go: paid; in fine dining when it is parked, too."""
    is_dead = order.void is not None or order.cancelled is not None
    is_parked = style is Style.FINE_DINING and order.parked is not None
    if is_dead or not order.waiting or not (is_paid(order) or is_parked):
        return order
    return replace(order, lines=with_waiting(order.lines, LineKitchen.SEND))


Seller = Callable[[OrderRecord, Any, Terms], Order]
