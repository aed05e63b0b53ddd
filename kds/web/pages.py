"""Pages: the start page, the displays, the back office."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import msgspec
from flask import Blueprint, Response, make_response, redirect, render_template, request

from kds.access import Display
from kds.bus.connect import BUS_LOST
from kds.errors import Refused
from kds.http.language import say, speak
from kds.http.routes import Operation, Who
from kds.orders.ready_board import READY_BOARD
from kds.orders.record import APPROVALS, PASS
from kds.web.asking import require_manager, require_person, the_web
from kds.web.guard import IMPORT_MAP, KDS_HEADER
from kds.web.identity import (
    DisplayIdentity,
    display_cookie,
    find_token,
    identify_token,
    may_act,
)
from kds.web.pairing import remember_display
from kds.web.screen_told import told as screen_told

pages = Blueprint("pages", __name__)

MAX_ID_CHARS = 64


@pages.get("/")
def start() -> str:
    """Show where everything is."""
    title = the_web().settings.name
    return render_template("index.html", title=title, till_url=_till_url())


def _till_url() -> str | None:
    till = the_web().settings.till
    return till.url or (f"http://{till.host}:{till.port}/" if till.port else None)


@pages.get("/display/<board>")
def display(board: str) -> Response:
    """Show a board, or the code to pair this screen for it."""
    if board == READY_BOARD:
        return make_response(redirect("/board"))
    _speak_for(board)
    own_names = {PASS: say("Pass"), APPROVALS: say("Approvals")}
    name = own_names.get(board) or the_web().settings.station_names.get(board)
    if name is None:
        text = "There is no board {board}. Choose one on the start page."
        raise Refused("unknown_board", text, board=board)
    steps = msgspec.to_builtins(the_web().settings.screens.age_steps)
    menu = [each.product for each in the_web().settings.menu]
    return _screen(board, name, "display.html", age_steps=steps, menu=menu)


@pages.get("/board")
def ready_board() -> Response:
    """Show customers which numbers are ready, or the code to pair this screen for that."""
    settings = the_web().settings
    _speak_for(READY_BOARD)
    return _screen(
        READY_BOARD,
        say("Ready board"),
        "board.html",
        restaurant=settings.name,
        keep_ready_min=settings.board.keep_ready_min,
    )


def _shown_by(board: str) -> tuple[str | None, Display | None]:
    """Return the token that this browser shows for a board, and whose it is."""
    token = find_token(request.cookies, request.headers, board)
    identity = identify_token(the_web(), token) if token else None
    return token, identity.display if isinstance(identity, DisplayIdentity) else None


def _speak_for(board: str) -> None:
    """Answer in the language of the display, if this browser is one with a language of its own."""
    _, display = _shown_by(board)
    if display and board in display.boards:
        speak(display.settings.language)


def _screen(board: str, name: str, template: str, **told: Any) -> Response:
    """Answer with the page of a display if this browser is one, else with a pairing code."""
    token, display = _shown_by(board)
    stood_here = token is not None and request.cookies.get(display_cookie(board)) == token
    if display and board not in display.boards and stood_here:
        return _moved(board, display, token or "")
    paired = display is not None and board in display.boards
    page = render_template(
        template if paired else "pair.html",
        title=name if paired else say("Pair this screen: {name}", name=name),
        importmap=IMPORT_MAP,
        board=board,
        board_name=name,
        screen=screen_told(display) if display and paired else None,
        **told,
    )
    response = make_response(page)
    if paired and token and "Authorization" not in request.headers:
        remember_display(response, token, board)
    return response


def _moved(board: str, display: Display, token: str) -> Response:
    """Lead a display that stands for another board now to its page; what waits goes along."""
    if KDS_HEADER in request.headers:
        # A script looks whether it may stay: the way led once only, and nobody would have gone it.
        return Response(status=HTTPStatus.CONFLICT)
    place = "/board" if display.board == READY_BOARD else f"/display/{display.board}"
    response = make_response(redirect(f"{place}?was={board}"))
    response.delete_cookie(display_cookie(board))
    remember_display(response, token, display.board)
    return response


@pages.get("/tickets")
@pages.get("/tickets/waiting")
@pages.get("/tickets/ready")
@pages.get("/tickets/all")
def tickets() -> str:
    """Show the counter's sections to people who are signed in; the page knows by its path which."""
    require_person()
    settings = the_web().settings
    return render_template(
        "tickets.html",
        title=say("Tickets"),
        importmap=IMPORT_MAP,
        day_cut_off=settings.day_cut_off.isoformat("minutes"),
        planned_ahead_min=settings.counter.planned_ahead_min,
        currency=settings.currency,
        till_url=_till_url(),
    )


@pages.get("/manager")
def not_sent() -> str:
    """Show what is not sent, to everybody who is signed in."""
    require_person()
    return render_template("manager.html", title=say("Not sent"), importmap=IMPORT_MAP)


@pages.get("/manager/orders")
def orders() -> str:
    """Find orders, for everybody who is signed in."""
    require_person()
    return render_template(
        "orders.html",
        title=say("Orders"),
        importmap=IMPORT_MAP,
        day_cut_off=the_web().settings.day_cut_off.isoformat("minutes"),
    )


@pages.get("/manager/orders/<order_id>")
def order(order_id: str) -> str:
    """Show everything about one order; the page says so if there is none of this id."""
    require_person()
    return render_template(
        "order.html",
        title=say("Order"),
        importmap=IMPORT_MAP,
        order_id=order_id[:MAX_ID_CHARS],
        currency=the_web().settings.currency,
        till_url=_till_url(),
    )


@pages.get("/manager/refunds")
def refunds() -> str:
    """Show what customers must get back; whoever may say that they have it is asked."""
    may_settle = may_act(require_person(), "RequestRefund")
    return render_template(
        "refunds.html", title=say("Refunds"), importmap=IMPORT_MAP, may_settle=may_settle
    )


@pages.get("/manager/texts")
def texts() -> str:
    """Show the texts to customers, and which of them are not sent."""
    require_person()
    return render_template("texts.html", title=say("Texts"), importmap=IMPORT_MAP)


@pages.get("/manager/printers")
def printers() -> str:
    """Show the printers, and which sheets did not come out."""
    require_person()
    return render_template("printers.html", title=say("Printers"), importmap=IMPORT_MAP)


@pages.get("/manager/templates")
def templates() -> str:
    """Show the text templates, for a manager to edit."""
    require_manager()
    return render_template("templates.html", title=say("Templates"), importmap=IMPORT_MAP)


@pages.get("/manager/reminders")
def reminders() -> str:
    """Show the service reminders, for a manager to see what is due next."""
    require_manager()
    return render_template("reminders.html", title=say("Reminders"), importmap=IMPORT_MAP)


@pages.get("/manager/customers")
def customers() -> str:
    """Look one customer up, for a manager to export or erase."""
    require_manager()
    return render_template("customers.html", title=say("Customers"), importmap=IMPORT_MAP)


@pages.get("/manager/screens")
def screens() -> str:
    """Show the screens, for a manager to pair, watch, set and revoke."""
    require_manager()
    return render_template("screens.html", title=say("Screens"), importmap=IMPORT_MAP)


@pages.get("/manager/displays")
def displays() -> Response:
    """Lead an old address to the screens."""
    require_manager()
    return make_response(redirect("/manager/screens"))


@pages.get("/manager/reports")
def reports() -> str:
    """Show how long parts took to make, for a manager to look at, print and save."""
    require_manager()
    return render_template(
        "reports.html",
        title=say("Reports"),
        importmap=IMPORT_MAP,
        day_cut_off=the_web().settings.day_cut_off.isoformat("minutes"),
    )


@pages.get("/manager/day")
def day() -> str:
    """Show everything that is still open, for a manager to settle."""
    require_manager()
    return render_template("day.html", title=say("End of day"), importmap=IMPORT_MAP)


class Health(msgspec.Struct, frozen=True):
    """That this process answers, and whether the bus does."""

    ok: bool
    bus: bool


def health() -> Health:
    """Tell that this process answers, and whether the bus does."""
    try:
        bus = bool(the_web().client.ping())
    except BUS_LOST:
        bus = False
    return Health(ok=True, bus=bus)


HEALTH = Operation(
    "GET",
    "/healthz",
    "health",
    health,
    summary="That the web server answers, and whether the bus does",
    who=Who.EVERYONE,
    answer=Health,
)
