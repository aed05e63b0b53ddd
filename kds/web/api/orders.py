"""Orders: look them up, and act on them from the back office."""

from __future__ import annotations

import msgspec

from kds.bus import presence
from kds.clock import now
from kds.errors import InvalidInput, Refused
from kds.http.conditions import IfMatch, answer_tag, order_tag
from kds.http.filters import STATUS
from kds.http.language import say
from kds.http.paging import page, queries
from kds.http.routes import Operation, Query, Tagged, Who
from kds.orders.record import OrderRecord
from kds.orders.status import status
from kds.web.api.in_full import OrderInFull, in_full
from kds.web.api.told import OrderInShort, in_short
from kds.web.api.walk import members, walk
from kds.web.archived import find_record, history_of
from kds.web.asking import require_person, the_web
from kds.web.commands import command_id_of, resend_by_hand, to_command
from kds.web.context import Web
from kds.web.handing import handle
from kds.web.identity import may_act
from kds.web.texts_asked import texting_of
from kds.web.wishes import Posted

DEFAULT_LIMIT = 1000
BATCH = 200
MAX_ID_CHARS = 64


class OrderList(msgspec.Struct, frozen=True):
    """A page of orders, the cursor of the one after it, and the currency of their totals."""

    orders: list[OrderInShort]
    next: str | None
    currency: str


class Done(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of a command: `done` with the new version, or `unchanged` and why."""

    result: str
    version: int = 0
    reason: str | None = None


class NotAsked(msgspec.Struct, frozen=True):
    """An order that could not be asked for, and why."""

    order_id: str
    reason: str | None


class AskedAgain(msgspec.Struct, frozen=True):
    """How many orders the tills were asked for."""

    asked: int
    refused: list[NotAsked]


def every(*, open: bool, status: str | None, limit: int, after: str | None) -> OrderList:
    """Answer with open orders, or with `open=0` also those just done, oldest first."""
    web = the_web()
    found = (each for each in walk(web, after, closed_too=not open) if _is(each.record, status))
    shown = page(found, limit, lambda each: each.position)
    there = presence.read(web.client, web.keys, now())
    orders = [in_short(web, each.record, there) for each in shown.items]
    return OrderList(orders, shown.next, web.settings.currency)


def one(order_id: str) -> Tagged:
    """Answer with everything known of an order, and what whoever asks may do with it."""
    web, identity = the_web(), require_person()
    record = record_of(web, order_id)
    there = presence.read(web.client, web.keys, now())
    history = history_of(web, record)
    told = in_full(web, record, history, identity, there)
    return Tagged(told, answer_tag(tag_of(record), told))


def command(order_id: str, body: Posted, idempotency_key: str | None, if_match: IfMatch) -> Done:
    """Do what somebody asks of an order; 409 with the reason when it cannot be done now."""
    identity = require_person()
    wish = msgspec.to_builtins(body)
    wish["command_id"] = body.command_id or command_id_of(idempotency_key)
    if wish["command_id"] is None:
        raise InvalidInput([("$.command_id", "is missing, and so is the header Idempotency-Key")])
    web = the_web()
    texting = texting_of(web.settings)
    asked = to_command({**wish, "order_id": order_id}, identity, now(), texting)

    def check(record: OrderRecord) -> None:
        if_match.require(tag_of(record), record.order.number, status(record))

    outcome = handle(web, asked, check)
    if not outcome.ok:
        raise Refused(outcome.code or "not_allowed", outcome.said(say) or "")
    return Done(outcome.result, outcome.version, outcome.reason)


def resend_all() -> AskedAgain:
    """Ask the tills to send again everything that is not sent; tell how many were asked for."""
    identity = require_person()
    if not may_act(identity, "RequestResend"):
        raise Refused("not_permitted", "Only people who are signed in may send orders again.")
    web, at = the_web(), now()
    ids = members(web, web.keys.not_sent)
    asked, refused = 0, []
    for start in range(0, len(ids), BATCH):
        batch = [resend_by_hand(each, identity, at) for each in ids[start : start + BATCH]]
        for done, outcome in zip(batch, web.kitchen.handle_all(batch), strict=True):
            if outcome.ok:
                asked += 1
            else:
                refused.append(NotAsked(done.order_id, outcome.said(say)))
    return AskedAgain(asked, refused)


def tag_of(record: OrderRecord) -> str:
    """Return the tag of an order as the kitchen keeps it."""
    return order_tag(record.order.revision, record.version)


def record_of(web: Web, order_id: str) -> OrderRecord:
    """Return an order, archived or not; Refused `unknown_order` where there is none."""
    found = find_record(web, order_id) if len(order_id) <= MAX_ID_CHARS else None
    if found is None:
        text = "The kitchen has no order {order}."
        raise Refused("unknown_order", text, order=order_id[:MAX_ID_CHARS])
    return found


def _is(record: OrderRecord, wanted: str | None) -> bool:
    return wanted is None or status(record).code == wanted


_NOT_DONE = (
    "unknown_order",
    "not_allowed",
    "settled",
    "stopped",
    "already_approved",
    "already_rejected",
    "already_requested",
    "no_such_part",
    "no_such_line",
    "no_such_course",
    "same_station",
    "unknown_station",
    "already_ready",
    "not_ready",
    "not_needed",
    "opted_out",
    "text_not_missed",
    "unknown_text",
    "no_printer",
    "still_printing",
    "unknown_print",
    "idempotency_conflict",
)

OPERATIONS = (
    Operation(
        "GET",
        "/api/v1/orders",
        "orders.list",
        every,
        summary="Open orders, or also those that were done lately, oldest first",
        who=Who.PEOPLE,
        answer=OrderList,
        query=(
            Query("open", bool, "only open orders; with 0 first the last 1000 done ones", True),
            STATUS,
            *queries(DEFAULT_LIMIT),
        ),
    ),
    Operation(
        "GET",
        "/api/v1/orders/<order_id>",
        "orders.get",
        one,
        summary="Everything known of an order: facts, money, events, what may be done with it",
        who=Who.PEOPLE,
        answer=OrderInFull,
        codes=("unknown_order",),
        tagged=True,
    ),
    Operation(
        "POST",
        "/api/v1/orders/<order_id>/commands",
        "orders.command",
        command,
        summary="Do something with an order, once for each command id",
        who=Who.PEOPLE,
        body=Posted,
        example={"command": "RequestResend", "command_id": "office-2026-11-22-0017"},
        answer=Done,
        codes=_NOT_DONE,
        idempotent=True,
        if_match=True,
    ),
    Operation(
        "POST",
        "/api/v1/orders/resend-all",
        "orders.resend_all",
        resend_all,
        summary="Ask the tills to send again everything that is not sent",
        who=Who.PEOPLE,
        answer=AskedAgain,
    ),
)
