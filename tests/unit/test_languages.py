"""The languages: their files are whole, their places the same, and no text is more than text."""

from __future__ import annotations

import pytest

from kds.errors import Refused
from kds.languages import ENGLISH, Words, names, words
from kds.texts import english


def test_english_comes_first_and_finnish_is_there() -> None:
    assert next(iter(names())) == ENGLISH
    assert names()["fi"] == "Suomi"


def test_there_is_no_other_language() -> None:
    with pytest.raises(KeyError):
        words("xx")


def test_what_is_missing_is_said_in_english() -> None:
    assert Words("xx", "X", {}).t("Page {page}", page=2) == "Page 2"


def test_a_list_is_texts_of_ours_and_anything_else_is_text_as_it_is() -> None:
    own = Words("xx", "X", {"It is {status}.": "On {status}.", "ready": "valmis"})

    assert own.t("It is {status}.", status=["ready", "late"]) == "On valmis, late."
    assert own.t("It is {status}.", status="ready") == "On ready."
    assert english("It is {status}.", status=["ready", "late"]) == "It is ready, late."


@pytest.mark.parametrize("hostile", ["{name}", "{0.__class__}", "{", "%s", "\\1", "<b>"])
def test_what_a_value_or_a_translation_says_is_only_ever_text(hostile: str) -> None:
    own = Words("xx", "X", {"Order {number} of {name}": f"{hostile}: {{number}} {{name}}"})

    assert english("Order {number} of {name}", number=hostile, name="A") == f"Order {hostile} of A"
    said = own.t("Order {number} of {name}", number=hostile, name="A")
    assert said == f"{hostile.replace('{name}', 'A')}: {hostile} A"


def test_a_refusal_is_said_in_a_language() -> None:
    own = Words("xx", "X", {"Order {number} is gone.": "{number} poissa."})
    refusal = Refused("unknown_order", "Order {number} is gone.", number="A17")

    assert str(refusal) == "Order A17 is gone."
    assert refusal.said(own.t) == "A17 poissa."
