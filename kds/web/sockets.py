"""From the screens: every socket event, authenticated each time and answered each time."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import gevent
from flask import request
from flask_socketio import ConnectionRefusedError as Refusal
from flask_socketio import SocketIO, join_room

from kds import faults
from kds.bus import open_alarms, presence
from kds.bus.connect import BUS_LOST
from kds.clock import now
from kds.errors import InvalidInput, KdsError, Refused
from kds.http.language import say
from kds.orders.commands import ConfirmDeliveries
from kds.orders.ticket import OFFICE, READY_BOARD, TICKETS
from kds.orders.validation import convert
from kds.texting.wrong import Wrong
from kds.web.boards import Boards, on_board, parse_cursor
from kds.web.commands import to_command
from kds.web.confirming import LaidOut, Unproven
from kds.web.context import Web
from kds.web.handing import handle
from kds.web.identity import DisplayIdentity, Identity, find_token, identify_token, may_see
from kds.web.push import ALARMED, SCREENS, Push, room
from kds.web.said import Beat, Report, Subscription
from kds.web.screens import Screen, Screens
from kds.web.texts_asked import texting_of
from kds.web.wire import Wire

log = logging.getLogger(__name__)

ANSWER_HEARD_S = 0.1

CONFIRM_AT_ONCE = 8
"""More in one go would let neither the server nor this process do anything else meanwhile."""


class Sockets:
    """The handlers of one web process."""

    def __init__(
        self,
        web: Web,
        socketio: SocketIO,
        *,
        boards: Boards,
        push: Push,
        wire: Wire,
        screens: Screens,
        unproven: Unproven,
    ) -> None:
        self._web = web
        self._socketio = socketio
        self._boards = boards
        self._push = push
        self._wire = wire
        self._screens = screens
        self._unproven = unproven

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

    def subscribe(self, screen: Screen, payload: Any) -> dict[str, Any]:
        """Join a board, and answer with what it shows: since the cursor if that can be told."""
        asked = convert(payload, Subscription)
        board = asked.board
        if board not in (*self._web.settings.boards, OFFICE, TICKETS):
            raise Refused("unknown_board", "There is no board {board}.", board=board)
        if not may_see(screen.identity, board):
            raise Refused("not_permitted", "This screen may not show {board}.", board=board)
        # Join first: what happens from here on is pushed; what was before is in the answer.
        join_room(room(board))
        screen.boards.add(board)
        if isinstance(screen.identity, DisplayIdentity) and board == screen.identity.boards[0]:
            # A page knows only its own board; what it shows besides it hears here, each time anew.
            self._push.assigned(screen.identity.boards, screen.sid)
        if board in ALARMED:
            alarms = open_alarms.read(self._web.client, self._web.keys)
            self._push.alarms(alarms.values(), to=screen.sid)
        common = {"ok": True, "board": board, "now": now()}
        since = parse_cursor(asked.cursor)
        replay = self._boards.replay(since) if since else None
        if replay is not None:
            at, events = replay
            for event in events:
                self._unproven.note(event.record)
            sent = [self._wire.change(each) for event in events for each in on_board(event, board)]
            answer = common | {"kind": "replay", "changes": sent}
        else:
            whole = self._boards.snapshot(board)
            at = whole.at
            for record in whole.records:
                self._unproven.note(record)
            answer = common | {
                "kind": "snapshot",
                "tickets": [self._wire.view(view) for view in whole.views],
                "recent": [self._wire.view(view) for view in whole.recent],
            }
        screen.cursors[board] = at.id
        return answer | {"epoch": at.epoch, "id": at.id}

    def laid_out(self, screen: Screen, payload: Any) -> dict[str, Any]:
        """Record which tickets a display shows; only the first proof of each is written."""
        if not isinstance(screen.identity, DisplayIdentity):
            raise Refused("not_a_display", "Only a paired display can confirm.")
        reports = [LaidOut(*each) for each in convert(payload, Report).tickets]
        # What customers read proves nothing: nobody cooks by it.
        proving = screen.boards - {READY_BOARD}
        own = [report for report in reports if report.board in proving]
        for record in self._web.kitchen.store.records(self._unproven.missing(own)):
            self._unproven.note(record)
        proven = self._unproven.take(own, self._web.paired_boards())
        faults.point("web.before-confirm")
        actor = screen.identity.actor
        commands = [
            ConfirmDeliveries(
                # Never the same twice: the outcome of an earlier report is no answer to this one.
                command_id=f"laid-out:{uuid4().hex}",
                order_id=order_id,
                by=actor,
                at=now(),
                laid_out=tuple(stations.items()),
            )
            for order_id, stations in proven.items()
        ]
        try:
            for start in range(0, len(commands), CONFIRM_AT_ONCE):
                self._web.kitchen.handle_all(commands[start : start + CONFIRM_AT_ONCE])
        except BaseException:
            self._unproven.put_back(proven)
            raise
        return {"ok": True}

    def beat(self, screen: Screen, payload: Any) -> dict[str, Any]:
        """Note that a screen is alive and how far it is."""
        beat = convert(payload, Beat)
        screen.cursors.update(beat.cursors)
        was_live = screen.is_live
        screen.visible = beat.visible
        screen.beat_at = time.monotonic()
        if not was_live and screen.is_live and isinstance(screen.identity, DisplayIdentity):
            leases = [(board, screen.identity.display.id) for board in screen.boards]
            presence.renew(self._web.client, self._web.keys, leases, now())
        return {"ok": True, "now": now()}

    def act(self, screen: Screen, payload: Any) -> dict[str, Any]:
        """Do what a person asked for, or say why not."""
        texting = texting_of(self._web.settings)
        outcome = handle(self._web, to_command(payload, screen.identity, now(), texting))
        return {
            "result": outcome.result,
            "version": outcome.version,
            "code": outcome.code,
            "reason": outcome.said(say),
        }

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
                return _no("invalid", say(wrong.text, **wrong.values))
            except InvalidInput as error:
                return _no("invalid", str(error))
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
        return screen


def register(sockets: Sockets, socketio: SocketIO) -> None:
    """Connect every event to its handler; this is the table of contents of what screens may say."""
    socketio.on_event("connect", sockets.connect)
    socketio.on_event("disconnect", sockets.disconnect)
    for name in ("subscribe", "laid_out", "beat", "act"):
        socketio.on_event(name, sockets.answered(getattr(sockets, name)))


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]  # added by Flask-SocketIO


def _no(code: str, reason: str) -> dict[str, Any]:
    return {"ok": False, "result": "refused", "code": code, "reason": reason}
