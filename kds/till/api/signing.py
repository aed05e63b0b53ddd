"""Signing in at the till with a PIN, and out; and how the till is, for supervisors."""

from __future__ import annotations

from typing import Annotated

import msgspec
from flask import Response, request
from msgspec import Meta

from kds.http.routes import Operation, Who, json
from kds.orders.validation import decode
from kds.till.asking import the_till
from kds.till.guard import SESSION_COOKIE, require_own_page


class Credentials(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of `POST /sign-in`."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    pin: Annotated[str, Meta(min_length=1, max_length=12)]


class Health(msgspec.Struct, frozen=True):
    """That the till can take orders, and how many wait for the bus."""

    ok: bool
    unsent: int


def sign_in() -> Response:
    """POST /sign-in: a session in a cookie that no script can read."""
    require_own_page(request)
    till = the_till()
    given = decode(request.get_data(), Credentials)
    token = till.guard.sign_in(given.name, given.pin, request.remote_addr or "?")
    answer = json({"name": given.name})
    secure = request.is_secure or (till.settings.till.url or "").startswith("https:")
    answer.set_cookie(SESSION_COOKIE, token, httponly=True, samesite="Strict", secure=secure)
    return answer


def sign_out() -> Response:
    """POST /sign-out: end the session."""
    require_own_page(request)
    the_till().guard.sign_out(request.cookies.get(SESSION_COOKIE, "")[:200])
    answer = json({})
    answer.delete_cookie(SESSION_COOKIE)
    return answer


def health() -> Health:
    """GET /healthz: for supervisors, without a key; the till can take orders."""
    return Health(ok=True, unsent=the_till().outbox.backlog().unsent)


OPERATIONS = (
    Operation(
        "GET",
        "/healthz",
        "health",
        health,
        summary="That the till can take orders, and how many wait for the bus",
        who=Who.EVERYONE,
        answer=Health,
    ),
)
