"""The table of operations: one record says all of an operation; code and description read it.

To add one, write its view, and a record of it in the module's `OPERATIONS`:

    def show(display_id: str, body: Showing) -> Shown: ...

    OPERATIONS = (
        Operation(
            "POST", "/api/v1/displays/<display_id>/show", "displays.show", show,
            summary="Let a display show other boards besides its own",
            who=Who.MANAGERS, body=Showing, example={"stations": ["grill"]}, answer=Shown,
            codes=("unknown_display",),
        ),
    )

A view gets by name, and must take: each `<part>` of the path; each query parameter, converted, or
its default; `body` where there is one; `idempotency_key` (or None) and `if_match` where the record
says that it takes them. It returns the struct that `answer` names; `Tagged` where there is a tag;
or a Response of its own. It raises Refused with one of `codes`. `register` refuses, when the
server starts, a view that does not take what it is given. Codes that follow from the rest of the
record (`invalid`, `not_signed_in`, `stale` …) are not listed again: see `implied_codes`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from functools import wraps
from http import HTTPStatus
from typing import Any, NamedTuple

import msgspec
from flask import Flask, Response, request

from kds.errors import InvalidInput
from kds.http import conditions
from kds.orders.validation import decode


class Who(Enum):
    """Who may call an operation."""

    EVERYONE = "everyone"
    PEOPLE = "people who are signed in, and programs with the key"
    MANAGERS = "managers who are signed in, and programs with the key"
    COUNTER = "people, programs with the key, and displays that show the pass"
    SYSTEMS_TOO = "people, programs with the key, and external systems with theirs"

    @property
    def schemes(self) -> tuple[str, ...]:
        """Return the security schemes of kds/http/openapi.py, one of which is needed."""
        if self is Who.EVERYONE:
            return ()
        people = ("key", "session")
        return (*people, "system_key") if self is Who.SYSTEMS_TOO else people


class Ok(msgspec.Struct, frozen=True):
    """The answer where there is nothing more to say."""

    ok: bool = True


class Query(NamedTuple):
    """One query parameter; where it has no `default` it must be given."""

    name: str
    type: Any
    doc: str
    default: Any = msgspec.NODEFAULT


class Tagged(NamedTuple):
    """An answer with the tag of its state: `If-None-Match` with that tag is answered with 304."""

    content: Any
    tag: str


View = Callable[..., Any]


class Operation(NamedTuple):
    """One operation of a server; `id` is also its endpoint in Flask.

    `read` makes the view's `body` of the bytes that came; by default they must be JSON of the type
    `body`. `example` is a body that is not wrong, for people to read and for the tests to send.
    `aliases` are further paths to the same view, which the description leaves out. Where external
    systems are told less, `answer_to_systems` is what they get in place of `answer`. What is not
    JSON is of `media_type`, and its view returns a Response.
    """

    method: str
    path: str
    id: str
    view: View
    summary: str
    who: Who
    answer: Any
    answer_to_systems: Any = None
    body: Any = None
    example: Mapping[str, Any] | None = None
    read: Callable[[bytes], Any] | None = None
    query: tuple[Query, ...] = ()
    success: HTTPStatus = HTTPStatus.OK
    codes: tuple[str, ...] = ()
    idempotent: bool = False
    if_match: bool = False
    tagged: bool = False
    aliases: tuple[str, ...] = ()
    media_type: str = "application/json"

    @property
    def path_parts(self) -> tuple[str, ...]:
        """Return the names of the variable parts of the path."""
        return tuple(re.findall(r"<(?:\w+:)?(\w+)>", self.path))

    @property
    def given(self) -> tuple[str, ...]:
        """Return the names of everything that the view gets."""
        names = [*self.path_parts, *(query.name for query in self.query)]
        names += ["body"] if self.body is not None else []
        names += ["idempotency_key"] if self.idempotent else []
        names += ["if_match"] if self.if_match else []
        return tuple(names)


def implied_codes(operation: Operation) -> tuple[str, ...]:
    """Return the codes that follow from the record without being named in it."""
    codes = []
    if operation.who is not Who.EVERYONE:
        codes += ["not_signed_in", "not_permitted"]
    if operation.method != "GET":
        codes += ["foreign_request", "too_large"]
    if operation.body is not None or operation.query or operation.idempotent:
        codes += ["invalid"]
    if operation.path_parts:
        codes += ["not_found"]
    if operation.if_match:
        codes += ["stale"]
    return tuple(codes)


Gate = Callable[[], object]
"""Raises what is answered to callers that may not."""


def register(app: Flask, operations: Iterable[Operation], gates: Mapping[Who, Gate]) -> None:
    """Serve the operations; before each view stands the gate of its `who`."""
    for operation in operations:
        inspect.signature(operation.view).bind(**dict.fromkeys(operation.given))
        serve = _serving(operation, gates[operation.who])
        for path in (operation.path, *operation.aliases):
            app.add_url_rule(path, operation.id, serve, methods=[operation.method])


def json(content: Any, status: int = HTTPStatus.OK) -> Response:
    """Return an answer in JSON."""
    return Response(msgspec.json.encode(content), status, mimetype="application/json")


def _serving(operation: Operation, gate: Gate) -> Callable[..., Response]:
    @wraps(operation.view)
    def serve(**path: str) -> Response:
        gate()
        found = operation.view(**path, **_from_request(operation))
        if isinstance(found, Response):
            return found
        if isinstance(found, Tagged):
            return _tagged(found, operation.success)
        return json(found, operation.success)

    return serve


def unchanged(tag: str) -> Response:
    """Return the answer to whoever has the state of this tag already."""
    answer = Response(status=HTTPStatus.NOT_MODIFIED)
    answer.set_etag(tag)
    return answer


def _tagged(found: Tagged, success: HTTPStatus) -> Response:
    if request.method in ("GET", "HEAD") and conditions.is_known(request.headers, found.tag):
        return unchanged(found.tag)
    answer = json(found.content, success)
    answer.set_etag(found.tag)
    return answer


def _from_request(operation: Operation) -> dict[str, Any]:
    given = _parameters(operation.query)
    if operation.body is not None:
        raw = request.get_data()
        given["body"] = operation.read(raw) if operation.read else decode(raw, operation.body)
    if operation.idempotent:
        given["idempotency_key"] = conditions.idempotency_key(request.headers)
    if operation.if_match:
        given["if_match"] = conditions.if_match(request.headers)
    return given


def _parameters(queries: Iterable[Query]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    wrong = []
    for query in queries:
        said = request.args.get(query.name)
        if said is None:
            if query.default is msgspec.NODEFAULT:
                wrong.append((query.name, "is missing"))
            given[query.name] = query.default
            continue
        try:
            given[query.name] = msgspec.convert(said, query.type, strict=False)
        except msgspec.ValidationError as error:
            wrong.append((query.name, str(error)))
    if wrong:
        raise InvalidInput(wrong)
    return given
