"""The till's HTTP: what POS software and the till's own page ask of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from importlib.resources import files
from typing import Annotated, Any, NamedTuple

import msgspec
from flask import Flask, Response, request
from msgspec import Meta

from kds.clock import now
from kds.errors import InvalidInput, Refused
from kds.orders.alarms import alarm_in_words
from kds.orders.business_day import business_day
from kds.orders.intake import MAX_BODY_BYTES
from kds.orders.validation import decode
from kds.settings.model import Settings
from kds.till.accept import Intake
from kds.till.answers import answer_errors, harden, json
from kds.till.courier import Courier
from kds.till.guard import SESSION_COOKIE, Caller, Guard, require_own_page
from kds.till.ledger import KeptOrder, Ledger
from kds.till.outbox import Outbox
from kds.till.whereabouts import Circumstances, Whereabouts, whereabouts

LISTED = 200
MOST_LISTED = 1000


class Till(NamedTuple):
    """The parts of one till, put together in kds/till/serve.py."""

    settings: Settings
    outbox: Outbox
    ledger: Ledger
    intake: Intake
    courier: Courier
    guard: Guard


class Credentials(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of `POST /sign-in`."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    pin: Annotated[str, Meta(min_length=1, max_length=12)]


View = Callable[..., Response]


def create_app(till: Till) -> Flask:
    """Return the till's HTTP application."""
    app = Flask("kds.till", static_folder=str(files("kds.till") / "static"))
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    page = (files("kds.till") / "static" / "till.html").read_bytes()
    handlers = _Handlers(till)

    def known(view: Callable[..., Response]) -> View:
        @wraps(view)
        def guarded(**path: str) -> Response:
            return view(till.guard.caller(request), **path)

        return guarded

    app.add_url_rule("/", "page", lambda: Response(page, mimetype="text/html"))
    app.add_url_rule("/healthz", "healthz", handlers.health)
    app.add_url_rule("/sign-in", "sign_in", handlers.sign_in, methods=["POST"])
    app.add_url_rule("/sign-out", "sign_out", handlers.sign_out, methods=["POST"])
    app.add_url_rule("/orders", "accept", known(handlers.accept), methods=["POST"])
    app.add_url_rule("/orders", "orders", known(handlers.orders))
    app.add_url_rule("/orders/<order_id>", "order", known(handlers.order))
    app.add_url_rule(
        "/orders/<order_id>/send-again", "again", known(handlers.send_again), methods=["POST"]
    )
    answer_errors(app)
    app.after_request(harden)
    return app


class _Handlers:
    """One method for each route."""

    def __init__(self, till: Till) -> None:
        self._till = till

    def accept(self, caller: Caller) -> Response:
        """POST /orders: answered only when the order is on the disk."""
        till = self._till
        key = request.headers.get("Idempotency-Key")
        acceptance = till.intake.accept(request.get_data(), key, caller.name)
        till.courier.more()
        return json(acceptance.answer, HTTPStatus.CREATED)

    def orders(self, caller: Caller) -> Response:
        """GET /orders: what is open and of today, with `status` and `limit` to narrow it down."""
        till, at = self._till, now()
        limit, wanted = _limit(), request.args.get("status")
        day = business_day(at, till.settings.zone, till.settings.day_cut_off)
        kept = till.ledger.orders(day, MOST_LISTED if wanted else limit)
        around = self._around()
        listed = [_view(each, whereabouts(each, around)) for each in kept]
        if wanted:
            listed = [each for each in listed if each["whereabouts"].status == wanted][:limit]
        return json(
            {
                "till": till.outbox.till,
                "name": till.settings.name,
                "time_zone": till.settings.time_zone,
                "who": caller.name,
                "now": at,
                "unsent": till.outbox.backlog().unsent,
                "bus": {"lost_since": till.courier.lost_since, "trouble": around.trouble},
                "alarms": self._alarms(),
                "orders": listed,
            }
        )

    def order(self, caller: Caller, order_id: str) -> Response:
        """GET /orders/<id>: one order with its whereabouts and the kitchen's record."""
        kept = self._kept(order_id)
        view = _view(kept, whereabouts(kept, self._around()))
        return json(view | {"record": kept.record, "heard_at": kept.heard_at})

    def send_again(self, caller: Caller, order_id: str) -> Response:
        """POST /orders/<id>/send-again: 202, or 409 where there is nothing to send again."""
        where = whereabouts(self._kept(order_id), self._around())
        if not where.can_send_again:
            raise Refused(
                "not_allowed",
                f"Order {order_id} is {where.status_text.lower()}; only what is not sent to the "
                "kitchen can be sent again.",
            )
        self._till.ledger.send_again(order_id)
        self._till.courier.retry()
        return json({"order_id": order_id}, HTTPStatus.ACCEPTED)

    def sign_in(self) -> Response:
        """POST /sign-in: a session in a cookie that no script can read."""
        require_own_page(request)
        given = decode(request.get_data(), Credentials)
        token = self._till.guard.sign_in(given.name, given.pin, request.remote_addr or "?")
        answer = json({"name": given.name})
        secure = request.is_secure or (self._till.settings.till.url or "").startswith("https:")
        answer.set_cookie(SESSION_COOKIE, token, httponly=True, samesite="Strict", secure=secure)
        return answer

    def sign_out(self) -> Response:
        """POST /sign-out: end the session."""
        require_own_page(request)
        self._till.guard.sign_out(request.cookies.get(SESSION_COOKIE, "")[:200])
        answer = json({})
        answer.delete_cookie(SESSION_COOKIE)
        return answer

    def health(self) -> Response:
        """GET /healthz: for supervisors, without a key; the till can take orders."""
        return json({"ok": True, "unsent": self._till.outbox.backlog().unsent})

    def _kept(self, order_id: str) -> KeptOrder:
        kept = self._till.ledger.order(order_id)
        if kept is None:
            raise Refused("unknown_order", f"This till keeps no order {order_id[:64]}.")
        return kept

    def _around(self) -> Circumstances:
        settings = self._till.settings
        return Circumstances(
            now=now(),
            zone=settings.zone,
            names=settings.station_names,
            trouble=self._till.courier.trouble(settings.zone),
            within_s=settings.till.publish_within_s,
        )

    def _alarms(self) -> list[dict[str, Any]]:
        settings = self._till.settings
        return [
            {
                "kind": alarm.kind,
                "text": alarm_in_words(alarm, settings.zone, settings.station_names),
                "since": alarm.since,
                "sounds": alarm.sounds,
            }
            for alarm in self._till.courier.alarms
        ]


def _view(kept: KeptOrder, where: Whereabouts) -> dict[str, Any]:
    return {"order_id": kept.order.order_id, "order": kept.order, "whereabouts": where}


def _limit() -> int:
    given = request.args.get("limit", str(LISTED))
    if not given.isascii() or not given.isdigit() or not 1 <= int(given[:5]) <= MOST_LISTED:
        raise InvalidInput([("limit", f"must be a whole number from 1 to {MOST_LISTED}")])
    return int(given)
