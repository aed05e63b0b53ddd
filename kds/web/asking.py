"""The request at hand: its web process, who asks, what it carries."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import msgspec
from flask import current_app, g, request
from gevent import get_hub

from kds.errors import KdsError, Refused
from kds.orders.record import PASS
from kds.orders.ticket import OFFICE
from kds.orders.validation import decode
from kds.web.context import Web
from kds.web.identity import DisplayIdentity, Identity, PersonIdentity, identify, may_manage

Body = TypeVar("Body", bound=msgspec.Struct)
P = ParamSpec("P")
Result = TypeVar("Result")

EXTENSION = "kds"
"""Where the application keeps its `Web`."""


def the_web() -> Web:
    """Return the parts of this web process."""
    web: Web = current_app.extensions[EXTENSION]
    return web


def who() -> Identity | None:
    """Return who asks, a person before a display; found out once for each request."""
    if "identity" not in g:
        g.identity = identify(the_web(), request.cookies, request.headers, OFFICE)
    found: Identity | None = g.identity
    return found


def require_person() -> Identity:
    """Return who asks; Refused `not_signed_in` or `not_permitted` unless a person or the shell."""
    identity = who()
    if identity is None:
        raise Refused("not_signed_in", "Nobody is signed in. Sign in with your name and PIN.")
    if not isinstance(identity, PersonIdentity) and not may_manage(identity):
        raise Refused("not_permitted", "This is for people who are signed in, not for displays.")
    return identity


def require_counter() -> Identity:
    """Return who asks; Refused unless somebody at the counter: a person, or a display of the pass.

    A browser may be several displays at once: `board` says as which it asks.
    """
    board = request.args.get("board")
    display = identify(the_web(), request.cookies, request.headers, board) if board else who()
    if isinstance(display, DisplayIdentity):
        if PASS in display.boards:
            return display
        if who() is None:
            raise Refused("not_permitted", "This display does not show the pass.")
    return require_person()


def require_manager() -> Identity:
    """Return who asks; Refused `not_signed_in` or `not_permitted` unless a manager or the shell."""
    identity = require_person()
    if not may_manage(identity):
        raise Refused("not_permitted", "Only a manager may do this. Sign in as one.")
    return identity


def in_thread(work: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
    """Do what may wait for the disk or computes long in a thread: the pushes must not wait too."""

    def attempt() -> tuple[Result | None, KdsError | None]:
        # What ends with an error in the pool is printed there, as if nobody had caught it.
        try:
            return work(*args, **kwargs), None
        except KdsError as error:
            return None, error

    done, error = get_hub().threadpool.apply(attempt)
    if error is not None:
        raise error
    return cast(Result, done)


def body(wanted: type[Body]) -> Body:
    """Return the JSON of the request as a struct; InvalidInput names what is wrong."""
    return decode(request.get_data(), wanted)
