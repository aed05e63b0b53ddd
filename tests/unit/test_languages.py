"""The languages: their files are whole, their places the same, and no text is more than text."""

from __future__ import annotations

import re

import pytest

from kds.errors import Refused, SettingsError
from kds.languages import ENGLISH, Words, names, words
from kds.languages.files import read
from kds.orders.status import Status
from kds.texts import english, places
from tests.unit.language_sources import (
    NotCollectable,
    all_texts,
    called_texts,
    marked_texts,
    python_texts,
)

OTHERS = [code for code in names() if code != ENGLISH]


def test_english_comes_first_and_finnish_is_there() -> None:
    assert next(iter(names())) == ENGLISH
    assert names()["fi"] == "Suomi"


def test_there_is_no_other_language() -> None:
    with pytest.raises(KeyError):
        words("xx")


@pytest.mark.parametrize(
    "raw", [b"name = ", b"name = 1\n[texts]\n", b"name = 'X'\n[text]\n", b"\xff", b"[texts]\na = 1"]
)
def test_a_file_that_is_wrong_is_named(raw: bytes) -> None:
    with pytest.raises(SettingsError, match=r"The language file sv\.toml is wrong: "):
        read("sv", raw)


def test_one_file_makes_a_language() -> None:
    own = read("sv", b'name = "Svenska"\n[texts]\n"Table {table}" = "Bord {table}"\n')

    assert (own.code, own.name, own.t("Table {table}", table=7)) == ("sv", "Svenska", "Bord 7")


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


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_says_every_text_and_nothing_else(code: str) -> None:
    said, used = words(code).texts, all_texts()

    missing = {text: where for text, where in used.items() if text not in said}
    assert not missing, f"{code}.toml lacks these texts, which stand in these files: {missing}"
    left_over = said.keys() - used.keys()
    assert not left_over, f"nothing says these texts of {code}.toml any more: {left_over}"


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_has_the_places_of_its_text_and_is_not_empty(code: str) -> None:
    wrong = {
        text: own
        for text, own in words(code).texts.items()
        if places(text) != places(own) or not own.strip()
    }

    assert not wrong


def test_finnish_statuses_are_named_as_in_the_till_systems_own_list() -> None:
    finnish = words("fi")

    assert {status.code: finnish.t(status.english) for status in Status} == {
        status.code: status.finnish for status in Status
    }


def test_texts_are_found_in_scripts_and_templates() -> None:
    script = """
      // t("not this")
      const ALL = { a: t("One"), b: t('Two "quoted"'), c: first(t("Three {n}", { n: 1 })) };
      html`<b>${t("Fo\\"ur")}</b> ${split("no")} ${other.t("no")}`;
    """

    assert list(called_texts(script)) == ["One", 'Two "quoted"', "Three {n}", 'Fo"ur']
    assert list(called_texts('<h1>{{ t("Sign in") }}</h1>')) == ["Sign in"]


@pytest.mark.parametrize("source", ["t(words)", "t(`Order ${n}`)", 't(a ? "b" : "c")'])
def test_a_text_that_is_put_together_is_refused(source: str) -> None:
    with pytest.raises(NotCollectable):
        list(called_texts(source))


def test_texts_are_found_in_static_pages() -> None:
    page = """
      <label data-t>Table
        number <input data-t="placeholder" placeholder="12"></label> <p>Not this</p>
      <button data-t="text title" title="Away"><b>no</b> Gone</button>
      <template><td data-t>Inside</td></template>
    """

    found = ["Table number", "12", "Away", "Gone", "Inside"]
    assert list(marked_texts(page)) == found


def test_texts_are_found_in_python() -> None:
    source = """
def f(say, n):
    say("One")
    raise Refused("code", "Two {n}", n=n)
    text = "Three"
    say(text)
    return say("Four" if n else "Five"), Refused("code", f"no {n}"), other("no")
"""

    assert set(python_texts(source)) == {"One", "Two {n}", "Three", "Four", "Five"}


def test_a_workshop_reads_its_own_words_in_each_language() -> None:
    english_, finnish = (words(code, "workshop") for code in ("en", "fi"))

    assert english_.t("Not sent to kitchen: {count}", count=2) == "Not sent to workshop: 2"
    assert english_.t("In kitchen") == "In workshop"
    assert finnish.t("In kitchen") == "Korjaamossa"
    assert finnish.t("Send to the kitchen") == "Lähetä korjaamoon"
    assert [english_.t(each) for each in ("Dine in", "Takeaway")] == ["On the spot", "Collect"]
    assert [finnish.t(each) for each in ("Dine in", "Takeaway")] == ["Odottaessa", "Nouto"]
    assert words("fi").t("In kitchen") == "Keittiössä"
    assert words("en", "restaurant").t("In kitchen") == "In kitchen"


RESTAURANT = r"kitchen|\bcook|guest|\bfood|\bpark|dine|takeaway|keitti|kok(ki|it)\b|kuittipark"


def test_no_word_of_a_restaurant_is_left_in_a_workshop() -> None:
    told = {
        code: [
            said
            for said in words(code, "workshop").texts.values()
            if re.search(RESTAURANT, said, re.IGNORECASE)
        ]
        for code in ("en", "fi")
    }
    assert told == {"en": [], "fi": []}
    for code in ("en", "fi"):
        wrong = {
            text: said
            for text, said in words(code, "workshop").texts.items()
            if places(text) != places(said)
        }
        assert not wrong
