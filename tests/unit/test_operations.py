"""The table of operations: served as it says, and described as it is served."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Annotated, Any

import msgspec
import pytest
from flask import Flask, g
from msgspec import Meta

from kds.errors import Refused
from kds.http import codes, openapi
from kds.http.conditions import IfMatch
from kds.http.problem import answer_errors
from kds.http.routes import Operation, Query, Tagged, Who, register
from kds.orders.status import Status
from kds.till.app import OPERATIONS as AT_TILL
from kds.web.app import OPERATIONS as AT_WEB


class Dish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A body."""

    name: Annotated[str, Meta(min_length=1)]


class Told(msgspec.Struct, frozen=True):
    """What a view was given."""

    given: dict[str, Any]


def change(
    dish_id: str, body: Dish, idempotency_key: str | None, if_match: IfMatch, *, loud: bool
) -> Told:
    if_match.require("r1.v1", "A-1", Status.VOIDED)
    return Told({"dish_id": dish_id, "loud": loud, "name": body.name, "key": idempotency_key})


def look(dish_id: str) -> Tagged:
    if dish_id == "none":
        raise Refused("unknown_order", "There is none.")
    return Tagged(Told({"dish_id": dish_id}), "r1.v1")


CHANGE = Operation(
    "POST",
    "/dishes/<dish_id>",
    "dishes.change",
    change,
    summary="Change a dish",
    who=Who.MANAGERS,
    body=Dish,
    answer=Told,
    query=(Query("loud", bool, "whether to shout", False),),
    success=HTTPStatus.ACCEPTED,
    idempotent=True,
    if_match=True,
    aliases=("/d/<dish_id>",),
)
LOOK = Operation(
    "GET",
    "/dishes/<dish_id>",
    "dishes.get",
    look,
    summary="One dish",
    who=Who.EVERYONE,
    answer=Told,
    codes=("unknown_order",),
    tagged=True,
)


def managers_only() -> None:
    if not g.get("manager", True):
        raise Refused("not_permitted", "Not you.")


@pytest.fixture
def app() -> Flask:
    app = Flask("test")
    answer_errors(app)
    register(app, (CHANGE, LOOK), {Who.EVERYONE: lambda: None, Who.MANAGERS: managers_only})
    return app


@pytest.mark.parametrize("path", ["/dishes/7", "/d/7"])
def test_a_view_gets_what_the_record_says(app: Flask, path: str) -> None:
    headers = {"Idempotency-Key": "k1", "If-Match": '"r1.v1"'}
    answer = app.test_client().post(f"{path}?loud=1", json={"name": "Soup"}, headers=headers)

    assert answer.status_code == HTTPStatus.ACCEPTED
    assert answer.json == {"given": {"dish_id": "7", "loud": True, "name": "Soup", "key": "k1"}}


@pytest.mark.parametrize(
    ("query", "body", "headers", "status", "path"),
    [
        ("", {"name": ""}, {}, 422, "$.name"),
        ("", {"name": "Soup", "price": 1}, {}, 422, "$.price"),
        ("?loud=very", {"name": "Soup"}, {}, 422, "loud"),
        ("", {"name": "Soup"}, {"Idempotency-Key": "a b"}, 422, "Idempotency-Key"),
        ("", {"name": "Soup"}, {"If-Match": '"r1.v2"'}, 412, None),
    ],
)
def test_what_is_wrong_does_not_reach_the_view(
    app: Flask, query: str, body: Any, headers: dict[str, str], *, status: int, path: str | None
) -> None:
    answer = app.test_client().post(f"/dishes/7{query}", json=body, headers=headers)

    assert answer.status_code == status
    assert [each["path"] for each in answer.json.get("problems", [])] == ([path] if path else [])


def test_the_gate_stands_before_the_body(app: Flask) -> None:
    with app.app_context():
        g.manager = False
        answer = app.test_client().post("/dishes/7", data=b"{")

    assert answer.json["code"] == "not_permitted"


def test_a_tag_spares_the_answer(app: Flask) -> None:
    client = app.test_client()
    first = client.get("/dishes/7")
    again = client.get("/dishes/7", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["ETag"] == '"r1.v1"'
    assert (again.status_code, again.data) == (304, b"")


def test_a_view_that_does_not_take_what_it_is_given_is_found_at_the_start() -> None:
    with pytest.raises(TypeError):
        register(Flask("test"), (CHANGE._replace(view=look),), {Who.MANAGERS: managers_only})


def test_a_missing_gate_is_found_at_the_start() -> None:
    with pytest.raises(KeyError):
        register(Flask("test"), (CHANGE,), {Who.EVERYONE: lambda: None})


def test_the_description_says_what_the_record_says() -> None:
    document = openapi.document("test", "1", (CHANGE, LOOK))
    change, look = (document["paths"]["/dishes/{dish_id}"][method] for method in ("post", "get"))

    assert change["security"] == [{"key": []}, {"session": []}]
    assert look["security"] == []
    assert [each["name"] for each in change["parameters"]] == [
        "dish_id",
        "loud",
        "Idempotency-Key",
        "If-Match",
    ]
    assert change["responses"].keys() >= {"202", "401", "403", "404", "412", "413", "422"}
    assert look["responses"].keys() == {"200", "304", "400", "404", "500", "503"}
    assert document["components"]["schemas"]["Dish"]["properties"]["name"]["minLength"] == 1


@pytest.mark.parametrize("operations", [AT_TILL, AT_WEB], ids=["till", "web"])
def test_the_servers_tables_are_sound(operations: tuple[Operation, ...]) -> None:
    ids = [operation.id for operation in operations]
    served = [(o.method, path) for o in operations for path in (o.path, *o.aliases)]

    assert len(set(ids)) == len(ids)
    assert len(set(served)) == len(served)
    for operation in operations:
        assert set(openapi.problem_codes(operation)) <= codes.CODES.keys(), operation.id
        assert operation.summary[0].isupper(), operation.id
        assert operation.method != "GET" or operation.body is None, operation.id


@pytest.mark.parametrize("operations", [AT_TILL, AT_WEB], ids=["till", "web"])
def test_each_name_in_the_description_is_a_plain_word(operations: tuple[Operation, ...]) -> None:
    schemas = openapi.document("test", "1", operations)["components"]["schemas"]

    assert [name for name in schemas if not name.isidentifier()] == []
    assert "kds." not in str(schemas), "a reference to a name that is none"


def test_types_of_one_name_are_told_apart() -> None:
    other = Operation(
        "GET", "/else", "else", look, summary="Else", who=Who.EVERYONE, answer=openapi.Problem
    )
    problem = msgspec.defstruct("Problem", [("wrong", Dish)], module="kds.else.where_else")
    document = openapi.document("test", "1", (other, LOOK._replace(answer=problem)))
    names = {"ProblemProblem", "WrongField", "WhereElseProblem", "Dish"}

    assert document["components"]["schemas"].keys() == names
    assert set(re.findall(r"#/components/schemas/([\w.]+)", str(document))) == names
