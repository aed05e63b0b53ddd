"""What holds for the whole kitchen: what is sold out, and whether outside orders wait. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from kds.errors import Refused
from kds.orders.commands import CommandId
from kds.orders.menu import name_key
from kds.orders.order import Name

MAX_SOLD_OUT = 500
"""More would be no list that anybody reads; nobody's mistake may fill the tills' disks."""

PauseMinutes = Annotated[int, Meta(ge=5, le=720)]


class SoldOut(msgspec.Struct, frozen=True):
    """A product that the kitchen cannot make: since when, and who said so."""

    product: Name
    at: datetime
    by: str


class KitchenState(msgspec.Struct, frozen=True, omit_defaults=True):
    """What holds now. `version` grows by one with each change.

    `outside_paused_until` may be past: then outside orders are taken again.
    """

    version: int = 0
    sold_out: tuple[SoldOut, ...] = ()
    outside_paused_until: datetime | None = None
    outside_paused_by: str | None = None

    def is_sold_out(self, product: str) -> bool:
        """Tell whether a product is sold out, by its name without regard to case."""
        return self.mark_of(product) is not None

    def mark_of(self, product: str) -> SoldOut | None:
        """Return how a product was marked as sold out, or None."""
        wanted = name_key(product)
        return next((each for each in self.sold_out if name_key(each.product) == wanted), None)

    def paused_until(self, at: datetime) -> datetime | None:
        """Return until when outside orders are paused, or None if they are not."""
        until = self.outside_paused_until
        return until if until is not None and until > at else None


class KitchenCommand(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """What every command carries; the same id asked again gets the first answer again."""

    command_id: CommandId
    by: str
    at: datetime


class MarkSoldOut(KitchenCommand, frozen=True):
    """The kitchen cannot make a product until that is undone."""

    product: Name


class MarkAvailable(KitchenCommand, frozen=True):
    """The kitchen can make a product again."""

    product: Name


class PauseOutside(KitchenCommand, frozen=True):
    """Tills refuse outside orders for so many minutes from now."""

    minutes: PauseMinutes


class ResumeOutside(KitchenCommand, frozen=True):
    """Tills take outside orders again."""


AnyKitchenCommand = MarkSoldOut | MarkAvailable | PauseOutside | ResumeOutside


def change(state: KitchenState, command: AnyKitchenCommand) -> KitchenState | None:
    """Return the state after a command, or None where it holds already; raises Refused."""
    match command:
        case MarkSoldOut(product=product):
            if state.is_sold_out(product):
                return None
            if len(state.sold_out) >= MAX_SOLD_OUT:
                text = "{count} products are sold out. Say first what is there again."
                raise Refused("too_many", text, count=len(state.sold_out))
            marked = SoldOut(product, command.at, command.by)
            after = replace(state, sold_out=(*state.sold_out, marked))
        case MarkAvailable(product=product):
            gone = state.mark_of(product)
            if gone is None:
                return None
            left = tuple(each for each in state.sold_out if each is not gone)
            after = replace(state, sold_out=left)
        case PauseOutside(minutes=minutes):
            until = command.at + timedelta(minutes=minutes)
            after = replace(state, outside_paused_until=until, outside_paused_by=command.by)
        case ResumeOutside():
            if state.paused_until(command.at) is None:
                return None
            after = replace(state, outside_paused_until=None, outside_paused_by=None)
    return replace(after, version=state.version + 1)
