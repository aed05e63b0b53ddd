"""What is answered when something is refused or fails: JSON to programs, a page to people."""

from __future__ import annotations

import logging

from flask import Flask, Response, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException

from kds.bus.connect import BUS_LOST
from kds.errors import InvalidInput, KdsError, Refused
from kds.web.asking import answer

log = logging.getLogger(__name__)

_STATUS = {
    "not_signed_in": 401,
    "not_allowed": 403,
    "foreign_request": 403,
    "wrong_pin": 403,
    "locked": 429,
    "too_many": 429,
    "bad_name": 422,
    "bad_pin": 422,
}


def register(app: Flask) -> None:
    """Answer every kind of failure."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(InvalidInput, _invalid)
    app.register_error_handler(KdsError, _not_now)
    for lost in BUS_LOST:
        app.register_error_handler(lost, _not_now)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def status_of(refusal: Refused) -> int:
    """Return the HTTP status of a refusal; 409 where it depends on the present state."""
    return 404 if refusal.code.startswith("unknown_") else _STATUS.get(refusal.code, 409)


def for_program() -> bool:
    """Tell whether JSON is the right answer to the request."""
    if request.path.startswith(("/api/", "/pair/")) or request.is_json:
        return True
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) != "text/html"


def _refused(refusal: Refused) -> Response:
    if refusal.code == "not_signed_in" and not for_program():
        there = request.full_path.rstrip("?") if request.method == "GET" else "/manager"
        return make_response(redirect(url_for("signing.sign_in", next=there)))
    return _say(status_of(refusal), refusal.code, str(refusal), "This cannot be done")


def _invalid(error: InvalidInput) -> Response:
    if not for_program():
        return _say(422, "invalid", str(error), "This cannot be read")
    return answer({**error.as_json(), "error": "invalid", "reason": str(error)}, 422)


def _not_now(error: Exception) -> Response:
    log.warning(
        "a request was answered with 'try again': %s", error, extra={"action": request.endpoint}
    )
    reason = str(error) if isinstance(error, KdsError) else "The kitchen's server does not answer."
    return _say(503, "try_again", f"{reason} Try again in a moment.", "Not now")


def _http(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    status = error.code or 500
    code = "_".join((error.name or "failed").lower().split())
    return _say(status, code, error.description or "", error.name)


def _unexpected(error: Exception) -> Response:
    log.error(
        "a request failed and was answered with 500; what it asked for may not be done",
        exc_info=error,
        extra={"action": request.endpoint},
    )
    return _say(500, "failed", "Something went wrong on the server. It is in the log.", "Failed")


def _say(status: int, code: str, message: str, title: str) -> Response:
    if for_program():
        return answer({"error": code, "reason": message}, status)
    return make_response(render_template("error.html", title=title, message=message), status)
