"""The whole kitchen: what is sold out, whether outside orders are paused, how fast it is."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import msgspec

from kds.clock import now
from kds.errors import Refused
from kds.http.routes import Operation, Who
from kds.orders.kitchen_state import PauseMinutes
from kds.orders.order import Name
from kds.web.asking import require_manager, the_web
from kds.web.commands import command_id_of
from kds.web.kitchen_asked import to_kitchen_command
from kds.web.kitchen_wide import KitchenNow


class OfProduct(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A product, by its name on the menu; upper and lower case are the same."""

    product: Name


class Pausing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For how many minutes from now."""

    minutes: PauseMinutes


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """There is nothing to say."""


def stands() -> KitchenNow:
    """Answer with what holds for the whole kitchen."""
    return the_web().wide.now


def sold_out(body: OfProduct, idempotency_key: str | None) -> KitchenNow:
    """Mark a product as sold out, at every till."""
    return _do("MarkSoldOut", idempotency_key, product=body.product)


def available(body: OfProduct, idempotency_key: str | None) -> KitchenNow:
    """Say that a product is there again."""
    return _do("MarkAvailable", idempotency_key, product=body.product)


def pause(body: Pausing, idempotency_key: str | None) -> KitchenNow:
    """Have tills refuse outside orders for some minutes from now."""
    return _do("PauseOutside", idempotency_key, minutes=body.minutes)


def resume(body: Nothing, idempotency_key: str | None) -> KitchenNow:
    """Have tills take outside orders again."""
    return _do("ResumeOutside", idempotency_key)


def _do(command: str, key: str | None, **details: Any) -> KitchenNow:
    identity, wide = require_manager(), the_web().wide
    asked = {"command_id": command_id_of(key) or uuid4().hex, "command": command, **details}
    outcome = wide.do(to_kitchen_command(asked, identity, now()))
    if not outcome.ok:
        raise Refused(outcome.code or "failed", outcome.text or "", **outcome.values)
    return wide.now


OPERATIONS = (
    Operation(
        "GET",
        "/api/v1/kitchen",
        "kitchen.get",
        stands,
        summary="What is sold out, whether outside orders are paused, and how fast the kitchen is",
        who=Who.PEOPLE,
        answer=KitchenNow,
    ),
    Operation(
        "POST",
        "/api/v1/kitchen/sold-out",
        "kitchen.sold_out",
        sold_out,
        summary="Mark a product as sold out, at every till",
        who=Who.MANAGERS,
        body=OfProduct,
        example={"product": "Burger"},
        answer=KitchenNow,
        codes=("idempotency_conflict", "too_many"),
        idempotent=True,
    ),
    Operation(
        "POST",
        "/api/v1/kitchen/available",
        "kitchen.available",
        available,
        summary="Say that a product is there again",
        who=Who.MANAGERS,
        body=OfProduct,
        example={"product": "Burger"},
        answer=KitchenNow,
        codes=("idempotency_conflict",),
        idempotent=True,
    ),
    Operation(
        "POST",
        "/api/v1/kitchen/pause",
        "kitchen.pause",
        pause,
        summary="Have tills refuse outside orders for some minutes from now",
        who=Who.MANAGERS,
        body=Pausing,
        example={"minutes": 30},
        answer=KitchenNow,
        codes=("idempotency_conflict",),
        idempotent=True,
    ),
    Operation(
        "POST",
        "/api/v1/kitchen/resume",
        "kitchen.resume",
        resume,
        summary="Have tills take outside orders again",
        who=Who.MANAGERS,
        body=Nothing,
        example={},
        answer=KitchenNow,
        codes=("idempotency_conflict",),
        idempotent=True,
    ),
)
