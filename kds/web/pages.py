"""Pages: the start page, the displays, the back office."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, Response, make_response, redirect, render_template, request

from kds.bus.connect import BUS_LOST
from kds.errors import Refused
from kds.http.language import say
from kds.http.routes import Operation, Who
from kds.orders.ready_board import READY_BOARD
from kds.orders.record import APPROVALS, PASS
from kds.web.asking import require_manager, require_person, the_web
from kds.web.guard import IMPORT_MAP
from kds.web.identity import DisplayIdentity, find_token, identify_token, may_act
from kds.web.pairing import remember_display

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
    own_names = {PASS: say("Pass"), APPROVALS: say("Approvals")}
    name = own_names.get(board) or the_web().settings.station_names.get(board)
    if name is None:
        text = "There is no board {board}. Choose one on the start page."
        raise Refused("unknown_board", text, board=board)
    return _screen(board, name, "display.html")


@pages.get("/board")
def ready_board() -> Response:
    """Show customers which numbers are ready, or the code to pair this screen for that."""
    settings = the_web().settings
    return _screen(
        READY_BOARD,
        say("Ready board"),
        "board.html",
        restaurant=settings.name,
        keep_ready_min=settings.board.keep_ready_min,
    )


def _screen(board: str, name: str, template: str, **told: Any) -> Response:
    """Answer with the page of a display if this browser is one, else with a pairing code."""
    web = the_web()
    token = find_token(request.cookies, request.headers, board)
    identity = identify_token(web, token) if token else None
    paired = isinstance(identity, DisplayIdentity) and board in identity.boards
    page = render_template(
        template if paired else "pair.html",
        title=name if paired else say("Pair this screen: {name}", name=name),
        importmap=IMPORT_MAP,
        board=board,
        board_name=name,
        **told,
    )
    response = make_response(page)
    if paired and token and "Authorization" not in request.headers:
        remember_display(response, token, board)
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


@pages.get("/manager/displays")
def displays() -> str:
    """Show the displays, for a manager to pair and revoke."""
    require_manager()
    return render_template("displays.html", title=say("Displays"), importmap=IMPORT_MAP)


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
