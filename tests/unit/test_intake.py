"""What POS software may send, what is filled in, and what every hostile input gets."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.errors import InvalidInput
from kds.orders.intake import MAX_BODY_BYTES, OrderAsSent, complete, make_lines, read_order
from kds.orders.menu import Menu, Product
from kds.orders.order import LineKitchen
from kds.orders.validation import MAX_PROBLEMS
from tests.samples import T0
from tests.unit.json_paths import is_there

GOOD: dict[str, Any] = {
    "service": "dine-in",
    "table": "12",
    "lines": [{"product": "Burger", "quantity": 1}, {"product": "Fries", "quantity": 2}],
}


def _read(**changed: Any) -> OrderAsSent:
    return read_order(json.dumps(GOOD | changed).encode())


def _problems(raw: bytes | dict[str, Any]) -> dict[str, str]:
    body = raw if isinstance(raw, bytes) else json.dumps(raw).encode()
    with pytest.raises(InvalidInput) as refused:
        read_order(body)
    return dict(refused.value.problems)


def test_an_order_with_everything_is_read_as_it_was_sent() -> None:
    line = {
        "line_id": "x-1",
        "product": "Pöytä 🍔",
        "quantity": 3,
        "unit_price": 1250,
        "category": "grill",
        "station": "grill",
        "modifiers": ["no onion"],
        "allergens": ["gluten"],
        "seat": 2,
        "course": 1,
        "note": "",
    }
    whole = {
        "order_id": "web:2026-77",
        "number": "W7",
        "service": "delivery",
        "table": "12",
        "customer": {"name": "Aino", "phone": "+358 40 123"},
        "responsible": "Mari",
        "note": "ring <b>twice</b>",
        "due_at": "2026-11-20T19:30:00Z",
        "needs_approval": True,
        "lines": [line],
    }

    sent = read_order(json.dumps(whole).encode())

    assert sent.customer is not None
    assert (sent.order_id, sent.number, sent.customer.phone) == ("web:2026-77", "W7", "+358 40 123")
    assert sent.note == "ring <b>twice</b>"
    assert sent.due_at == datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
    assert sent.lines[0].product == "Pöytä 🍔"
    assert sent.lines[0].modifiers == ("no onion",)


def test_times_are_kept_in_utc() -> None:
    due_at = _read(due_at="2026-11-20T21:30:00+02:00").due_at

    assert due_at is not None
    assert due_at.isoformat() == "2026-11-20T19:30:00+00:00"


@pytest.mark.parametrize(
    ("due_at", "reason"),
    [
        ("0001-01-01T00:00:00+12:00", "is not a time from 2000 to 2199"),
        ("9999-12-31T23:59:59-12:00", "is not a time from 2000 to 2199"),
        ("2000-01-01T00:00:00+02:00", "is not a time from 2000 to 2199"),
        ("2026-11-20T21:30:00", "timezone"),
        ("tomorrow", "Invalid RFC3339"),
    ],
)
def test_a_time_that_is_none_is_refused(due_at: str, reason: str) -> None:
    assert reason in _problems(GOOD | {"due_at": due_at})["$.due_at"]


def test_each_wrong_field_is_listed_with_its_path() -> None:
    wrong = {
        "service": "drive-in",
        "number": " ",
        "due_at": "soon",
        "needs_approval": "yes",
        "customer": {"name": 5, "email": "x@y.z"},
        "colour": "red",
        "lines": [
            {"product": "", "quantity": 0, "unit_price": -1, "seat": 0, "course": 21},
            {"quantity": "two", "modifiers": ["ok", 7, ""], "station": "Grill!"},
            "a burger",
        ],
    }

    assert set(_problems(wrong)) == {
        "$.service",
        "$.number",
        "$.due_at",
        "$.needs_approval",
        "$.customer.name",
        "$.customer.email",
        "$.colour",
        "$.lines[0].product",
        "$.lines[0].quantity",
        "$.lines[0].unit_price",
        "$.lines[0].seat",
        "$.lines[0].course",
        "$.lines[1].product",
        "$.lines[1].quantity",
        "$.lines[1].modifiers[1]",
        "$.lines[1].modifiers[2]",
        "$.lines[1].station",
        "$.lines[2]",
    }


def test_a_line_id_may_stand_once() -> None:
    lines = [{"product": "Tea", "quantity": 1, "line_id": x} for x in ("a", "b", "a", "a")]

    assert set(_problems(GOOD | {"lines": lines})) == {"$.lines[2].line_id", "$.lines[3].line_id"}


LINE = GOOD["lines"][0]

HOSTILE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "$"),
    "no JSON": (b"service=dine-in", "$"),
    "no UTF-8": (b'{"service": "\xff"}', "$"),
    "half a surrogate": (rb'{"service":"dine-in","note":"\ud800","lines":[]}', "$"),
    "too long": (b'"' + b"x" * MAX_BODY_BYTES + b'"', "$"),
    "a megabyte of product": (
        json.dumps(GOOD | {"lines": [LINE | {"product": "x" * 1_000_000}]}).encode(),
        "$",
    ),
    "a long product": (
        json.dumps(GOOD | {"lines": [LINE | {"product": "x" * 121}]}).encode(),
        "$.lines[0].product",
    ),
    "a deep list": (b"[" * 200_000, "$"),
    "a deep object": (b'{"a":' * 50_000, "$"),
    "a deep field": (b'{"lines":' + b"[" * 900 + b"]" * 900 + b"}", "$.lines[0]"),
    "not a number": (b'{"lines":[{"quantity":NaN}]}', "$"),
    "infinity": (b'{"lines":[{"quantity":-Infinity}]}', "$"),
    "a huge number": (b'{"lines":[{"quantity":' + b"9" * 5000 + b"}]}", "$"),
    "a huge power": (b'{"lines":[{"quantity":1e999}]}', "$"),
    "a large number": (
        b'{"service":"dine-in","lines":[{"product":"x","quantity":18446744073709551616}]}',
        "$.lines[0].quantity",
    ),
    "half a burger": (
        json.dumps(GOOD | {"lines": [LINE | {"quantity": 0.5}]}).encode(),
        "$.lines[0].quantity",
    ),
    "a true quantity": (
        json.dumps(GOOD | {"lines": [LINE | {"quantity": True}]}).encode(),
        "$.lines[0].quantity",
    ),
    "a list": (json.dumps([GOOD]).encode(), "$"),
    "null": (b"null", "$"),
    "no lines": (json.dumps(GOOD | {"lines": []}).encode(), "$.lines"),
    "lines of nothing": (json.dumps(GOOD | {"lines": None}).encode(), "$.lines"),
    "too many lines": (json.dumps(GOOD | {"lines": [LINE] * 201}).encode(), "$.lines"),
    "too many modifiers": (
        json.dumps(GOOD | {"lines": [LINE | {"modifiers": ["x"] * 31}]}).encode(),
        "$.lines[0].modifiers",
    ),
    "an id with a space": (json.dumps(GOOD | {"order_id": "a b"}).encode(), "$.order_id"),
    "an id with a newline": (json.dumps(GOOD | {"order_id": "a\n"}).encode(), "$.order_id"),
    "a prototype": (json.dumps(GOOD | {"__proto__": {}}).encode(), "$.__proto__"),
}


@pytest.mark.parametrize(("raw", "path"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_input_gets_a_reason(raw: bytes, path: str) -> None:
    assert path in _problems(raw)


def test_a_body_of_nothing_but_mistakes_gets_a_short_answer() -> None:
    mistakes = b'{"lines":[' + b",".join([b"{}"] * 80_000) + b"]}"

    assert len(_problems(mistakes)) == MAX_PROBLEMS


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


def _or_anything(good: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(good, good, good, JSON)


TEXT = _or_anything(st.text(min_size=1, max_size=130))
ID = _or_anything(st.from_regex(r"[A-Za-z0-9:._-]{1,8}", fullmatch=True))
LINE_FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "line_id": ID,
    "unit_price": _or_anything(st.integers(-5, 20_000_000)),
    "category": TEXT,
    "station": ID,
    "modifiers": _or_anything(st.lists(TEXT, max_size=3)),
    "allergens": _or_anything(st.lists(TEXT, max_size=3)),
    "seat": _or_anything(st.integers(0, 5)),
    "course": _or_anything(st.integers(0, 5)),
    "note": TEXT,
    "surprise": JSON,
}
A_LINE = st.fixed_dictionaries(
    {"product": TEXT, "quantity": _or_anything(st.integers(0, 1001))}, optional=LINE_FIELDS
)
ALMOST = st.fixed_dictionaries(
    {
        "service": _or_anything(st.sampled_from(["dine-in", "takeaway", "delivery"])),
        "lines": _or_anything(st.lists(_or_anything(A_LINE), min_size=1, max_size=4)),
    },
    optional={
        "order_id": ID,
        "number": TEXT,
        "table": TEXT,
        "customer": _or_anything(st.dictionaries(st.sampled_from(["name", "phone"]), TEXT)),
        "due_at": _or_anything(
            st.datetimes(timezones=st.timezones() | st.none()).map(datetime.isoformat)
        ),
        "needs_approval": _or_anything(st.booleans()),
        "surprise": JSON,
    },
)


def _read_or_problems(raw: bytes) -> tuple[OrderAsSent | None, list[tuple[str, str]]]:
    try:
        return read_order(raw), []
    except InvalidInput as refused:
        return None, refused.problems


@given(value=JSON | ALMOST)
def test_any_json_gives_an_order_or_paths_that_exist(value: Any) -> None:
    raw = json.dumps(value).encode()
    sent, wrong = _read_or_problems(raw)

    if sent is None:
        parsed = json.loads(raw)
        assert wrong
        for path, reason in wrong:
            assert reason
            assert path == "$" or is_there(parsed, path, missing=reason == "is missing")
        return
    made = complete(sent, order_id="A-1", number="A1", accepted_at=T0, needs_approval=False)
    assert len({line.line_id for line in made.lines}) == len(value["lines"])
    assert [line.product for line in made.lines] == [x["product"] for x in value["lines"]]


@given(raw=st.binary(max_size=200))
def test_any_bytes_give_an_order_or_invalid_input(raw: bytes) -> None:
    with pytest.raises(InvalidInput):
        read_order(raw)


def test_missing_ids_are_filled_in_without_taking_those_that_were_sent() -> None:
    lines = [
        {"product": "Tea", "quantity": 1},
        {"product": "Bun", "quantity": 1, "line_id": "L3"},
        {"product": "Pie", "quantity": 1},
        {"product": "Jam", "quantity": 1, "line_id": "L1"},
    ]

    made = complete(
        _read(lines=lines, note="soon"),
        order_id="A-9",
        number="A17",
        accepted_at=T0,
        needs_approval=True,
    )

    assert [line.line_id for line in made.lines] == ["L2", "L3", "L4", "L1"]
    assert (made.order_id, made.number, made.revision, made.accepted_at) == ("A-9", "A17", 1, T0)
    assert (made.table, made.note, made.needs_approval) == ("12", "soon", True)


def test_invalid_input_is_told_by_path_and_reason() -> None:
    with pytest.raises(InvalidInput) as refused:
        _read(service=math.pi)

    assert refused.value.problems == [("$.service", "Expected `str`, got `float`")]


def test_what_comes_back_for_service_is_marked_by_the_menu_or_by_the_sender() -> None:
    bicycle = Product(product="Bicycle", category="Repairs", price=4500, customer_unit=True)
    tube = Product(product="Tube", category="Parts", price=900)
    lines = [{"product": "Bicycle", "quantity": 1}, {"product": "Tube", "quantity": 1}]
    claims = [line | {"customer_unit": line["product"] == "Tube"} for line in lines]

    def marks(lines: list[dict[str, Any]], menu: Menu) -> list[bool]:
        made = make_lines(_read(lines=lines).lines, menu, LineKitchen.SEND)
        return [line.customer_unit for line in made]

    assert marks(lines, Menu([bicycle, tube])) == [True, False]
    assert marks(claims, Menu([bicycle, tube])) == [True, False]
    assert marks(claims, Menu()) == [False, True]
