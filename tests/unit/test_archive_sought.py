"""Orders are found by what people know of them, the live ones as the archived ones."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from kds.archive.sought import Sought, terms_of_phone, words_of
from kds.orders.order import Customer
from kds.orders.record import OrderRecord
from tests.samples import order
from tests.till_samples import Life

RECORD = Life().record


def made(**facts: Any) -> OrderRecord:
    """Return an order with these till facts."""
    return replace(RECORD, order=order(**facts))


def named(name: str) -> OrderRecord:
    """Return an order of a customer."""
    return made(customer=Customer(name))


def called(phone: str) -> OrderRecord:
    """Return an order with a phone."""
    return made(customer=Customer(None, phone))


@pytest.mark.parametrize("asked", ["A17", "a17", " a 17 "])
def test_a_number_is_found_without_regard_to_case_and_space(asked: str) -> None:
    assert Sought(number=asked).fits(made(number="A17"))
    assert Sought(q=asked).fits(made(number="A17"))
    assert not Sought(number=asked).fits(made(number="A170"))


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("virt", "Matti Virtanen"),
        ("MATTI", "Matti Virtanen"),
        ("virtanen matti", "Matti Virtanen"),
        ("vir mat", "Matti Virtanen"),
        ("äij", "Äijälä"),
        ("a\u0308ij", "Äijälä"),
        ("strasse", "Straße"),
        ("virtanen-kau", "Anna Virtanen-Kauppi"),
        ("kauppi", "Anna Virtanen-Kauppi"),
        ("Wolfeschlegelsteinhausenbergerdorff", "Wolfeschlegelsteinhausenbergerdorff"),
        ("山", "山田"),
    ],
)
def test_a_customer_is_found_by_the_beginnings_of_words(asked: str, name: str) -> None:
    assert Sought(customer=asked).fits(named(name))
    assert Sought(q=asked).fits(named(name))


@pytest.mark.parametrize("asked", ["tanen", "aij", "matti virtanen x", "  ", "-", "\0"])
def test_a_customer_is_not_found_by_other_parts(asked: str) -> None:
    assert not Sought(customer=asked).fits(named("Matti Äijälä Virtanen"))


@pytest.mark.parametrize(
    ("asked", "phone"),
    [
        ("567", "+358 40 123 4567"),
        ("040 1234567", "+358401234567"),
        ("+358401234567", "0401234567"),
        ("00358 40 1234567", "040-123 4567"),
        ("+358 (0)40 1234567", "0401234567"),
        ("0401234567", "0401234567"),
        ("112", "112"),
        ("000", "+358 40 000 000"),
    ],
)
def test_a_phone_is_found_by_its_last_digits_and_with_any_code(asked: str, phone: str) -> None:
    assert Sought(phone=asked).fits(called(phone))
    assert Sought(q=asked).fits(called(phone))


@pytest.mark.parametrize("asked", ["67", "1234", "+46401234568", "000", "", "ab"])
def test_other_phones_are_not_found(asked: str) -> None:
    assert not Sought(phone=asked).fits(called("+358401234567"))


def test_tables_are_found_whole() -> None:
    assert Sought(table="patio 7").fits(made(table="Patio7"))
    assert Sought(q="PATIO 7").fits(made(table="Patio7"))
    assert not Sought(table="7").fits(made(table="17"))
    assert not Sought(table=" ").fits(made())


def test_all_that_is_asked_must_hold() -> None:
    record = made(number="A17", customer=Customer("Anna", "+358401234567"), table="7")

    assert Sought().fits(record)
    assert Sought(number="A17", customer="an", phone="567", table="7", q="7").fits(record)
    assert not Sought(number="A17", customer="an", phone="568").fits(record)
    assert not Sought(number="A17", q="A18").fits(record)


def test_a_status_is_one_of_them() -> None:
    assert Sought(status="IN_KITCHEN").fits(Life().paid().record)
    assert not Sought(status="COMPLETED").fits(Life().paid().record)


@pytest.mark.parametrize(
    ("asked", "phone", "is_same"),
    [
        ("+358401234567", "040 1234567", True),
        ("0401234567", "+358401234567", True),
        ("4567", "+358401234567", False),
        ("112", "112", True),
        ("+358401234567", "+358401234568", False),
        ("", "+358401234567", False),
    ],
)
def test_the_orders_of_a_customer_have_the_whole_phone(
    asked: str, phone: str, is_same: bool
) -> None:
    assert bool(words_of(called(phone)).intersection(terms_of_phone(asked))) is is_same
