"""Problems are named by their paths, whatever the type."""

from __future__ import annotations

from typing import Annotated

import msgspec
import pytest
from msgspec import Meta

from kds.errors import InvalidInput
from kds.orders.validation import MAX_PROBLEMS, convert, decode, problems


class Topping(msgspec.Struct, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1)]
    grams: int = 0


class Pizza(msgspec.Struct, rename="camel"):
    topping_list: tuple[Topping, ...]
    main_topping: Topping | None = None
    sizes: Annotated[list[int], Meta(max_length=2)] | None = None


def test_what_fits_is_converted() -> None:
    pizza = convert({"toppingList": [{"name": "olive"}], "other": 1}, Pizza)

    assert pizza == Pizza(topping_list=(Topping("olive"),))


def test_every_problem_is_named_by_the_names_in_json() -> None:
    wrong = {
        "toppingList": [{"name": ""}, {"name": "x", "grams": "5", "colour": 1}, 7],
        "mainTopping": {"grams": None},
        "sizes": [1, "2"],
    }

    assert problems(wrong, Pizza, "$") == [
        ("$.toppingList[0].name", "Expected `str` of length >= 1"),
        ("$.toppingList[1].grams", "Expected `int`, got `str`"),
        ("$.toppingList[1].colour", "is not a known field"),
        ("$.toppingList[2]", "Expected `object`, got `int`"),
        ("$.mainTopping.name", "is missing"),
        ("$.mainTopping.grams", "Expected `int`, got `null`"),
        ("$.sizes[1]", "Expected `int`, got `str`"),
    ]


def test_a_list_that_is_too_long_is_one_problem_where_it_stands() -> None:
    assert problems({"toppingList": [], "sizes": [1, 2, 3]}, Pizza, "$.data") == [
        ("$.data.sizes", "Expected `array` of length <= 2")
    ]


def test_what_fits_has_no_problems() -> None:
    assert problems({"toppingList": [], "mainTopping": None}, Pizza, "$") == []


def test_a_long_unknown_name_is_cut() -> None:
    (problem,) = problems({"name": "x", "y" * 100_000: 1}, Topping, "$")

    assert problem == ("$." + "y" * 80, "is not a known field")


def test_no_more_problems_are_named_than_a_person_reads() -> None:
    with pytest.raises(InvalidInput) as refused:
        convert({"toppingList": [{}] * 5000}, Pizza)

    assert len(refused.value.problems) == MAX_PROBLEMS


def test_text_that_is_no_json_is_one_problem() -> None:
    with pytest.raises(InvalidInput, match=r"^\$: not JSON"):
        decode("{", Pizza)


class Even(msgspec.Struct):
    number: int

    def __post_init__(self) -> None:
        if self.number % 2:
            raise ValueError("is odd")


def test_what_only_the_whole_shows_is_named_at_the_whole() -> None:
    assert problems({"number": 3}, Even, "$.x") == [("$.x", "is odd")]
