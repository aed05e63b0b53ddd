"""What customers read on a television: which numbers are being prepared, and which are ready."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from kds.orders.record import ApprovalState, OrderRecord
from kds.orders.section import Section, is_collectable, section
from kds.orders.status import Status, status

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
    place = section(record)
    if record.pickup.is_collected or place in (Section.CLOSED, Section.WAITING):
        return None
    is_ready = place is Section.READY_FOR_PICKUP
    if not is_ready and not _is_prepared(record):
        return None
    called_at, customer = record.pickup.called_at, record.order.customer
    return BoardNumber(
        order_id=record.order_id,
        board=READY_BOARD,
        version=record.version,
        number=record.order.number,
        state=Readiness.READY if is_ready else Readiness.PREPARING,
        since=called_at or record.applied_at,
        name=_first_name(customer.name) if customer and customer.name else None,
    )


def _is_prepared(record: OrderRecord) -> bool:
    """Tell whether the kitchen has it, and somebody will collect it."""
    has_it = bool(record.parts) and status(record) is not Status.AWAITING_APPROVAL
    rejected = record.approval.state is ApprovalState.REJECTED
    return has_it and not rejected and is_collectable(record)


def _first_name(name: str) -> str:
    return name.split(maxsplit=1)[0]
