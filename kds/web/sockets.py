"""From the screens: what each socket event does. Who may, and that each is answered: admission."""

from __future__ import annotations

import logging
import time
from typing import Any
from uuid import uuid4

from flask_socketio import SocketIO, join_room

from kds import faults
from kds.access.screen_settings import ScreenChange
from kds.bus import open_alarms, presence
from kds.bus.screen_states import Asked
from kds.clock import now
from kds.errors import Refused
from kds.http.language import say
from kds.orders.commands import ConfirmDeliveries
from kds.orders.ticket import OFFICE, READY_BOARD, TICKETS
from kds.orders.validation import convert
from kds.web.admission import Admission
from kds.web.asking import in_thread
from kds.web.boards import Boards, on_board, parse_cursor
from kds.web.commands import to_command
from kds.web.confirming import LaidOut, Unproven
from kds.web.context import Web
from kds.web.handing import handle
from kds.web.identity import DisplayIdentity, may_see
from kds.web.kitchen_asked import to_kitchen_command
from kds.web.push import ALARMED, KITCHEN, Push, room
from kds.web.said import Beat, Report, Subscription
from kds.web.screen_told import check_language, told
from kds.web.screens import Screen, Screens
from kds.web.texts_asked import texting_of
from kds.web.wire import Wire

log = logging.getLogger(__name__)

CONFIRM_AT_ONCE = 8
"""More in one go would let neither the server nor this process do anything else meanwhile."""


class Sockets:
    """The handlers of one web process."""

    def __init__(
        self,
        web: Web,
        *,
        boards: Boards,
        push: Push,
        wire: Wire,
        screens: Screens,
        unproven: Unproven,
    ) -> None:
        self._web = web
        self._boards = boards
        self._push = push
        self._wire = wire
        self._screens = screens
        self._unproven = unproven

    def subscribe(self, screen: Screen, payload: Any) -> dict[str, Any]:
        """Join a board, and answer with what it shows: since the cursor if that can be told."""
        asked = convert(payload, Subscription)
        board = asked.board
        if board not in (*self._web.settings.boards, OFFICE, TICKETS):
            raise Refused("unknown_board", "There is no board {board}.", board=board)
        if not may_see(screen.identity, board):
            if isinstance(screen.identity, DisplayIdentity):
                self._push.assigned(screen.identity.boards, screen.sid)
            raise Refused("not_permitted", "This screen may not show {board}.", board=board)
        # Join first: what happens from here on is pushed; what was before is in the answer.
        join_room(room(board))
        screen.boards.add(board)
        if isinstance(screen.identity, DisplayIdentity) and board == screen.identity.boards[0]:
            # A page knows only its own board; what it shows besides it hears here, each time anew.
            self._push.assigned(screen.identity.boards, screen.sid)
            self._push.settings(told(screen.identity.display), screen.sid)
        if board != READY_BOARD:
            join_room(KITCHEN)
            self._push.kitchen(self._web.wide.now, to=screen.sid)
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
        """Record which tickets a display shows; only the first proof of each is written.

        What it shows of a board that it has not subscribed to again proves nothing yet, for it may
        be of another server's life: the answer then asks it to report once more.
        """
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
        if any(report.board not in screen.boards for report in reports):
            raise Refused("try_again", "Some of these boards are not subscribed to yet.")
        return {"ok": True}

    def beat(self, screen: Screen, payload: Any) -> dict[str, Any]:
        """Note that a screen is alive and how far it is."""
        beat = convert(payload, Beat)
        screen.cursors.update(beat.cursors)
        could_prove = screen.can_prove
        screen.visible = beat.visible
        screen.counts_only = beat.counts_only
        screen.beat_at = time.monotonic()
        if not could_prove and screen.can_prove and isinstance(screen.identity, DisplayIdentity):
            leases = [(board, screen.identity.display.id) for board in screen.boards]
            presence.renew(self._web.client, self._web.keys, leases, now())
        at = now()
        screen.found(beat, self._push.last_ids(), at)
        answer = {"ok": True, "now": at}
        if isinstance(screen.identity, DisplayIdentity):
            answer["asked"] = self._screens.asked.get(screen.identity.display.id, Asked())
        return answer

    def set_screen(self, screen: Screen, payload: Any) -> dict[str, Any]:
        """Let a display choose how it looks and sounds, and what it is called."""
        if not isinstance(screen.identity, DisplayIdentity):
            raise Refused("not_a_display", "Only a paired display has settings of its own.")
        change, display = convert(payload, ScreenChange), screen.identity.display
        check_language(change)
        in_thread(
            self._web.access.set_screen, display.id, change, by=f"display {display.name}", now=now()
        )
        self._web.displays_changed()
        return {"ok": True}

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

    def kitchen_act(self, screen: Screen, payload: Any) -> dict[str, Any]:
        """Do what a person asked for of the whole kitchen, or say why not."""
        outcome = self._web.wide.do(to_kitchen_command(payload, screen.identity, now()))
        return {"result": outcome.result, "code": outcome.code, "reason": outcome.said(say)}


def register(sockets: Sockets, admission: Admission, socketio: SocketIO) -> None:
    """Connect every event to its handler; this is the table of contents of what screens may say."""
    socketio.on_event("connect", admission.connect)
    socketio.on_event("disconnect", admission.disconnect)
    for name in ("subscribe", "laid_out", "beat", "act", "kitchen_act", "set_screen"):
        socketio.on_event(name, admission.answered(getattr(sockets, name)))
