"""What the counter reads of an order: one ticket of its sections."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kds.orders.money import is_paid
from kds.orders.order import Service
from kds.orders.part import owed
from kds.orders.pickup import CalledHow
from kds.orders.record import OrderRecord, promised_at
from kds.orders.section import Section, section
from kds.orders.status import Status, has_receipt, is_sending, status
from kds.orders.text import Text, TextKind, TextState

TICKETS = "tickets"
"""The board of the counter: every order that is in one of its sections."""

TASKS = 4
"""How many lines the short description of a task names."""


class TaskLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of what is to be done; `is_unit`: a product that comes back for service."""

    quantity: int
    product: str
    is_unit: bool = False


class LastText(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of the newest text that called the customer; `send_at` while it waits."""

    text_id: str
    state: TextState
    send_at: datetime
    reason: str | None = None


class CounterTicket(msgspec.Struct, frozen=True, omit_defaults=True):
    """One order as the counter needs it; `due_at` is when the customer was told to collect it.

    `cooking` names the stations that still owe something, `waiting` counts the lines that wait to
    be sent, `to_pay` is in cents. `more` counts the lines that `task` does not name; `units` are
    its products that come back for service.
    """

    order_id: str
    board: str
    version: int
    number: str
    till: str
    service: Service
    section: Section
    status: str
    task: tuple[TaskLine, ...]
    accepted_at: datetime
    more: int = 0
    units: tuple[str, ...] = ()
    table: str | None = None
    customer: str | None = None
    phone: str | None = None
    responsible: str | None = None
    note: str | None = None
    due_at: datetime | None = None
    is_not_sent: bool = False
    is_sending: bool = False
    cooking: tuple[str, ...] = ()
    waiting: int = 0
    to_pay: int = 0
    is_paid: bool = False
    has_receipt: bool = False
    called_at: datetime | None = None
    called_how: CalledHow | None = None
    collected_at: datetime | None = None
    text: LastText | None = None


def counter_ticket(record: OrderRecord) -> CounterTicket | None:
    """Return what the counter sees of an order, or None once it is in no section."""
    place = section(record)
    if place is Section.CLOSED:
        return None
    order, pickup = record.order, record.pickup
    lines = [TaskLine(each.quantity, each.product, each.customer_unit) for each in order.lines]
    now = status(record)
    return CounterTicket(
        order_id=record.order_id,
        board=TICKETS,
        version=record.version,
        number=order.number,
        till=record.till,
        service=order.service,
        section=place,
        status=now.code,
        task=tuple(lines[:TASKS]),
        more=max(0, len(lines) - TASKS),
        units=tuple(dict.fromkeys(each.product for each in lines if each.is_unit)),
        accepted_at=order.accepted_at,
        table=order.table,
        customer=order.customer.name if order.customer else None,
        phone=order.customer.phone if order.customer else None,
        responsible=order.responsible,
        note=order.note,
        due_at=promised_at(record),
        is_not_sent=now is Status.NOT_SENT_TO_KITCHEN,
        is_sending=is_sending(record),
        cooking=tuple(name for name, part in record.parts.items() if owed(part)),
        waiting=len(order.waiting),
        to_pay=record.due,
        is_paid=is_paid(order),
        has_receipt=has_receipt(record),
        called_at=pickup.called_at,
        called_how=pickup.called_how,
        collected_at=pickup.collected_at,
        text=_last_text(record.texts),
    )


def _last_text(texts: tuple[Text, ...]) -> LastText | None:
    calls = [each for each in texts if each.kind is TextKind.READY]
    if not calls:
        return None
    last = calls[-1]
    return LastText(last.text_id, last.state, last.send_at, last.reason)
