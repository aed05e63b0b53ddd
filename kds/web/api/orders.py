"""Orders: look them up, and act on them from the back office."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, cast

import msgspec
from flask import Blueprint, Response, request

from kds.bus import presence
from kds.bus.presence import Presence
from kds.clock import now
from kds.errors import InvalidInput, Refused
from kds.orders.business_day import business_day
from kds.orders.causes import cause_in_words
from kds.orders.events import Change
from kds.orders.record import DeliveryState, OrderRecord
from kds.orders.status import Status, is_sending, status
from kds.web.asking import answer, require_person, the_web
from kds.web.commands import resend_by_hand, to_command
from kds.web.context import Web
from kds.web.identity import may_act

api = Blueprint("api-orders", __name__, url_prefix="/api/v1/orders")

DEFAULT_LIMIT, MAX_LIMIT = 1000, 5000
BATCH = 200
MAX_ID_CHARS = 64


@api.get("")
def every() -> Response:
    """Answer with open orders, or with `open=0` also those just done, oldest first."""
    require_person()
    web = the_web()
    wanted = request.args.get("status", "").upper()
    if wanted and wanted not in Status.__members__:
        raise InvalidInput([("status", f"must be one of {', '.join(Status.__members__)}")])
    try:
        limit = int(request.args.get("limit", DEFAULT_LIMIT))
    except ValueError:
        raise InvalidInput([("limit", "must be a whole number")]) from None
    closed_too = request.args.get("open", "1") in ("0", "false", "no")
    found = (
        record
        for record in _records(web, closed_too=closed_too)
        if not wanted or status(record).code == wanted
    )
    chosen = islice(found, max(1, min(limit, MAX_LIMIT)))
    there = _there(web)
    return answer({"orders": [in_short(web, record, there) for record in chosen]})


@api.get("/<order_id>")
def one(order_id: str) -> Response:
    """Answer with the whole record of an order and its history, oldest change first."""
    require_person()
    web = the_web()
    store = web.kitchen.store
    found = store.records([order_id]) if len(order_id) <= MAX_ID_CHARS else []
    if not found:
        raise Refused("unknown_order", f"The kitchen has no order {order_id[:MAX_ID_CHARS]}.")
    return answer(
        {
            "record": found[0],
            "status": status(found[0]).code,
            "summary": in_short(web, found[0], _there(web)),
            "history": [told(web, change) for change in store.history(order_id)],
        }
    )


@api.post("/<order_id>/commands")
def command(order_id: str) -> Response:
    """Do what somebody asks of an order; 409 with the reason when it cannot be done now."""
    identity = require_person()
    try:
        payload = msgspec.json.decode(request.get_data())
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidInput([("$", f"not JSON: {error}")]) from None
    if not isinstance(payload, dict):
        raise InvalidInput([("$", "must be an object")])
    asked = to_command({**payload, "order_id": order_id}, identity, now())
    outcome = the_web().kitchen.handle(asked)
    return answer(outcome, 200 if outcome.ok else 409)


@api.post("/resend-all")
def resend_all() -> Response:
    """Ask the tills to send again everything that is not sent; tell how many were asked for."""
    identity = require_person()
    if not may_act(identity, "RequestResend"):
        raise Refused("not_allowed", "Only people who are signed in may send orders again.")
    web, at = the_web(), now()
    ids = members(web, web.keys.not_sent)
    asked, refused = 0, []
    for start in range(0, len(ids), BATCH):
        batch = [resend_by_hand(each, identity, at) for each in ids[start : start + BATCH]]
        for done, outcome in zip(batch, web.kitchen.handle_all(batch), strict=True):
            if outcome.ok:
                asked += 1
            else:
                refused.append({"order_id": done.order_id, "reason": outcome.reason})
    return answer({"asked": asked, "refused": refused})


def in_short(web: Web, record: OrderRecord, there: Presence) -> dict[str, Any]:
    """Return one order as a list shows it; causes are in words and local time.

    Of each part it tells when a display first showed it, and whether one that can is live now.
    """
    now_is = status(record)
    order, settings = record.order, web.settings
    causes = [
        cause_in_words(delivery.cause, web.zone, settings.station_names)
        for _, delivery in record.deliveries()
        if delivery.state is DeliveryState.NOT_SENT and delivery.cause
    ]
    return {
        "order_id": record.order_id,
        "number": order.number,
        "till": record.till,
        "version": record.version,
        "status": now_is.code,
        "status_english": now_is.english,
        "sending": is_sending(record),
        "accepted_at": order.accepted_at,
        "business_day": business_day(order.accepted_at, web.zone, settings.day_cut_off),
        "table": order.table,
        "customer": order.customer.name if order.customer else None,
        "parts": [
            {
                "station": part.station,
                "delivery": part.delivery.state,
                "cooking": part.cooking.state,
                "shown_at": part.delivery.confirmed_at,
                "live": there.is_covered(part.station),
            }
            for part in record.parts.values()
        ],
        "causes": causes,
    }


def _there(web: Web) -> Presence:
    return presence.read(web.client, web.keys, now())


def told(web: Web, change: Change) -> dict[str, Any]:
    """Return one step of an order's history, with its cause in words as `cause_text`."""
    step: dict[str, Any] = msgspec.to_builtins(change)
    if change.cause:
        step["cause_text"] = cause_in_words(change.cause, web.zone, web.settings.station_names)
    return step


def _records(web: Web, *, closed_too: bool) -> Iterator[OrderRecord]:
    """Yield records a batch at a time, so that a short list reads little."""
    names = members(web, web.keys.closed) if closed_too else []
    names = list(dict.fromkeys([*names, *members(web, web.keys.open)]))
    for start in range(0, len(names), BATCH):
        yield from web.kitchen.store.records(names[start : start + BATCH])


def members(web: Web, key: str) -> list[str]:
    """Return the order ids in one sorted set, lowest score first."""
    found = cast(list[bytes], web.client.zrange(key, 0, -1))
    return [raw.decode() for raw in found]
