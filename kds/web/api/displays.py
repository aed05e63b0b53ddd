"""Displays: who waits, who is there; pair, revoke, show a station elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, cast

import msgspec
from flask import Blueprint, Response
from msgspec import Meta

from kds.bus.presence import LEASE_S
from kds.clock import now
from kds.errors import Refused
from kds.orders.order import Station
from kds.web.asking import answer, body, in_thread, require_manager, the_web
from kds.web.context import Web

api = Blueprint("api-displays", __name__, url_prefix="/api/v1/displays")


class Approval(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The code that a screen shows, and what the display shall be."""

    code: Annotated[str, Meta(min_length=1, max_length=20)]
    name: Annotated[str, Meta(min_length=1, max_length=60)]
    board: Station


class Showing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a display shall show besides its own board."""

    stations: Annotated[tuple[Station, ...], Meta(max_length=50)]


@api.get("")
def every() -> Response:
    """Answer with the screens that wait for a manager, and the paired ones."""
    require_manager()
    web, at = the_web(), now()
    leases = _leases(web)
    displays = [
        {
            "id": display.id,
            "name": display.name,
            "board": display.board,
            "also": display.also,
            "live": display.id in leases and leases[display.id] > at,
            "last_seen_at": _last_seen(leases.get(display.id), at),
        }
        for display in web.access.displays()
    ]
    pending: list[dict[str, Any]] = [each._asdict() for each in web.access.pending(at)]
    return answer({"pending": pending, "displays": displays})


@api.post("/approve")
def approve() -> Response:
    """Make the screen that shows a code a display; it fetches its token itself."""
    by = require_manager().actor
    web, asked = the_web(), body(Approval)
    _check_boards(web, (asked.board,))
    display_id = in_thread(web.access.approve, asked.code, asked.name, asked.board, by.id, now())
    return answer({"ok": True, "id": display_id})


@api.post("/<display_id>/revoke")
def revoke(display_id: str) -> Response:
    """End a display at once."""
    by = require_manager().actor
    web = the_web()
    in_thread(web.access.revoke, display_id, by=by.id, now=now())
    web.displays_changed()
    return answer({"ok": True})


@api.post("/<display_id>/show")
def show(display_id: str) -> Response:
    """Let a display show other boards besides its own; an empty list ends that."""
    by = require_manager().actor
    web, asked = the_web(), body(Showing)
    _check_boards(web, asked.stations)
    in_thread(web.access.show, display_id, asked.stations, by=by.id, now=now())
    web.displays_changed()
    return answer({"ok": True})


def _check_boards(web: Web, boards: tuple[str, ...]) -> None:
    for board in boards:
        if board not in web.settings.boards:
            known = ", ".join(web.settings.boards)
            raise Refused("unknown_board", f"There is no board {board}. There are: {known}.")


def _leases(web: Web) -> dict[str, datetime]:
    """Return until when each display's newest lease holds or held."""
    newest: dict[str, datetime] = {}
    found = web.client.zrange(web.keys.presence, 0, -1, withscores=True)
    for member, score in cast(list[tuple[bytes, float]], found):
        display_id = member.decode().rpartition(" ")[2]
        until = datetime.fromtimestamp(score / 1000, tz=UTC)
        newest[display_id] = max(until, newest.get(display_id, until))
    return newest


def _last_seen(lease: datetime | None, at: datetime) -> datetime | None:
    return min(lease - timedelta(seconds=LEASE_S), at) if lease else None
