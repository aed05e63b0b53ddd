"""How a screen becomes a display: it asks for a code, shows it, and claims its token."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import msgspec
from flask import Blueprint, Response, request
from msgspec import Meta

from kds.access.displays import CODE_FOR
from kds.clock import now
from kds.errors import Refused
from kds.http.routes import json
from kds.web.asking import body, in_thread, the_web
from kds.web.identity import (
    DISPLAY_COOKIE,
    DisplayIdentity,
    display_cookie,
    find_token,
    identify_token,
)

pairing = Blueprint("pairing", __name__, url_prefix="/pair")

REMEMBER_FOR = timedelta(days=400)
"""The longest that browsers keep a cookie; each visit begins it anew."""


class Begin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a screen wants to show."""

    board: Annotated[str, Meta(max_length=32)]


class Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The secret that came with the code."""

    secret: Annotated[str, Meta(min_length=16, max_length=200)]


@pairing.post("/begin")
def begin() -> Response:
    """Answer with a code to show and a secret to keep."""
    web, board, at = the_web(), body(Begin).board, now()
    if board not in web.settings.boards:
        raise Refused("unknown_board", "There is no board {board}.", board=board)
    code, secret = in_thread(web.access.begin_pairing, board, at, request.remote_addr or "")
    return json({"code": code, "secret": secret, "expires_at": at + CODE_FOR})


@pairing.post("/claim")
def claim() -> Response:
    """Answer whether a manager has said yes; if so, the token comes as a cookie."""
    web = the_web()
    token = in_thread(web.access.claim, body(Claim).secret, now())
    display = web.access.display_of(token) if token else None
    if token is None or display is None:
        return json({"paired": False})
    web.displays_changed()
    response = json(
        {"paired": True, "id": display.id, "name": display.name, "board": display.board}
    )
    remember_display(response, token, display.board)
    return response


def remember_display(response: Response, token: str, board: str) -> None:
    """Keep a display's token in the browser; where it is the only display, under both names."""
    names = [display_cookie(board)]
    before = find_token({DISPLAY_COOKIE: request.cookies.get(DISPLAY_COOKIE, "")}, {})
    known = identify_token(the_web(), before) if before else None
    if before == token or not isinstance(known, DisplayIdentity):
        names.append(DISPLAY_COOKIE)
    for name in names:
        response.set_cookie(
            name,
            token,
            max_age=REMEMBER_FOR,
            httponly=True,
            samesite="Strict",
            secure=request.is_secure,
        )
