"""What is answered when something is refused or fails: a problem document (RFC 9457)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

import msgspec
from flask import Flask, Response, make_response, request
from msgspec import Meta
from werkzeug.exceptions import HTTPException

from kds.errors import InvalidInput, KdsError, RefusedUntil
from kds.http import codes
from kds.http.language import say

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

_CODE_OF = {
    HTTPStatus.BAD_REQUEST: "bad_request",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
    HTTPStatus.INTERNAL_SERVER_ERROR: "failed",
}
"""Our codes for what Flask refuses by itself, where its own name for it is another."""


class WrongField(msgspec.Struct, frozen=True):
    """One wrong field: where it is (`$.lines[0].quantity`, or the name of a parameter), and why."""

    path: str
    reason: str


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why something was not done: `code` is for programs, `detail` for people.

    `problems` names every wrong field where the code is `invalid`; `until` is when to ask again,
    where that is known.
    """

    type: Annotated[str, Meta(pattern="^urn:kds:problem:")]
    title: str
    status: int
    detail: str
    code: str
    problems: tuple[WrongField, ...] = ()
    until: datetime | None = None


Respond = Callable[[Problem], Response]


def problem(code: str, detail: str, *, status: HTTPStatus | None = None) -> Problem:
    """Return the document of a code; a `status` that Flask chose goes before the table's."""
    kind = codes.of(code)
    status = status or kind.status
    return Problem(f"urn:kds:problem:{code}", say(kind.title), int(status), detail, code)


def problem_of(error: KdsError) -> Problem:
    """Return what an error of ours is told as."""
    told = problem(error.code, error.said(say))
    if isinstance(error, InvalidInput):
        wrong = tuple(WrongField(path, reason) for path, reason in error.problems)
        return msgspec.structs.replace(told, problems=wrong)
    if isinstance(error, RefusedUntil):
        return msgspec.structs.replace(told, until=error.until)
    if told.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        again = say("Try again in a moment.")
        return msgspec.structs.replace(told, detail=f"{told.detail} {again}")
    return told


def as_response(told: Problem) -> Response:
    """Return the document as a program gets it."""
    answer = Response(msgspec.json.encode(told), told.status, mimetype=MEDIA_TYPE)
    if told.status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def answer_errors(
    app: Flask, respond: Respond = as_response, lost: tuple[type[Exception], ...] = ()
) -> None:
    """Answer every error by `respond`; `lost` are what is raised while the bus is away."""

    def ours(error: KdsError) -> Response:
        told = problem_of(error)
        if told.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            _not_now(error)
        answer = respond(told)
        if isinstance(error, RefusedUntil):
            answer.headers["Retry-After"] = str(error.wait_s)
        return answer

    def bus(error: Exception) -> Response:
        _not_now(error)
        away = say("The kitchen's server does not answer. Try again in a moment.")
        return respond(problem("not_reachable", away))

    app.register_error_handler(KdsError, ours)
    for each in lost:
        app.register_error_handler(each, bus)
    app.register_error_handler(HTTPException, lambda error: _http(error, respond))
    app.register_error_handler(Exception, lambda error: _unexpected(error, respond))


def _not_now(error: Exception) -> None:
    log.warning(
        "a request was answered with 'try again': %s", error, extra={"action": request.endpoint}
    )


def _http(error: HTTPException, respond: Respond) -> Response:
    if error.response is not None:
        return make_response(error.response)
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    code = _CODE_OF.get(status) or "_".join((error.name or "failed").lower().split())
    answer = respond(problem(code, _said_of(status, error), status=status))
    for name, value in error.get_headers():
        if name == "Allow":
            answer.headers[name] = value
    return answer


def _said_of(status: HTTPStatus, error: HTTPException) -> str:
    limit = request.max_content_length
    if status != HTTPStatus.REQUEST_ENTITY_TOO_LARGE or limit is None:
        return error.description or ""
    text = "The request is larger than {limit} KiB, the most that is taken here."
    return say(text, limit=limit // 1024)


def _unexpected(error: Exception, respond: Respond) -> Response:
    log.error(
        "a request failed and was answered with 500; what it asked for may not be done",
        exc_info=error,
        extra={"action": request.endpoint},
    )
    return respond(problem("failed", say("Something went wrong on the server. It is in the log.")))
