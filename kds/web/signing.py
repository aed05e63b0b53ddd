"""Signing in with a PIN, and out."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from flask import Blueprint, Response, make_response, redirect, render_template, request

from kds.access.people import SESSION_FOR
from kds.clock import now
from kds.errors import Refused
from kds.http import codes
from kds.http.language import say
from kds.http.routes import json
from kds.web.asking import in_thread, the_web
from kds.web.guard import IMPORT_MAP
from kds.web.identity import SESSION_COOKIE

signing = Blueprint("signing", __name__)

log = logging.getLogger(__name__)


@signing.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response:
    """Show the form, or open a session; JSON is answered with JSON."""
    if request.method == "GET":
        return _form(request.args.get("next"))
    given = request.get_json() if request.is_json else request.form
    if not isinstance(given, dict):
        raise Refused("wrong_pin", "Send name and pin.")
    name, pin = str(given.get("name", "")), str(given.get("pin", ""))
    try:
        token = _open_session(name, pin)
    except Refused as refusal:
        log.warning(
            "a sign-in from %s was refused: %s",
            request.remote_addr,
            refusal.code,
            extra={"action": "sign-in"},
        )
        if request.is_json:
            raise
        return _form(given.get("next"), name[:60], refusal.said(say), codes.of(refusal.code).status)
    there = _own_path(given.get("next"))
    response = json({"ok": True}) if request.is_json else make_response(redirect(there, 303))
    response.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=SESSION_FOR,
        httponly=True,
        samesite="Strict",
        secure=request.is_secure,
    )
    return response


@signing.post("/sign-out")
def sign_out() -> Response:
    """End the session."""
    token = request.cookies.get(SESSION_COOKIE)
    if token:
        in_thread(the_web().access.sign_out, token)
    response = json({"ok": True}) if request.is_json else make_response(redirect("/", 303))
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="Strict")
    return response


def _open_session(name: str, pin: str) -> str:
    """Check the PIN; that takes some tenths of a second."""
    access, address = the_web().access, request.remote_addr or ""
    return in_thread(access.sign_in, name, pin, address, now())


def _form(
    there: str | None, name: str = "", problem: str | None = None, status: int = 200
) -> Response:
    page = render_template(
        "sign_in.html",
        title=say("Sign in"),
        importmap=IMPORT_MAP,
        next=_own_path(there),
        name=name,
        problem=problem,
    )
    return make_response(page, status)


def _own_path(there: str | None) -> str:
    """Return a path on this site; anything that could lead elsewhere becomes the manager page."""
    there = there or ""
    parts = urlsplit(there)
    plain = there.startswith("/") and not there.startswith("//") and there.isprintable()
    if not plain or "\\" in there or parts.scheme or parts.netloc or len(there) > 200:
        return "/manager"
    return there
