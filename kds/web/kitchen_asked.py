"""From what a screen or a program asks of the whole kitchen to a command, checked on the way."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from kds.errors import InvalidInput, Refused
from kds.orders.commands import CommandId
from kds.orders.kitchen_state import (
    AnyKitchenCommand,
    MarkAvailable,
    MarkSoldOut,
    PauseMinutes,
    PauseOutside,
    ResumeOutside,
)
from kds.orders.order import Name
from kds.orders.ready_board import READY_BOARD
from kds.orders.record import APPROVALS, PASS
from kds.orders.validation import convert
from kds.web.commands import own_command_id
from kds.web.identity import DisplayIdentity, Identity, may_manage

_OF_PRODUCTS = ("MarkSoldOut", "MarkAvailable")
_OF_PAUSES = ("PauseOutside", "ResumeOutside")

KITCHEN_COMMANDS = (*_OF_PRODUCTS, *_OF_PAUSES)
"""Every command about the whole kitchen."""

CommandName = Annotated[str, Meta(extra_json_schema={"enum": list(KITCHEN_COMMANDS)})]


class KitchenAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `kitchen_act` carries."""

    command_id: CommandId
    command: CommandName
    product: Name | None = None
    minutes: PauseMinutes | None = None


def may_do(identity: Identity, command: str) -> bool:
    """Tell whether somebody may give a command about the whole kitchen.

    Every cook sees what is sold out first; who answers for orders from outside may pause them.
    """
    if may_manage(identity):
        return command in KITCHEN_COMMANDS
    if not isinstance(identity, DisplayIdentity):
        return False
    if command in _OF_PAUSES:
        return bool({PASS, APPROVALS} & set(identity.boards))
    return command in _OF_PRODUCTS and set(identity.boards) != {READY_BOARD}


def to_kitchen_command(payload: Any, identity: Identity, now: datetime) -> AnyKitchenCommand:
    """Return the command; raises InvalidInput, and Refused `not_permitted`."""
    asked = convert(payload, KitchenAsked)
    if asked.command not in KITCHEN_COMMANDS:
        raise InvalidInput([("$.command", f"must be one of {', '.join(KITCHEN_COMMANDS)}")])
    if not may_do(identity, asked.command):
        name = identity.actor.name
        raise Refused("not_permitted", "{who} may not do this from here.", who=name)
    common: dict[str, Any] = {
        "command_id": own_command_id(identity.actor, asked.command_id),
        "by": identity.actor.name or identity.actor.id,
        "at": now,
    }
    match asked.command:
        case "MarkSoldOut":
            return MarkSoldOut(**common, product=_needed(asked, "product"))
        case "MarkAvailable":
            return MarkAvailable(**common, product=_needed(asked, "product"))
        case "PauseOutside":
            return PauseOutside(**common, minutes=_needed(asked, "minutes"))
        case _:
            return ResumeOutside(**common)


def _needed(asked: KitchenAsked, name: str) -> Any:
    value = getattr(asked, name)
    if value is None:
        raise InvalidInput([(f"$.{name}", f"is missing: {asked.command} needs it")])
    return value
