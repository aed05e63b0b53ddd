"""What the kitchen says to every till: what is sold out, and until when it takes none outside."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kds.clock import now
from kds.http.routes import Operation, Who
from kds.orders.kitchen_state import SoldOut
from kds.till.asking import Till, require_caller, the_till


class KitchenAtTill(msgspec.Struct, frozen=True):
    """What holds for the whole kitchen, as this till heard it; a pause that is over is none."""

    sold_out: tuple[SoldOut, ...]
    outside_paused_until: datetime | None
    outside_paused_by: str | None


class KitchenForSystem(msgspec.Struct, frozen=True):
    """The same for an external system, without who said so."""

    sold_out: tuple[str, ...]
    outside_paused_until: datetime | None


def kitchen_at_till(till: Till, at: datetime) -> KitchenAtTill:
    """Return what holds at a time."""
    state = till.kitchen.state
    until = state.paused_until(at)
    return KitchenAtTill(state.sold_out, until, state.outside_paused_by if until else None)


def stands() -> KitchenAtTill | KitchenForSystem:
    """Answer with what holds now."""
    found = kitchen_at_till(the_till(), now())
    if require_caller().system is None:
        return found
    products = tuple(each.product for each in found.sold_out)
    return KitchenForSystem(products, found.outside_paused_until)


OPERATIONS = (
    Operation(
        "GET",
        "/api/v1/kitchen",
        "kitchen",
        stands,
        summary="What is sold out, and until when the kitchen takes no orders from outside",
        who=Who.SYSTEMS_TOO,
        answer=KitchenAtTill,
        answer_to_systems=KitchenForSystem,
    ),
)
