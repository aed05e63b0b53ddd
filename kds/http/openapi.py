"""The description of a server's operations for programs: OpenAPI 3.1, made from their table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from itertools import groupby
from typing import Any

import msgspec
from flask import Flask, Response

from kds.http import codes
from kds.http.conditions import IDEMPOTENCY_KEY
from kds.http.problem import MEDIA_TYPE, Problem
from kds.http.routes import Operation, implied_codes

PATH = "/api/v1/openapi.json"

SCHEMES: Mapping[str, dict[str, str]] = {
    "key": {"type": "http", "scheme": "bearer", "description": "the key of this server"},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "kds_session",
        "description": "a person who is signed in; from the server's own pages",
    },
    "system_key": {"type": "http", "scheme": "bearer", "description": "an external system's key"},
}

_REF = "#/components/schemas/{name}"
_TAG = {"type": "string", "pattern": r'^"[0-9a-z]+(\.[0-9a-z]+)+"$'}
_HEADER = {"in": "header", "required": False}
_KEY_PARAMETER = {
    "name": IDEMPOTENCY_KEY,
    "description": "the same key gets the first answer again",
    "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
    **_HEADER,
}
_MATCH_PARAMETER = {
    "name": "If-Match",
    "description": "do it only if what is changed still has one of these tags",
    "schema": {"type": "string"},
    **_HEADER,
}
_KNOWN_PARAMETER = {
    "name": "If-None-Match",
    "description": "answer 304 if the order still has this tag",
    "schema": {"type": "string"},
    **_HEADER,
}


def serve(app: Flask, title: str, version: str, operations: Iterable[Operation]) -> None:
    """Serve the description of these operations, to everyone."""
    text = msgspec.json.encode(document(title, version, operations))
    app.add_url_rule(PATH, "openapi", lambda: Response(text, mimetype="application/json"))


def document(title: str, version: str, operations: Iterable[Operation]) -> dict[str, Any]:
    """Return the description of these operations."""
    told = tuple(operations)
    types = [Problem]
    for each in told:
        types += [query.type for query in each.query]
        wanted = (each.body, each.answer, each.answer_to_systems)
        types += [each_type for each_type in wanted if each_type is not None]
    schemas, components = msgspec.json.schema_components(types, ref_template=_REF)
    schema_of = {repr(wanted): schema for wanted, schema in zip(types, schemas, strict=True)}
    paths: dict[str, dict[str, Any]] = {}
    for each in told:
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", each.path)
        paths.setdefault(path, {})[each.method.lower()] = _operation(each, schema_of)
    found = {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": SCHEMES},
    }
    return _plainly_named(found, components)


def _plainly_named(found: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return the description without the modules that tell types of one name apart.

    `kds.orders.record.Approval` beside another `Approval` becomes `RecordApproval`.
    """
    text = msgspec.json.encode(found).decode()
    for name in names:
        *_, module, own = ("", *name.split("."))
        if module:
            plain = module.title().replace("_", "") + own
            text = text.replace(f'/{name}"', f'/{plain}"').replace(f'"{name}":', f'"{plain}":')
    described: dict[str, Any] = msgspec.json.decode(text)
    return described


def _operation(operation: Operation, schema_of: Mapping[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.id,
        "summary": operation.summary,
        "description": f"For {operation.who.value}.",
        "security": [{scheme: []} for scheme in operation.who.schemes],
        "parameters": _parameters(operation, schema_of),
        "responses": _responses(operation, schema_of),
    }
    if operation.body is not None:
        content = {"schema": schema_of[repr(operation.body)]}
        if operation.example is not None:
            content["example"] = operation.example
        described["requestBody"] = {"required": True, "content": {"application/json": content}}
    return described


def _parameters(operation: Operation, schema_of: Mapping[str, Any]) -> list[dict[str, Any]]:
    text = {"type": "string", "minLength": 1}
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": text}
        for name in operation.path_parts
    ]
    for query in operation.query:
        needed = query.default is msgspec.NODEFAULT
        schema = dict(schema_of[repr(query.type)])
        if not needed and query.default is not None:
            schema["default"] = msgspec.to_builtins(query.default)
        found.append(
            {
                "name": query.name,
                "in": "query",
                "required": needed,
                "description": query.doc,
                "schema": schema,
            }
        )
    found += [_KEY_PARAMETER] if operation.idempotent else []
    found += [_MATCH_PARAMETER] if operation.if_match else []
    found += [_KNOWN_PARAMETER] if operation.tagged else []
    return found


def _responses(operation: Operation, schema_of: Mapping[str, Any]) -> dict[str, Any]:
    answer = schema_of[repr(operation.answer)]
    if operation.answer_to_systems is not None:
        answer = {"anyOf": [answer, schema_of[repr(operation.answer_to_systems)]]}
    good: dict[str, Any] = {
        "description": HTTPStatus(operation.success).phrase,
        "content": {operation.media_type: {"schema": answer}},
    }
    found = {str(int(operation.success)): good}
    if operation.tagged:
        good["headers"] = {"ETag": {"description": "which state this is", "schema": _TAG}}
        found["304"] = {"description": "It still has the tag that you have."}
    return found | dict(_problems(problem_codes(operation), schema_of[repr(Problem)]))


def problem_codes(operation: Operation) -> tuple[str, ...]:
    """Return every code that an operation may answer with."""
    always = ("bad_request", "failed", "try_again", "not_reachable")
    return tuple(dict.fromkeys((*operation.codes, *implied_codes(operation), *always)))


def _problems(
    named: Iterable[str], problem: dict[str, Any]
) -> Iterable[tuple[str, dict[str, Any]]]:
    by_status = sorted(named, key=lambda code: codes.of(code).status)
    for status, group in groupby(by_status, key=lambda code: codes.of(code).status):
        alike = list(group)
        schema = {"allOf": [problem, {"properties": {"code": {"enum": alike}}}]}
        yield (
            str(int(status)),
            {
                "description": "; ".join(f"`{code}`: {codes.of(code).title}" for code in alike),
                "content": {MEDIA_TYPE: {"schema": schema}},
            },
        )
