"""Orders: take them, list them, tell where each one is, send what failed again."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

import msgspec
from flask import Response, request

from kds.clock import now
from kds.errors import Refused
from kds.http.conditions import answer_tag, order_tag
from kds.http.filters import STATUS
from kds.http.language import chosen, say
from kds.http.paging import Limit
from kds.http.routes import Operation, Query, Tagged, Who, unchanged
from kds.orders.actions import Action, Place, Row, offered_rows, row_of
from kds.orders.alarms import AlarmKind, alarm_in_words
from kds.orders.business_day import business_day
from kds.orders.intake import OrderAsSent
from kds.orders.order import Order
from kds.orders.promise import suggested_time, suggested_wait
from kds.orders.record import OrderRecord
from kds.orders.selling.terms import Paper
from kds.orders.status import status as status_of
from kds.orders.style import Style
from kds.settings.model import Trade
from kds.till.accept import Answer
from kds.till.api.kitchen import KitchenAtTill, kitchen_at_till
from kds.till.api.list_tag import state_of, still_holds, tag_of_list
from kds.till.api.money import Money, money_of
from kds.till.api.outsiders import OrderForSystem, for_system
from kds.till.asking import Till, require_caller, the_till
from kds.till.guard import require_own, unknown_order
from kds.till.ledger import KeptOrder
from kds.till.whereabouts import Circumstances, Standing, Whereabouts, standing, whereabouts

LISTED = 200
MOST_LISTED = 1000


class AlarmAtTill(msgspec.Struct, frozen=True):
    """An alarm of the kitchen, in words."""

    kind: AlarmKind
    text: str
    since: datetime
    sounds: bool


class BusAtTill(msgspec.Struct, frozen=True):
    """Since when the bus is away, and what that means; both None while it is there."""

    lost_since: datetime | None
    trouble: str | None


class Offered(msgspec.Struct, frozen=True):
    """What can be done with an order at the till now, and why one would."""

    action: Action
    reason: str


class OrderAtTill(msgspec.Struct, frozen=True):
    """An order, where it is, and what can be done with it; `tag` is for `If-Match`."""

    order_id: str
    tag: str
    order: Order
    whereabouts: Whereabouts
    offered: list[Offered]
    money: Money


class OrderInFull(OrderAtTill, frozen=True):
    """An order with the kitchen's record, as heard last."""

    record: OrderRecord | None
    heard_at: datetime | None


class Listed(msgspec.Struct, frozen=True):
    """What the till's page shows: what is open and of today, and how the till itself is.

    `tag` is for `If-None-Match`: it is another once anything but `now` is. `suggested_pickup_at` is
    when an order that is taken now will be ready.
    """

    tag: str
    till: str
    name: str
    time_zone: str
    currency: str
    style: Style
    trade: Trade
    who: str | None
    now: datetime
    unsent: int
    bus: BusAtTill
    alarms: list[AlarmAtTill]
    suggested_pickup_at: datetime
    kitchen: KitchenAtTill
    orders: list[OrderAtTill]


class SentAgain(msgspec.Struct, frozen=True):
    """Which order is sent again."""

    order_id: str


def accept(body: bytes, idempotency_key: str | None) -> Answer:
    """Take an order; answered only when it is on the disk."""
    till = the_till()
    acceptance = till.intake.accept(body, idempotency_key, require_caller())
    till.courier.more()
    return acceptance.answer


def every(limit: int, status: str | None) -> Tagged | Response:
    """Answer with what is open and of today; with 304 where the asker has all of that."""
    till, at, who = the_till(), now(), require_caller().name
    around, alarms = _around(till), _alarms(till)
    bus = BusAtTill(till.courier.lost_since, around.trouble)
    day = business_day(at, till.settings.zone, till.settings.day_cut_off)
    asked = (limit, status, who, chosen().code)
    kitchen = kitchen_at_till(till, at)
    state = state_of(till.outbox.disk.state, day, bus, alarms, kitchen, asked)
    if tag := still_holds(request.headers, state, at):
        return unchanged(tag)
    kept = till.ledger.orders(day, MOST_LISTED if status else limit)
    wait = suggested_wait([each.record for each in kept if each.record], at)
    pickup_at = suggested_time(at, wait)
    listed = [_at_till(till, each, around) for each in kept]
    if status:
        listed = [each for each in listed if each.whereabouts.status == status][:limit]
    until = min(pickup_at - wait, kitchen.outside_paused_until or pickup_at)
    tag = tag_of_list(state, kept, at, around.within_s, until=until)
    found = Listed(
        tag=tag,
        till=till.outbox.till,
        name=till.settings.name,
        time_zone=till.settings.time_zone,
        currency=till.settings.currency,
        style=till.settings.style,
        trade=till.settings.trade,
        who=who,
        now=at,
        unsent=till.outbox.backlog().unsent,
        bus=bus,
        alarms=alarms,
        suggested_pickup_at=pickup_at,
        kitchen=kitchen,
        orders=listed,
    )
    return Tagged(found, tag)


def one(order_id: str) -> Tagged:
    """Answer with one order, its whereabouts and the kitchen's record."""
    return in_full(the_till(), order_id)


def in_full(till: Till, order_id: str) -> Tagged:
    """Return one order with its tag; Refused `unknown_order` if the till keeps none.

    An external system gets only what is for it.
    """
    kept = _kept(till, order_id)
    if require_caller().system is not None:
        around = _around(till)
        record, tag = standing(kept, around).record, tag_of(kept)
        told = for_system(record, tag, whereabouts(kept, around))
        return Tagged(told, answer_tag(tag, told))
    short = _at_till(till, kept, _around(till))
    fields = {name: getattr(short, name) for name in short.__struct_fields__}
    found = OrderInFull(**fields, record=kept.record, heard_at=kept.heard_at)
    return Tagged(found, answer_tag(found.tag, found))


def send_again(order_id: str) -> SentAgain:
    """Send what failed again; refused where there is nothing to send again."""
    till = the_till()
    kept = _kept(till, order_id)
    where = whereabouts(kept, _around(till))
    if not where.can_send_again:
        raise Refused(
            "not_allowed",
            "Order {number} is '{status}'; only what is not sent to the kitchen can be sent again.",
            number=kept.order.number,
            status=where.status_text,
        )
    till.ledger.send_again(order_id, require_caller().called(till.outbox.till))
    till.courier.retry()
    return SentAgain(order_id)


def tag_of(kept: KeptOrder) -> str:
    """Return the tag of an order as the till knows it."""
    return order_tag(kept.order.revision, kept.record.version if kept.record else 0)


def _kept(till: Till, order_id: str) -> KeptOrder:
    kept = till.ledger.order(order_id)
    if kept is None:
        raise unknown_order(order_id)
    require_own(require_caller(), kept.order)
    return kept


def _at_till(till: Till, kept: KeptOrder, around: Circumstances) -> OrderAtTill:
    settings = till.settings
    stands = standing(kept, around)
    order, record = kept.order, stands.record

    def is_today(then: datetime) -> bool:
        zone, cut_off = settings.zone, settings.day_cut_off
        return business_day(then, zone, cut_off) == business_day(around.now, zone, cut_off)

    rows = [*_not_sent_rows(stands), *offered_rows(record, Place.TILL, is_today)]
    if settings.paper_at_till is Paper.NONE:
        rows = [row for row in rows if row.action is not Action.PRINT_RECEIPT]
    return OrderAtTill(
        order_id=order.order_id,
        tag=tag_of(kept),
        order=order,
        whereabouts=whereabouts(kept, around),
        offered=[Offered(row.action, say(row.reason)) for row in rows],
        money=money_of(record),
    )


def _not_sent_rows(stands: Standing) -> list[Row]:
    """Return *send again* where the till alone knows that something did not arrive."""
    row = row_of(Action.SEND_AGAIN, stands.status)
    is_known_here_alone = stands.status is not status_of(stands.record)
    return [row] if row is not None and is_known_here_alone else []


def _around(till: Till) -> Circumstances:
    settings = till.settings
    return Circumstances(
        now=now(),
        zone=settings.zone,
        names=settings.station_names,
        policy=till.policy,
        trouble=till.courier.trouble(settings.zone, say),
        within_s=settings.till.publish_within_s,
        say=say,
    )


def _alarms(till: Till) -> list[AlarmAtTill]:
    settings = till.settings
    return [
        AlarmAtTill(
            kind=alarm.kind,
            text=alarm_in_words(alarm, settings.zone, settings.station_names, say),
            since=alarm.since,
            sounds=alarm.sounds,
        )
        for alarm in till.courier.alarms
    ]


OPERATIONS = (
    Operation(
        "POST",
        "/api/v1/orders",
        "orders.accept",
        accept,
        summary="Take an order; answered when it is on the disk",
        who=Who.SYSTEMS_TOO,
        body=OrderAsSent,
        example={
            "service": "dine-in",
            "table": "12",
            "lines": [
                {"product": "Burger", "quantity": 2, "unit_price": 1250, "category": "grill"}
            ],
        },
        read=bytes,  # The order's fingerprint is of the bytes, so they are read by the intake.
        answer=Answer,
        success=HTTPStatus.CREATED,
        codes=(
            "idempotency_conflict",
            "order_conflict",
            "outside_paused",
            "sold_out",
            "not_stored",
        ),
        idempotent=True,
        aliases=("/orders",),
    ),
    Operation(
        "GET",
        "/api/v1/orders",
        "orders.list",
        every,
        summary="What is open and of this business day, with where each order is",
        who=Who.PEOPLE,
        answer=Listed,
        tagged=True,
        query=(
            Query("limit", Limit, "how many at most", LISTED),
            STATUS,
        ),
        aliases=("/orders",),
    ),
    Operation(
        "GET",
        "/api/v1/orders/<order_id>",
        "orders.get",
        one,
        summary="One order, where it is, and the kitchen's record as heard last",
        who=Who.SYSTEMS_TOO,
        answer=OrderInFull,
        answer_to_systems=OrderForSystem,
        codes=("unknown_order",),
        tagged=True,
        aliases=("/orders/<order_id>",),
    ),
    Operation(
        "POST",
        "/api/v1/orders/<order_id>/send-again",
        "orders.send_again",
        send_again,
        summary="Send an order again that is not sent to the kitchen",
        who=Who.PEOPLE,
        answer=SentAgain,
        success=HTTPStatus.ACCEPTED,
        codes=("unknown_order", "not_allowed", "not_stored"),
        aliases=("/orders/<order_id>/send-again",),
    ),
)
