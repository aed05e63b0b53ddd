"""An order as its external system sees it: its own order and what became of it, and no people."""

from __future__ import annotations

import msgspec

from kds.http.filters import StatusCode
from kds.orders.order import Customer, Line, Note, Order, OrderId, OrderNumber, Service, Word
from kds.orders.record import ApprovalState, OrderRecord, promised_at
from kds.orders.till_facts import AwareTime, Outside, Revision
from kds.till.api.money import Money, money_of
from kds.till.whereabouts import Whereabouts


class OrderOutside(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the system said of its order, as it is now, and how its payment went."""

    order_id: OrderId
    number: OrderNumber
    revision: Revision
    accepted_at: AwareTime
    service: Service
    lines: tuple[Line, ...]
    table: Word | None = None
    customer: Customer | None = None
    note: Note | None = None
    due_at: AwareTime | None = None
    needs_approval: bool = False
    outside: Outside | None = None


class StandsOutside(msgspec.Struct, frozen=True):
    """How the order stands: its status, and whether the kitchen has made all of it."""

    status: StatusCode
    status_text: str
    ready: bool


class KitchensAnswer(msgspec.Struct, frozen=True):
    """What the kitchen said, if it was asked: yes, and when it is ready, or no, and why."""

    state: ApprovalState
    minutes: int | None
    promised_at: AwareTime | None
    reason: str | None


class OrderForSystem(msgspec.Struct, frozen=True):
    """An order for its external system; `tag` is for `If-Match`."""

    order_id: str
    tag: str
    order: OrderOutside
    whereabouts: StandsOutside
    approval: KitchensAnswer
    money: Money


def for_system(record: OrderRecord, tag: str, where: Whereabouts) -> OrderForSystem:
    """Return what an external system is told of its own order."""
    return OrderForSystem(
        order_id=record.order_id,
        tag=tag,
        order=_of_its_own(record.order),
        whereabouts=StandsOutside(StatusCode(where.status), where.status_text, where.ready),
        approval=_answer(record),
        money=money_of(record),
    )


def _of_its_own(order: Order) -> OrderOutside:
    return OrderOutside(**{name: getattr(order, name) for name in OrderOutside.__struct_fields__})


def _answer(record: OrderRecord) -> KitchensAnswer:
    said = record.approval
    promised = promised_at(record) if said.state is ApprovalState.APPROVED else None
    return KitchensAnswer(said.state, said.minutes, promised, said.reason)
