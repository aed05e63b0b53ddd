"""How the till answers: JSON, one status for each error, and headers that keep pages safe."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import msgspec
from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from kds.errors import InvalidInput, Refused
from kds.till.disk import NotStored
from kds.till.guard import Unknown

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; "
    "base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


_STATUS_OF = {
    "unknown_order": HTTPStatus.NOT_FOUND,
    "foreign_page": HTTPStatus.FORBIDDEN,
    "wrong_pin": HTTPStatus.UNAUTHORIZED,
    "locked": HTTPStatus.TOO_MANY_REQUESTS,
}


def answer_errors(app: Flask) -> None:
    """Answer every error of kds as JSON, with its own status."""

    @app.errorhandler(InvalidInput)
    def invalid(error: InvalidInput) -> Response:
        return json(error.as_json(), HTTPStatus.UNPROCESSABLE_ENTITY)

    @app.errorhandler(Unknown)
    def unknown(error: Unknown) -> Response:
        answer = _problem("unauthorized", str(error), HTTPStatus.UNAUTHORIZED)
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer

    @app.errorhandler(Refused)
    def refused(error: Refused) -> Response:
        return _problem(error.code, str(error), _STATUS_OF.get(error.code, HTTPStatus.CONFLICT))

    @app.errorhandler(NotStored)
    def not_stored(error: NotStored) -> Response:
        return _problem("not_stored", str(error), HTTPStatus.SERVICE_UNAVAILABLE)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
        name = (error.name or "error").lower().replace(" ", "_")
        return _problem(name, error.description or "", HTTPStatus(code))


def harden(response: Response) -> Response:
    """Add the headers of every answer: no scripts but our own, nothing kept, nothing framed."""
    for name, value in _HEADERS.items():
        response.headers[name] = value
    return response


def _problem(code: str, message: str, status: HTTPStatus) -> Response:
    return json({"error": code, "message": message}, status)


def json(body: Any, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """Return an answer in JSON."""
    return Response(msgspec.json.encode(body), status=status, mimetype="application/json")
