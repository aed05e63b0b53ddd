"""Tags and keys of requests: what matches, what is known already, what is no key."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import Headers

from kds.errors import InvalidInput, Refused
from kds.http import conditions
from kds.http.conditions import answer_tag, order_tag
from kds.orders.status import Status

TAG = order_tag(3, 12)


SAID = answer_tag(TAG, {"status": "VOIDED"})


@pytest.mark.parametrize(
    "given", [None, "*", " * ", '"r3.v12"', '"r1.v1", "r3.v12"', f'"{SAID}"', f'"x", "{SAID}"']
)
def test_a_change_from_the_present_state_may_be(given: str | None) -> None:
    conditions.if_match(headers("If-Match", given)).require(TAG, "A-1", Status.VOIDED)


@pytest.mark.parametrize(
    "given",
    [
        "",
        '"r3.v11"',
        'W/"r3.v12"',
        "r3.v12",
        '"',
        '"r3.v1", "2"',
        ",",
        f'W/"{SAID}"',
        f'"{answer_tag("r3.v11", 1)}"',
        f'"r3.v1{SAID}"',
        f'"{answer_tag("r3.v1", 1)}2"',
        '"r3.v12.5f0c"',
    ],
)
def test_a_change_from_another_state_is_stale(given: str) -> None:
    with pytest.raises(Refused) as refused:
        conditions.if_match(headers("If-Match", given)).require(TAG, "A-1", Status.VOIDED)

    assert refused.value.code == "stale"
    assert "Order A-1 has changed meanwhile: it is 'Voided' now" in str(refused.value)
    assert '"r3.v12"' in str(refused.value)


@pytest.mark.parametrize(
    ("given", "known"),
    [
        (None, False),
        ("*", True),
        ('"r3.v12"', True),
        ('W/"r3.v12"', True),
        ('"r3.v11", "r3.v12"', True),
        ('"r3.v11"', False),
        ("r3.v12", False),
        ("", False),
    ],
)
def test_what_a_caller_has_is_known_by_its_tag(given: str | None, *, known: bool) -> None:
    assert conditions.is_known(headers("If-None-Match", given), TAG) is known


def test_an_answer_is_known_by_all_that_it_says() -> None:
    assert conditions.is_known(headers("If-None-Match", f'"{SAID}"'), SAID)
    assert not conditions.is_known(headers("If-None-Match", f'"{TAG}"'), SAID)
    assert answer_tag(TAG, {"status": "PARKED"}) != SAID


@pytest.mark.parametrize("key", ["a", "x" * 200, '!"~'])
def test_a_key_is_taken_as_it_is(key: str) -> None:
    assert conditions.idempotency_key(headers("Idempotency-Key", key)) == key


@pytest.mark.parametrize("key", ["", "x" * 201, "a b", "\u00e4", "a\x7f"])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        conditions.idempotency_key(headers("Idempotency-Key", key))

    assert refused.value.problems[0][0] == "Idempotency-Key"


def test_no_key_is_none() -> None:
    assert conditions.idempotency_key(Headers()) is None


def headers(name: str, value: str | None) -> Headers:
    """Return headers with one of them, or without it."""
    return Headers() if value is None else Headers({name: value})
