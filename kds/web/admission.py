"""Who a socket is: asked when it connects, at each event, and after pairings have changed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import gevent
from flask import request
from flask_socketio import ConnectionRefusedError as Refusal
from flask_socketio import SocketIO, join_room

from kds.bus.connect import BUS_LOST
from kds.errors import InvalidInput, KdsError, Refused
from kds.http.language import say, speak
from kds.texting.wrong import Wrong
from kds.web.context import Web
from kds.web.identity import DisplayIdentity, Identity, find_token, identify_token
from kds.web.push import SCREENS, Push, room
from kds.web.screen_told import told
from kds.web.screens import Screen, Screens

log = logging.getLogger(__name__)

ANSWER_HEARD_S = 0.1


class Admission:
    """Lets sockets in, and lets each event in by whoever the socket is at that moment."""

    def __init__(self, web: Web, socketio: SocketIO, push: Push, screens: Screens) -> None:
        self._web = web
        self._socketio = socketio
        self._push = push
        self._screens = screens

    def connect(self) -> None:
        """Let in who can prove who they are. Any failure is a refusal, or the socket would stay."""
        try:
            token = find_token(request.cookies, request.headers, request.args.get("board"))
            identity = identify_token(self._web, token) if token else None
        except Exception as error:
            log.exception("a socket was refused: its identity could not be checked")
            raise Refusal("try_again") from error
        if identity is None or token is None:
            raise Refusal("not_paired")
        self._screens.add(Screen(_sid(), token, identity))
        join_room(SCREENS)

    def disconnect(self, *_: Any) -> None:
        """Forget the socket; its leases run out by themselves."""
        self._screens.remove(_sid())

    def check_displays(self) -> None:
        """After pairings changed: turn the revoked out, tell the others what they show now."""
        for screen in self._screens.all():
            if not isinstance(screen.identity, DisplayIdentity):
                continue
            identity = identify_token(self._web, screen.token)
            if not isinstance(identity, DisplayIdentity):
                self._push.revoked(screen.sid)
                self._socketio.server.disconnect(screen.sid)
                continue
            self._adopt(screen, identity)

    def _adopt(self, screen: Screen, identity: Identity) -> None:
        """Let a socket be who it is now; a display whose boards changed leaves some and is told.

        Another process may have changed them, so every event comes by here.
        """
        before, screen.identity = screen.identity, identity
        if not isinstance(identity, DisplayIdentity) or not isinstance(before, DisplayIdentity):
            return
        if told(identity.display) != told(before.display):
            self._push.settings(told(identity.display), screen.sid)
        if identity.boards == before.boards:
            return
        for board in screen.boards - set(identity.boards):
            self._socketio.server.leave_room(screen.sid, room(board))
        screen.boards &= set(identity.boards)
        self._push.assigned(identity.boards, screen.sid)

    def answered(self, handler: Callable[[Screen, Any], dict[str, Any]]) -> Callable[..., Any]:
        """Wrap a handler: check who asks, answer always, and never with another's error."""

        def handle(payload: Any = None, *_: Any) -> dict[str, Any]:
            try:
                return handler(self._checked(), payload)
            except Refused as refusal:
                return _no(refusal.code, refusal.said(say))
            except Wrong as wrong:
                return _no("invalid", say(wrong.text, **wrong.values)) | _where(wrong)
            except InvalidInput as error:
                return _no("invalid", str(error)) | _where(error)
            except (*BUS_LOST, KdsError) as error:
                log.warning(
                    "a screen's request was not done, it must ask again: %s",
                    error,
                    extra={"action": handler.__name__},
                )
                return _no("try_again", say("The kitchen's server does not answer. Try again."))
            except Exception:
                log.exception("a screen's request failed", extra={"action": handler.__name__})
                return _no("failed", say("Something went wrong; nothing was changed. Try again."))

        return handle

    def _checked(self) -> Screen:
        """Return the socket that asks, if it is still who it was when it connected."""
        screen = self._screens.get(_sid())
        identity: Identity | None = None
        if screen is not None:
            identity = identify_token(self._web, screen.token)
        if screen is None or identity is None:
            # A moment later, so that the answer is still heard.
            gevent.spawn_later(ANSWER_HEARD_S, self._socketio.server.disconnect, _sid())
            raise Refused("not_paired", "This screen must be paired, or you must sign in again.")
        self._adopt(screen, identity)
        if isinstance(identity, DisplayIdentity):
            speak(identity.display.settings.language)
        return screen


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]  # added by Flask-SocketIO


def _where(error: InvalidInput) -> dict[str, Any]:
    """Return the first wrong field, so that a page can say it beside that field."""
    return {"path": error.problems[0][0]}


def _no(code: str, reason: str) -> dict[str, Any]:
    return {"ok": False, "result": "refused", "code": code, "reason": reason}
