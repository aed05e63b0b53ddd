"""What customers read on a television: which numbers are being prepared, and which are ready."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from kds.orders.record import ApprovalState, OrderRecord
from kds.orders.section import Section, is_collectable, section

READY_BOARD = "ready-board"
"""The board for customers."""


class Readiness(StrEnum):
    """How far an order is, as customers need to know it."""

    PREPARING = "preparing"
    READY = "ready"


class BoardNumber(msgspec.Struct, frozen=True, omit_defaults=True):
    """One number on the board; `name` is the customer's first, where the restaurant shows it."""

    order_id: str
    board: str
    version: int
    number: str
    state: Readiness
    since: datetime
    name: str | None = None


def board_number(record: OrderRecord) -> BoardNumber | None:
    """Return what customers see of an order, or None: not theirs to wait for, or collected."""
    state = readiness(record, section(record))
    if state is None:
        return None
    called_at, customer = record.pickup.called_at, record.order.customer
    return BoardNumber(
        order_id=record.order_id,
        board=READY_BOARD,
        version=record.version,
        number=record.order.number,
        state=state,
        since=called_at or record.applied_at,
        name=_first_name(customer.name) if customer and customer.name else None,
    )


def readiness(record: OrderRecord, place: Section) -> Readiness | None:
    """Return how far an order in this section is, or None if customers do not wait for it."""
    if record.pickup.is_collected or place in (Section.CLOSED, Section.WAITING):
        return None
    if place is Section.READY_FOR_PICKUP:
        return Readiness.READY
    has_it = bool(record.parts) and not record.is_awaiting
    rejected = record.approval.state is ApprovalState.REJECTED
    return Readiness.PREPARING if has_it and not rejected and is_collectable(record) else None


def _first_name(name: str) -> str:
    return name.split(maxsplit=1)[0]
