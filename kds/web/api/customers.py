"""One customer: what is known of them, whether they get texts, and how they are erased."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, TypeVar

import msgspec
from flask import Response
from msgspec import Meta

from kds.archive.database import Database
from kds.archive.opt_outs import OptOuts
from kds.archive.orders import OrderArchive
from kds.bus.connect import connect
from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore
from kds.clock import now
from kds.http.routes import Operation, Who
from kds.installation import bus_url
from kds.kitchen.customers import Customers, Erased, Known
from kds.kitchen.kitchen import Kitchen
from kds.orders.order import Customer
from kds.orders.status import status
from kds.orders.text import TextState
from kds.orders.till_facts import Reason
from kds.settings.model import Settings
from kds.texting.phones import normal, parse, shown
from kds.texting.wrong import Wrong
from kds.web.asking import in_thread, require_manager, the_web

Result = TypeVar("Result")


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose number is meant, as it is typed."""

    phone: Annotated[str, Meta(max_length=400)]


class OptOutAsked(Asked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether a number shall get no texts any more."""

    opted_out: bool


class EraseAsked(Asked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is to be erased, and why."""

    reason: Reason


class OrderOfCustomer(msgspec.Struct, frozen=True):
    """One order of a customer."""

    order_id: str
    number: str
    status: str
    accepted_at: datetime
    customer: Customer | None


class ReminderOfCustomer(msgspec.Struct, frozen=True):
    """One reminder of a customer."""

    reminder_id: str
    order_id: str
    number: str
    about: str | None
    words: str
    state: TextState
    send_at: datetime


class ToldOptOut(msgspec.Struct, frozen=True):
    """Whether a number gets no texts."""

    phone: str
    opted_out: bool


class ToldCustomer(msgspec.Struct, frozen=True):
    """What is known of a customer; `shown` is the phone as people of the country write it."""

    phone: str
    shown: str
    opted_out: bool
    orders: list[OrderOfCustomer]
    reminders: list[ReminderOfCustomer]


class ToldErased(msgspec.Struct, frozen=True):
    """What was erased: orders, entries of the server's streams, entries that were set aside."""

    orders: int
    entries: int
    set_aside: int


def lookup(body: Asked) -> ToldCustomer:
    """Answer with what is known of a number; of one that nobody knows that is nothing."""
    return _told(_known(_phone(body)))


def opt_out(body: OptOutAsked) -> ToldOptOut:
    """Note that a number gets no texts any more, or has them again."""
    phone = _phone(body)
    opt_outs = OptOuts(the_web().archive)
    if body.opted_out:
        in_thread(opt_outs.add, phone, now(), require_manager().actor)
    else:
        in_thread(opt_outs.remove, phone)
    return ToldOptOut(phone, body.opted_out)


def export(body: Asked) -> Response:
    """Answer with a file of everything that is kept of a number."""
    known = _known(_phone(body))
    content = msgspec.json.format(msgspec.json.encode(known), indent=2)
    answer = Response(content, mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="customer.json"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def erase(body: EraseAsked) -> ToldErased:
    """Erase a customer everywhere; doing it again erases what has come since."""
    phone = _phone(body)
    by = require_manager().actor
    reason = body.reason.strip()

    def work(customers: Customers) -> Erased:
        return customers.erase(phone, reason, by, now())

    erased = in_thread(_with_customers, the_web().settings, the_web().archive, work)
    return ToldErased(erased.orders, erased.entries, erased.set_aside)


def _phone(body: Asked) -> str:
    try:
        return parse(body.phone, the_web().settings.country)
    except Wrong as wrong:
        raise Wrong("$.phone", wrong.text, **wrong.values) from None


def _known(phone: str) -> Known:
    def work(customers: Customers) -> Known:
        return customers.known(phone)

    return in_thread(_with_customers, the_web().settings, the_web().archive, work)


def _with_customers(
    settings: Settings, archive: Database, work: Callable[[Customers], Result]
) -> Result:
    """Do what takes long in the thread at hand, with a connection to the bus of its own.

    The archive is never opened a second time in a process: SQLite's file locks would be lost.
    """
    client = connect(bus_url(settings, "kitchen"))
    try:
        keys = Keys(settings.site)
        records = OrderArchive(archive).records
        store = OrderStore(client, keys, settings.site, settings.keep_closed_days, archived=records)
        return work(
            Customers(
                Kitchen(store, settings.policy()),
                client,
                keys,
                site=settings.site,
                archive=archive,
                tills=settings.all_tills,
                normal=lambda phone: normal(phone, settings.country),
            )
        )
    finally:
        client.close()


def _told(known: Known) -> ToldCustomer:
    return ToldCustomer(
        phone=known.phone,
        shown=shown(known.phone, the_web().settings.country),
        opted_out=known.opted_out,
        orders=[
            OrderOfCustomer(
                each.order_id,
                each.order.number,
                status(each).code,
                each.order.accepted_at,
                each.order.customer,
            )
            for each in known.orders
        ],
        reminders=[
            ReminderOfCustomer(
                each.reminder_id,
                each.order_id,
                each.number,
                each.text.about,
                each.text.words,
                each.text.state,
                each.text.send_at,
            )
            for each in known.reminders
        ],
    )


_PHONE = {"phone": "040 123 4567"}

OPERATIONS = (
    Operation(
        "POST",
        "/api/v1/customers/lookup",
        "customers.lookup",
        lookup,
        summary="What is known of a customer, by the phone as it is typed",
        who=Who.MANAGERS,
        body=Asked,
        example=_PHONE,
        answer=ToldCustomer,
    ),
    Operation(
        "POST",
        "/api/v1/customers/opt-out",
        "customers.opt-out",
        opt_out,
        summary="Send a customer no more texts, or texts again",
        who=Who.MANAGERS,
        body=OptOutAsked,
        example={**_PHONE, "opted_out": True},
        answer=ToldOptOut,
    ),
    Operation(
        "POST",
        "/api/v1/customers/export",
        "customers.export",
        export,
        summary="A file of everything that is kept of a customer",
        who=Who.MANAGERS,
        body=Asked,
        example=_PHONE,
        answer=Known,
    ),
    Operation(
        "POST",
        "/api/v1/customers/erase",
        "customers.erase",
        erase,
        summary="Erase a customer everywhere",
        who=Who.MANAGERS,
        body=EraseAsked,
        example={**_PHONE, "reason": "asked for it"},
        answer=ToldErased,
    ),
)
