"""The counter's sections: where a ticket stands between its creation and the customer."""

from __future__ import annotations

from enum import StrEnum

from kds.orders.money import due
from kds.orders.order import Service
from kds.orders.record import OrderRecord, is_open
from kds.orders.status import Status, status

ENDED = frozenset({Status.VOIDED, Status.CANCELLED, Status.FULLY_REFUNDED})
SETTLED = frozenset({Status.PARTIALLY_REFUNDED, Status.COMPLETED})


class Section(StrEnum):
    """The sections of the ticket guide; CLOSED is only under *All (incl. closed)*."""

    NEW_TICKET = "new"
    WAITING = "waiting"
    READY_FOR_PICKUP = "ready"
    CLOSED = "closed"


def is_collectable(record: OrderRecord) -> bool:
    """Tell whether a customer takes it away: what is served at a table is not called for."""
    return record.order.service is not Service.DINE_IN


def section(record: OrderRecord) -> Section:
    """Return the section of an order, by its facts alone.

    A NEW_TICKET that was agreed for much later is shown under *Waiting* by whoever knows the time.
    """
    now = status(record)
    if _is_closed(record, now):
        return Section.CLOSED
    if record.pickup.is_called:
        return Section.READY_FOR_PICKUP
    if now in (Status.PARKED, Status.PENDING):
        return Section.WAITING
    return Section.NEW_TICKET


def _is_closed(record: OrderRecord, now: Status) -> bool:
    if is_open(record) or record.resolution is not None:
        return not is_open(record)
    if now in ENDED:
        return True
    is_gone = record.pickup.is_collected or not is_collectable(record)
    # A till that tells of no prices tells of no payments either.
    is_free = not record.order.payments and due(record.order) == 0
    return is_gone and (now in SETTLED or (is_free and record.pickup.is_collected))
