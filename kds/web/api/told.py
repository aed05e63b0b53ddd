"""Orders as the JSON API tells them: in short, and their history in words."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from kds.bus.presence import Presence
from kds.http.language import say
from kds.orders.business_day import business_day
from kds.orders.causes import cause_in_words
from kds.orders.events import Change
from kds.orders.money import has_prices, total
from kds.orders.part import CookingState, DeliveryState, is_on_paper
from kds.orders.record import OrderRecord
from kds.orders.status import is_sending, status
from kds.web.context import Web


class PartInShort(msgspec.Struct, frozen=True):
    """One part: when a display first showed it, and whether one that can is live now.

    `on_paper`: not a display but paper proved it, at `shown_at`.
    """

    station: str
    delivery: DeliveryState
    cooking: CookingState
    shown_at: datetime | None
    live: bool
    on_paper: bool


class OrderInShort(msgspec.Struct, frozen=True):
    """One order as a list shows it; causes are in words and local time.

    `total` is in cents, and null where a line has no price.
    """

    order_id: str
    number: str
    till: str
    version: int
    status: str
    status_english: str
    sending: bool
    accepted_at: datetime
    business_day: date
    table: str | None
    customer: str | None
    total: int | None
    parts: list[PartInShort]
    causes: list[str]


class ToldChange(Change, frozen=True, omit_defaults=True):
    """One step of an order's history, with its cause in words."""

    cause_text: str | None = None


def in_short(web: Web, record: OrderRecord, there: Presence) -> OrderInShort:
    """Return one order as a list shows it."""
    now_is = status(record)
    order, settings = record.order, web.settings
    return OrderInShort(
        order_id=record.order_id,
        number=order.number,
        till=record.till,
        version=record.version,
        status=now_is.code,
        status_english=now_is.english,
        sending=is_sending(record),
        accepted_at=order.accepted_at,
        business_day=business_day(order.accepted_at, web.zone, settings.day_cut_off),
        table=order.table,
        customer=order.customer.name if order.customer else None,
        total=total(order.lines) if has_prices(order.lines) else None,
        parts=[
            PartInShort(
                station=part.station,
                delivery=part.delivery.state,
                cooking=part.cooking.state,
                shown_at=part.delivery.confirmed_at,
                live=there.is_covered(part.station),
                on_paper=is_on_paper(part),
            )
            for part in record.parts.values()
        ],
        causes=[
            cause_in_words(delivery.cause, web.zone, settings.station_names, say)
            for _, delivery in record.deliveries()
            if delivery.state is DeliveryState.NOT_SENT and delivery.cause
        ],
    )


def told(web: Web, change: Change) -> ToldChange:
    """Return one step of an order's history, with its cause in words."""
    text = None
    if change.cause:
        text = cause_in_words(change.cause, web.zone, web.settings.station_names, say)
    return ToldChange(**msgspec.structs.asdict(change), cause_text=text)
