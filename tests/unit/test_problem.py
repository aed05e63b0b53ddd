"""Problem documents: one table of codes for both servers, each documented."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from flask import Flask, request

from kds.errors import InvalidInput, KdsError, NotReachable, Refused
from kds.http import codes
from kds.http.problem import answer_errors, as_response, problem_of
from kds.http.routes import implied_codes
from kds.web.app import OPERATIONS as AT_WEB

ROOT = Path(__file__).parents[2]
ELSEWHERE = ("kds/web/sockets.py", "kds/web/admission.py", "kds/talk", "kds/settings")
"""Where errors have codes that no HTTP answer carries."""


HANDED_ON = ("outcome.code",)
"""A code that another `Refused` has said before, in words of the source."""


def raised_codes(within: str = "") -> set[str]:
    """Return the code of each `Refused(…, …)` that a server may answer with."""
    found: set[str] = set()
    for file in sorted((ROOT / "kds" / within).rglob("*.py")):
        if str(file.relative_to(ROOT)).startswith(ELSEWHERE):
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused":
                found |= set(constants(node.args[0], file))
    return found


def constants(code: ast.expr, file: Path) -> Iterator[str]:
    """Yield what a code may be; one that is put together nobody could look up."""
    if isinstance(code, ast.Constant):
        yield str(code.value)
    elif isinstance(code, ast.IfExp):
        yield from (each for part in (code.body, code.orelse) for each in constants(part, file))
    elif isinstance(code, ast.BoolOp):
        yield from (each for part in code.values for each in constants(part, file))
    else:
        assert ast.unparse(code) in HANDED_ON, f"{file}: no plain code: {ast.unparse(code)}"


def test_each_code_that_is_raised_is_in_the_table() -> None:
    assert raised_codes() - codes.CODES.keys() == set()


def test_a_command_names_each_code_that_it_may_be_refused_with() -> None:
    of_tills = {"order_conflict", "other_till", "revision_reused"}
    (command,) = (each for each in AT_WEB if each.id == "orders.command")
    assert raised_codes("orders/decide") - of_tills <= {*command.codes, *implied_codes(command)}


def test_the_table_is_documented_with_its_statuses() -> None:
    text = (ROOT / "docs" / "api.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d{3}) \| `(\w+)` \| \S", text, re.MULTILINE)

    assert sorted((code, int(status)) for status, code in rows) == sorted(
        (code, int(kind.status)) for code, kind in codes.CODES.items()
    )


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Refused("unknown_thing", "no"), 404, "unknown_thing"),
        (Refused("never_heard_of", "no"), 409, "never_heard_of"),
        (Refused("stale", "no"), 412, "stale"),
        (InvalidInput([("$.a", "is missing")]), 422, "invalid"),
        (NotReachable("away"), 503, "not_reachable"),
        (KdsError("not now"), 503, "try_again"),
    ],
)
def test_each_error_has_its_status(error: KdsError, status: int, code: str) -> None:
    told = problem_of(error)

    assert (told.status, told.code, told.type) == (status, code, f"urn:kds:problem:{code}")


def test_wrong_input_names_each_field_and_other_problems_none() -> None:
    wrong = sent(InvalidInput([("$.a", "is missing"), ("$.b", "x")]))

    assert wrong["problems"] == [
        {"path": "$.a", "reason": "is missing"},
        {"path": "$.b", "reason": "x"},
    ]
    assert "problems" not in sent(Refused("stale", "no"))


def sent(error: KdsError) -> dict[str, object]:
    """Return the document as it goes out."""
    told: dict[str, object] = msgspec.json.decode(as_response(problem_of(error)).data)
    return told


def test_whatever_fails_is_answered_with_a_problem_and_nothing_of_the_inside() -> None:
    app = Flask("test")
    answer_errors(app, lost=(TimeoutError,))
    for path, error in (
        ("/secret", RuntimeError("the inside")),
        ("/lost", TimeoutError("the inside")),
        ("/nobody", Refused("not_signed_in", "sign in")),
    ):
        app.add_url_rule(path, path, _raising(error))
    client = app.test_client()

    for path, status, code in (
        ("/secret", 500, "failed"),
        ("/lost", 503, "not_reachable"),
        ("/nobody", 401, "not_signed_in"),
        ("/nowhere", 404, "not_found"),
    ):
        answer = client.get(path)
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert (answer.status_code, answer.json["status"], answer.json["code"]) == (
            status,
            status,
            code,
        )
        assert "inside" not in answer.text
    assert client.get("/nobody").headers["WWW-Authenticate"] == "Bearer"
    assert client.post("/nobody").headers["Allow"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The request is larger than 2 KiB, the most that is taken here."),
        ("fi", "Pyyntö on suurempi kuin 2 KiB, joka on tässä enintään sallittu."),
    ],
)
def test_what_is_too_large_names_the_limit(language: str, said: str) -> None:
    app = Flask("test")
    app.config["MAX_CONTENT_LENGTH"] = 2048
    answer_errors(app)
    app.add_url_rule("/take", "take", lambda: str(len(request.get_data())), methods=["POST"])
    asks = {"Accept-Language": language, "Authorization": "Bearer k"}
    answer = app.test_client().post("/take", data=b"x" * 2049, headers=asks)

    assert (answer.status_code, answer.json["code"]) == (413, "too_large")
    assert answer.json["detail"] == said


def _raising(error: Exception):  # type: ignore[no-untyped-def]
    def view() -> None:
        raise error

    return view
