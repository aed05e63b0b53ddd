"""What a dialog of the counter must know before a customer is called, texted or sent off."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial

import msgspec

from kds.archive.opt_outs import OptOuts
from kds.archive.templates import Template
from kds.clock import now
from kds.errors import KdsError
from kds.http.language import say
from kds.http.routes import Operation, Query, Who
from kds.languages import ENGLISH
from kds.orders.money import has_prices, total
from kds.orders.order import Line
from kds.orders.part import owed
from kds.orders.record import OrderRecord, promised_at
from kds.orders.text import TextKind
from kds.settings.model import Settings
from kds.texting import templates as book
from kds.texting.phones import parse, shown
from kds.texting.placeholders import fill
from kds.texting.quiet import in_daytime, months_later, next_allowed
from kds.texting.segments import Size, size
from kds.texting.wrong import Wrong
from kds.web.api.orders import record_of
from kds.web.asking import in_thread, the_web
from kds.web.context import Web

log = logging.getLogger(__name__)

MAX_ABOUT = 200


class OfferedText(msgspec.Struct, frozen=True):
    """A template filled for this order: in the restaurant's language, and in each it has."""

    template_id: str
    name: str
    words: str
    size: Size
    words_in: dict[str, str]


class OfferedReminder(msgspec.Struct, frozen=True):
    """A reminder that is proposed: when it would go, in which words, about which product."""

    template: str
    words: str
    send_at: datetime
    about: str


class Piece(msgspec.Struct, frozen=True):
    """A line of the order, in short."""

    quantity: int
    product: str


class OpenPart(msgspec.Struct, frozen=True):
    """What a station has not said is ready."""

    station: str
    lines: list[Piece]


class Calling(msgspec.Struct, frozen=True):
    """All that is needed to call the customer of an order, or to hand it over.

    `waiting` are the lines that the kitchen does not have yet, `open_parts` what it has and has
    not said is ready; `cooking` names their stations.
    `phone` is the number as people write it and `to` as a gateway takes it; both are null where
    there is none, and `phone_problem` says why. A text that is asked for now goes at `send_at`.
    """

    order_id: str
    version: int
    number: str
    customer: str | None
    phone: str | None
    to: str | None
    phone_problem: str | None
    is_opted_out: bool
    has_gateway: bool
    send_at: datetime
    cooking: list[str]
    open_parts: list[OpenPart]
    waiting: list[Piece]
    templates: list[OfferedText]
    reminders: list[OfferedReminder]


def calling(order_id: str, board: str | None) -> Calling:
    """Answer with what the dialogs of one order begin with."""
    web, at = the_web(), now()
    record = record_of(web, order_id)
    customer, settings = record.order.customer, web.settings
    to, problem = _number(customer.phone if customer else None, settings.country)
    is_opted_out, templates = in_thread(partial(_from_archive, web, to))
    quiet = (settings.texts.quiet_from, settings.texts.quiet_until)
    values = values_of(record, settings)
    reminds = [] if is_opted_out else templates
    open_parts = list(_open_parts(record))
    return Calling(
        order_id=order_id,
        version=record.version,
        number=record.order.number,
        customer=customer.name if customer else None,
        phone=shown(to, settings.country) if to else None,
        to=to,
        phone_problem=problem,
        is_opted_out=is_opted_out,
        has_gateway=bool(settings.texts.gateway),
        send_at=next_allowed(at, *quiet, web.zone),
        cooking=[part.station for part in open_parts],
        open_parts=open_parts,
        waiting=_pieces(record.order.waiting),
        templates=[
            _offered(each, values, settings.language)
            for each in templates
            if each.kind is TextKind.READY
        ],
        reminders=list(_reminders(record, reminds, values, settings, at)),
    )


def values_of(record: OrderRecord, settings: Settings) -> dict[str, str]:
    """Return what an order puts in for the placeholders of a text."""
    order, at = record.order, promised_at(record)
    cents = total(order.lines) if has_prices(order.lines) else None
    found = {
        "number": order.number,
        "customer": order.customer.name if order.customer else None,
        "restaurant": settings.name,
        "product": ", ".join(dict.fromkeys(line.product for line in order.lines)),
        "pickup_time": at.astimezone(settings.zone).strftime("%H:%M") if at else None,
        "responsible": order.responsible,
        "sum": f"{cents // 100}.{cents % 100:02} {settings.currency}" if cents is not None else "",
    }
    return {name: value or "" for name, value in found.items()}


def _open_parts(record: OrderRecord) -> Iterator[OpenPart]:
    for part in record.parts.values():
        if owed(part):
            lines = (line for line in record.lines_of(part) if line.line_id not in part.made)
            yield OpenPart(part.station, _pieces(lines))


def _pieces(lines: Iterable[Line]) -> list[Piece]:
    return [Piece(line.quantity, line.product) for line in lines]


def _number(typed: str | None, country: str) -> tuple[str | None, str | None]:
    if not typed:
        return None, say("The order has no telephone number.")
    try:
        return parse(typed, country), None
    except Wrong as wrong:
        return None, say(wrong.text, **wrong.values)


def _from_archive(web: Web, phone: str | None) -> tuple[bool, list[Template]]:
    try:
        is_opted_out = phone is not None and bool(OptOuts(web.archive).has([phone]))
        return is_opted_out, book.opened(web.archive).all()
    except KdsError as error:
        # Customers are called without the archive too; a text is looked at again when it is asked.
        log.warning("the archive does not answer: %s", error, extra={"action": "calling"})
        return False, book.first()


def _offered(template: Template, values: Mapping[str, str], language: str) -> OfferedText:
    words_in = {code: fill(words, values) for code, words in template.words.items()}
    words = _in(words_in, language)
    return OfferedText(template.template_id, say(template.name), words, size(words), words_in)


def _in(words_in: Mapping[str, str], language: str) -> str:
    """Return the words in a language, else in English, else in any."""
    wanted = [code for code in (language, ENGLISH) if code in words_in]
    return words_in[wanted[0]] if wanted else next(iter(words_in.values()), "")


def _reminders(
    record: OrderRecord,
    templates: list[Template],
    values: Mapping[str, str],
    settings: Settings,
    at: datetime,
) -> Iterator[OfferedReminder]:
    """Yield a reminder for each interval, if the order has what comes back for service."""
    lines = record.order.lines
    units = ", ".join(dict.fromkeys(line.product for line in lines if line.customer_unit))
    if not units:
        return
    quiet, zone = (settings.texts.quiet_from, settings.texts.quiet_until), settings.zone
    for each in templates:
        if each.kind is TextKind.REMINDER and each.months is not None:
            send_at = in_daytime(months_later(at, each.months, zone), *quiet, zone)
            offered = _offered(each, {**values, "product": units}, settings.language)
            yield OfferedReminder(each.template_id, offered.words, send_at, units[:MAX_ABOUT])


OPERATIONS = (
    Operation(
        "GET",
        "/api/v1/orders/<order_id>/calling",
        "orders.calling",
        calling,
        summary="What is needed to call the customer: number, texts to choose from, reminders",
        who=Who.COUNTER,
        answer=Calling,
        query=(Query("board", str | None, "as which display a browser of several asks", None),),
        codes=("unknown_order",),
    ),
)
