"""What the back office reads of an order that is not sent."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kds.orders.order import Service
from kds.orders.part import Cause, DeliveryState, StopCause, is_shown
from kds.orders.record import OrderRecord
from kds.orders.status import status
from kds.orders.ticket_lines import LineMark, TicketLine, line_of, lines_of

OFFICE = "office"
"""The board of the back office: every order that is not sent."""


class Failure(msgspec.Struct, frozen=True, omit_defaults=True):
    """One order that is not sent, for the people who may send it again.

    `lines` are those that no screen has shown, with their stations: what to tell the kitchen.
    `stopped`: what it must be told is that they are not to be made.
    """

    order_id: str
    board: str
    version: int
    number: str
    till: str
    service: Service
    lines: tuple[TicketLine, ...]
    causes: tuple[Cause, ...]
    failed_at: datetime
    accepted_at: datetime
    table: str | None = None
    customer: str | None = None
    attempts: int = 0
    next_attempt_at: datetime | None = None
    answer_by: datetime | None = None
    status: str = ""
    stopped: StopCause | None = None


def failure(record: OrderRecord) -> Failure | None:
    """Return what is not sent of an order, or None."""
    failed = [d for _, d in record.deliveries() if d.state is DeliveryState.NOT_SENT]
    if not failed:
        return None
    resend, order = record.resend, record.order
    return Failure(
        order_id=record.order_id,
        board=OFFICE,
        version=record.version,
        number=order.number,
        till=record.till,
        service=order.service,
        lines=_unshown_lines(record),
        causes=tuple(d.cause for d in failed if d.cause),
        failed_at=min(d.failed_at or d.deadline_at for d in failed),
        accepted_at=order.accepted_at,
        table=order.table,
        customer=order.customer.name if order.customer else None,
        attempts=max(d.attempt for d in failed),
        next_attempt_at=resend.next_attempt_at if resend else None,
        answer_by=resend.answer_by if resend else None,
        status=status(record).code,
        stopped=record.stop_cause,
    )


def _unshown_lines(record: OrderRecord) -> tuple[TicketLine, ...]:
    """Return the lines of every part that is not sent; all of them while nobody could approve."""
    parts = [
        part
        for part in record.parts.values()
        if part.delivery.state is DeliveryState.NOT_SENT and is_shown(part)
    ]
    if not parts:
        return tuple(line_of(line) for line in record.order.for_kitchen)
    lines = (line for part in parts for line in lines_of(record, part, part.station))
    return tuple(line for line in lines if line.mark is not LineMark.MADE)
