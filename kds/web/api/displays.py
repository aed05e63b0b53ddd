"""Displays: who waits, who is there; pair, set, ask, revoke, show a station elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, cast

import msgspec
from msgspec import Meta

from kds.access import Display
from kds.access.screen_settings import ScreenChange, ScreenSettings
from kds.bus import screen_states
from kds.bus.presence import LEASE_S
from kds.bus.screen_states import ScreenState
from kds.clock import now
from kds.errors import Refused
from kds.http.routes import Ok, Operation, Who
from kds.orders.order import Station
from kds.orders.ready_board import READY_BOARD
from kds.web.asking import in_thread, require_manager, the_web
from kds.web.context import Web
from kds.web.screen_told import check_language
from kds.web.version import pages_version


class Approval(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The code that a screen shows, and what the display shall be."""

    code: Annotated[str, Meta(min_length=1, max_length=20)]
    name: Annotated[str, Meta(min_length=1, max_length=60)]
    board: Station


class Showing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a display shall show besides its own board."""

    stations: Annotated[tuple[Station, ...], Meta(max_length=50)]


class Standing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The board that a display shall stand for from now on."""

    board: Station


class Waiting(msgspec.Struct, frozen=True):
    """A screen that shows a code and waits for a manager."""

    code: str
    board: str
    asked_at: datetime


class Paired(msgspec.Struct, frozen=True):
    """A paired display: what it shows, whether it is there, and when it last was.

    `state` is how its page was found by its last beat, null where it has told nothing of itself.
    """

    id: str
    name: str
    board: str
    also: tuple[str, ...]
    live: bool
    last_seen_at: datetime | None
    settings: ScreenSettings
    state: ScreenState | None


class DisplayList(msgspec.Struct, frozen=True):
    """The screens that wait for a manager, and the paired ones; `version` is that of the pages."""

    pending: list[Waiting]
    displays: list[Paired]
    version: str


class Approved(msgspec.Struct, frozen=True):
    """The id that the display will have."""

    id: str
    ok: bool = True


def every() -> DisplayList:
    """Answer with the screens that wait for a manager, and the paired ones."""
    web, at = the_web(), now()
    leases = _leases(web)
    states = screen_states.read(web.client, web.keys)
    displays = [
        Paired(
            id=display.id,
            name=display.name,
            board=display.board,
            also=display.also,
            live=_is_live(leases.get(display.id), states.get(display.id), at),
            last_seen_at=_last_seen(leases.get(display.id), states.get(display.id), at),
            settings=display.settings,
            state=states.get(display.id),
        )
        for display in web.access.displays()
    ]
    pending = [Waiting(*each) for each in web.access.pending(at)]
    return DisplayList(pending, displays, pages_version())


def approve(body: Approval) -> Approved:
    """Make the screen that shows a code a display; it fetches its token itself."""
    by = require_manager().actor
    web = the_web()
    _check_boards(web, (body.board,))
    return Approved(in_thread(web.access.approve, body.code, body.name, body.board, by.id, now()))


def revoke(display_id: str) -> Ok:
    """End a display at once."""
    by = require_manager().actor
    web = the_web()
    in_thread(web.access.revoke, display_id, by=by.id, now=now())
    web.displays_changed()
    return Ok()


def show(display_id: str, body: Showing) -> Ok:
    """Let a display show other boards besides its own; an empty list ends that."""
    by = require_manager().actor
    web = the_web()
    _check_boards(web, body.stations)
    own = [each.board for each in web.access.displays() if each.id == display_id]
    if body.stations and READY_BOARD in (*own, *body.stations):
        text = "The ready board is for customers: its screen shows nothing else, and no other it."
        raise Refused("not_permitted", text)
    in_thread(web.access.show, display_id, body.stations, by=by.id, now=now())
    web.displays_changed()
    return Ok()


def move(display_id: str, body: Standing) -> Ok:
    """Let a display stand for another board from now on; its page goes there by itself."""
    by = require_manager().actor
    web = the_web()
    _check_boards(web, (body.board,))
    own = [each.board for each in web.access.displays() if each.id == display_id]
    alone = READY_BOARD in (*own, body.board)
    in_thread(web.access.move, display_id, body.board, alone=alone, by=by.id, now=now())
    web.displays_changed()
    return Ok()


def choose(display_id: str, body: ScreenChange) -> Ok:
    """Set how a display looks and sounds, and what it is called; it hears so at once."""
    by = require_manager().actor
    web = the_web()
    check_language(body)
    in_thread(web.access.set_screen, display_id, body, by=by.id, now=now())
    web.displays_changed()
    return Ok()


def reload(display_id: str) -> Ok:
    """Ask a display to load itself anew, as soon as nobody is at it."""
    return _ask(display_id, screen_states.RELOAD)


def identify(display_id: str) -> Ok:
    """Ask a display to show its name, huge, for some seconds."""
    return _ask(display_id, screen_states.IDENTIFY)


def _ask(display_id: str, what: str) -> Ok:
    require_manager()
    web = the_web()
    _known(web, display_id)
    screen_states.ask(web.client, web.keys, display_id, what)
    return Ok()


def _known(web: Web, display_id: str) -> Display:
    found = next((each for each in web.access.displays() if each.id == display_id), None)
    if found is None:
        raise Refused("unknown_display", "There is no such display; it may have been revoked.")
    return found


def _check_boards(web: Web, boards: tuple[str, ...]) -> None:
    for board in boards:
        if board not in web.settings.boards:
            known = ", ".join(web.settings.boards)
            text = "There is no board {board}. There are: {known}."
            raise Refused("unknown_board", text, board=board, known=known)


def _leases(web: Web) -> dict[str, datetime]:
    """Return until when each display's newest lease holds or held."""
    newest: dict[str, datetime] = {}
    found = web.client.zrange(web.keys.presence, 0, -1, withscores=True)
    for member, score in cast(list[tuple[bytes, float]], found):
        display_id = member.decode().rpartition(" ")[2]
        until = datetime.fromtimestamp(score / 1000, tz=UTC)
        newest[display_id] = max(until, newest.get(display_id, until))
    return newest


def _is_live(lease: datetime | None, state: ScreenState | None, at: datetime) -> bool:
    """Tell whether it is there: one that shows no tickets is there without a lease."""
    return (lease is not None and lease > at) or (state is not None and state.is_live(at))


def _last_seen(lease: datetime | None, state: ScreenState | None, at: datetime) -> datetime | None:
    seen = [lease - timedelta(seconds=LEASE_S)] if lease else []
    if state is not None and state.visible:
        seen.append(state.at)
    return min(max(seen), at) if seen else None


OPERATIONS = (
    Operation(
        "GET",
        "/api/v1/displays",
        "displays.list",
        every,
        summary="The screens that wait for a manager, and the paired ones",
        who=Who.MANAGERS,
        answer=DisplayList,
    ),
    Operation(
        "POST",
        "/api/v1/displays/approve",
        "displays.approve",
        approve,
        summary="Make the screen that shows a code a display",
        who=Who.MANAGERS,
        body=Approval,
        answer=Approved,
        codes=("unknown_board", "unknown_code", "name_taken", "bad_name"),
    ),
    Operation(
        "POST",
        "/api/v1/displays/<display_id>/revoke",
        "displays.revoke",
        revoke,
        summary="End a display at once",
        who=Who.MANAGERS,
        answer=Ok,
        codes=("unknown_display",),
    ),
    Operation(
        "POST",
        "/api/v1/displays/<display_id>/show",
        "displays.show",
        show,
        summary="Let a display show other boards besides its own",
        who=Who.MANAGERS,
        body=Showing,
        example={"stations": []},
        answer=Ok,
        codes=("unknown_display", "unknown_board", "not_permitted"),
    ),
    Operation(
        "POST",
        "/api/v1/displays/<display_id>/move",
        "displays.move",
        move,
        summary="Let a display stand for another board",
        who=Who.MANAGERS,
        body=Standing,
        example={"board": "pass"},
        answer=Ok,
        codes=("unknown_display", "unknown_board"),
    ),
    Operation(
        "POST",
        "/api/v1/displays/<display_id>/settings",
        "displays.settings",
        choose,
        summary="Set how a display looks and sounds, and what it is called",
        who=Who.MANAGERS,
        body=ScreenChange,
        example={"text_size": "large", "theme": "light"},
        answer=Ok,
        codes=("unknown_display", "name_taken", "bad_name"),
    ),
    Operation(
        "POST",
        "/api/v1/displays/<display_id>/reload",
        "displays.reload",
        reload,
        summary="Ask a display to load itself anew, as soon as nobody is at it",
        who=Who.MANAGERS,
        answer=Ok,
        codes=("unknown_display",),
    ),
    Operation(
        "POST",
        "/api/v1/displays/<display_id>/identify",
        "displays.identify",
        identify,
        summary="Ask a display to show its name, huge, for some seconds",
        who=Who.MANAGERS,
        answer=Ok,
        codes=("unknown_display",),
    ),
)
