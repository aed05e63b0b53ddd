"""The printer's own page: the paper that came out, buttons for faults, and the same as JSON."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from flask import Flask, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue

from kds.paper.picture import svg, text
from kds.virtual_printer.faults import Fault
from kds.virtual_printer.machine import Machine

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def create_page(machine: Machine) -> Flask:
    """Return the application of the page and of the JSON API."""
    app = Flask(__name__, static_folder="static", static_url_path="/static")
    app.config["MAX_CONTENT_LENGTH"] = 4096

    @app.before_request
    def own_page_only() -> None:
        if not _is_own_name(machine.host) or _is_foreign():
            abort(403)

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers.update(_HEADERS)
        return response

    @app.get("/")
    def page() -> Response:
        return app.send_static_file("page.html")

    @app.get("/state")
    def state() -> ResponseReturnValue:
        found = machine.state()
        first = found.sheets - len(machine.sheets())
        amid = bool(text(machine.paper()))
        return jsonify(found._asdict() | {"port": machine.port, "first": first, "amid": amid})

    @app.post("/fault")
    def fault() -> ResponseReturnValue:
        """Begin, plan or end a fault: {"fault": NAME, "on": true, "after_lines": 0}."""
        wish = request.get_json()
        if not isinstance(wish, dict):
            abort(400)
        after = wish.get("after_lines", 0)
        if wish.get("fault") not in set(Fault) or type(after) is not int or after < 0:
            abort(400)
        if wish.get("on", True):
            machine.set(Fault(wish["fault"]), after_lines=after)
        else:
            machine.clear(Fault(wish["fault"]))
        return state()

    @app.get("/sheets/<int:number>.svg")
    def sheet(number: int) -> ResponseReturnValue:
        sheets, count = machine.sheets(), machine.state().sheets
        position = number - (count - len(sheets))
        if not 0 <= position < len(sheets):
            abort(404)
        return _picture(sheets[position])

    @app.get("/paper.svg")
    def paper() -> ResponseReturnValue:
        return _picture(machine.paper())

    def _picture(data: bytes) -> Response:
        return Response(svg(data, machine.width_mm), mimetype="image/svg+xml")

    return app


def _is_foreign() -> bool:
    """Tell whether another site's page has its browser do something here."""
    origin = request.headers.get("Origin")
    return (
        request.method != "GET" and origin is not None and urlsplit(origin).netloc != request.host
    )


def _is_own_name(host: str) -> bool:
    """Tell whether we are called by a name of this machine, where nobody else may call.

    A page from elsewhere can give its own name this machine's address.
    """
    called = urlsplit(f"//{request.host}").hostname or ""
    return not _is_loopback(host) or _is_loopback(called)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
