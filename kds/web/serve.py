"""Puts one web process together and serves it with gevent."""

from __future__ import annotations

import logging
import signal
import socket
from collections.abc import Callable
from typing import Any

import gevent
from engineio.async_drivers import gevent as driver
from flask_socketio import SocketIO
from gevent.pywsgi import WSGIServer

from kds import pauses
from kds.access import Access
from kds.archive.database import Database
from kds.archive.orders import OrderArchive
from kds.bus import presence, screen_states
from kds.bus.connect import BUS_LOST, connect
from kds.bus.keys import Keys
from kds.bus.order_store import Archived, OrderStore
from kds.clock import now
from kds.installation import Installation, archive_url, bus_url, operator_key
from kds.kitchen.kitchen import Kitchen
from kds.kitchen.print_asking import PrintAsker
from kds.orders.ticket import OFFICE, TICKETS
from kds.settings.model import Settings
from kds.web.admission import Admission
from kds.web.app import create_app
from kds.web.asking import in_thread
from kds.web.boards import Boards
from kds.web.confirming import Unproven
from kds.web.context import Web
from kds.web.push import Push
from kds.web.screens import Screens
from kds.web.sockets import Sockets, register
from kds.web.tail import Tail
from kds.web.websocket import MAX_MESSAGE_BYTES, ScreenSocket
from kds.web.wire import Wire, WireJson

log = logging.getLogger(__name__)

TICK_S = 1.0
MEASURE_EVERY_S = 5.0
LEASE_EVERY_S = 2.0


def run(settings: Settings) -> None:
    """Serve pages and sockets until SIGTERM or SIGINT."""
    web = _web(settings)
    app = create_app(web)
    socketio = SocketIO(
        app,
        async_mode="gevent",
        transports=["websocket"],
        json=WireJson,
        async_handlers=False,
        manage_session=False,
        always_connect=False,
        max_http_buffer_size=MAX_MESSAGE_BYTES,
        ping_interval=10,
        ping_timeout=10,
        cors_allowed_origins=_origins(settings),
    )
    socketio.server.eio._async = {**driver._async, "websocket": ScreenSocket}
    wire = Wire(settings.zone, settings.station_names, settings.board, settings.trade)
    boards = Boards(web.client, web.keys, web.kitchen.store)
    push, screens, unproven = (
        Push(socketio, wire, (*settings.boards, OFFICE, TICKETS)),
        Screens(),
        Unproven(),
    )
    sockets = Sockets(web, boards=boards, push=push, wire=wire, screens=screens, unproven=unproven)
    admission = Admission(web, socketio, push, screens)
    register(sockets, admission, socketio)
    web.on_displays_changed(admission.check_displays)
    web.wide.on_change(lambda: push.kitchen(web.wide.now))
    tail = Tail(
        web.client,
        web.keys,
        boards=boards,
        push=push,
        unproven=unproven,
        displays_changed=web.displays_changed,
        kitchen_changed=web.wide.hear,
    )
    pauses.keep_short()
    gevent.spawn(_forever, _follow, tail)
    gevent.spawn(_forever, _tick, push, tail, screens, socketio)
    gevent.spawn(_forever, _renew_leases, web, screens)
    gevent.spawn(_forever, _measure, web)
    _serve(app, settings)


def _web(settings: Settings) -> Web:
    client = connect(bus_url(settings, "kitchen"))
    keys = Keys(settings.site)
    archive = Database(archive_url(settings))
    store = OrderStore(
        client,
        keys,
        settings.site,
        settings.keep_closed_days,
        archived=_records_in_thread(archive),
    )
    return Web(
        settings=settings,
        access=Access(Installation(settings.data_dir).access_file),
        kitchen=Kitchen(store, settings.policy(), PrintAsker(client, settings.site)),
        client=client,
        keys=keys,
        archive=archive,
        operator_key=operator_key(settings),
    )


def _records_in_thread(archive: Database) -> Archived:
    """Return how the store asks the archive: in a thread, for the pushes must not wait."""
    orders = OrderArchive(archive)
    return lambda order_ids: in_thread(orders.records, order_ids)


def _serve(app: Any, settings: Settings) -> None:
    server = WSGIServer((settings.web.host, settings.web.port), app, log=None, error_log=log)
    server.init_socket()
    # Head and body go apart: without this a browser waits 40 ms for the second.
    server.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, server.stop, 0.2)
    server.serve_forever()


def _forever(step: Callable[..., None], *args: Any) -> None:
    """Repeat a step; what it cannot do now it tries again, and says so."""
    while True:
        try:
            step(*args)
        except BUS_LOST:
            gevent.sleep(1)
        except Exception:
            log.exception("a background step failed and is tried again: %s", step.__name__)
            gevent.sleep(1)


def _follow(tail: Tail) -> None:
    if not tail.step():
        gevent.sleep(0.5)


def _tick(push: Push, tail: Tail, screens: Screens, socketio: SocketIO) -> None:
    push.tick(tail.bus_lost_since)
    for screen in screens.laggards(push.last_ids()):
        log.warning(
            "a screen does not take in what it is sent; it is disconnected and pulls again",
            extra={"action": "disconnect-laggard", "screen": screen.identity.actor.id},
        )
        socketio.server.disconnect(screen.sid)
    gevent.sleep(TICK_S)


def _renew_leases(web: Web, screens: Screens) -> None:
    web.mirror_owed()
    presence.renew(web.client, web.keys, screens.leased(), now())
    screens.asked = screen_states.exchange(web.client, web.keys, screens.found())
    gevent.sleep(LEASE_EVERY_S)


def _measure(web: Web) -> None:
    web.wide.measure(web.kitchen.store, web.settings)
    gevent.sleep(MEASURE_EVERY_S)


def _origins(settings: Settings) -> list[str] | None:
    """Return the proxy's address where there is one; else only a page's own origin may."""
    return [settings.web.public_url] if settings.web.public_url else None
