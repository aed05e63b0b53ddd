"""The words of a text: what is refused, and that filling is inert."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.errors import InvalidInput
from kds.orders.text import TextKind
from kds.texting.defaults import DEFAULTS, READY, REMINDERS
from kds.texting.placeholders import MAX_CHARS, MAX_VALUE_CHARS, PLACEHOLDERS, check, fill, plain

VALUES = {name: f"<{name}>" for name in PLACEHOLDERS}
ANY = st.text(st.characters(exclude_categories=[]), max_size=60)
PIECES = st.sampled_from([*(f"{{{name}}}" for name in PLACEHOLDERS), "{", "}", "$", "ä", "\n", "a"])
WORDS = ANY | st.lists(PIECES | ANY, max_size=12).map("".join)


@pytest.mark.parametrize(
    "wrong",
    [
        *("{nimi}", "{a.b}", "{0}", "{number!r:>9999999}", "{% for x in y %}"),
        *("{number.__class__}", "{NUMBER}", "{ number }", "{number }"),
    ],
)
def test_an_unknown_placeholder_is_named_with_those_there_are(wrong: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check(f"Hello {{customer}}, {wrong}!")

    assert f"{wrong} is no placeholder" in str(refused.value)
    assert all(f"{{{name}}}" in str(refused.value) for name in PLACEHOLDERS)


@pytest.mark.parametrize(
    "wrong", ["{", "}", "{{ 7*7 }}", "{{number}}", "{}", "a } b {", "{" + "x" * 500 + "}"]
)
def test_a_brace_alone_is_refused(wrong: str) -> None:
    with pytest.raises(InvalidInput, match="A brace stands alone"):
        check(wrong)


def test_a_dollar_is_a_dollar() -> None:
    assert fill(check("$number $$ ${number}"), {"number": "7"}) == "$number $$ $7"
    with pytest.raises(InvalidInput, match=re.escape("{x} is no placeholder")):
        check("${x}")


def test_a_value_is_only_ever_text() -> None:
    hostile = "{customer}{{ 7*7 }}${number}{0}{number!r}%s\\1"

    filled = fill("{number}-{customer}", {"number": hostile, "customer": "Åsa"})

    assert filled == f"{hostile}-Åsa"


def test_a_value_is_one_line_without_what_is_not_seen() -> None:
    values = {"customer": "A\nb\t\x1b[2J\u202ec\x00 " + "x" * 5000, "number": "A\u0308"}

    filled = fill("{customer}|{number}|{sum}", values)

    assert filled.startswith("A b [2Jc xxx")
    assert filled.endswith("x|Ä|")
    assert len(filled) == MAX_VALUE_CHARS + len("|Ä|")


def test_letters_euro_emoji_and_line_breaks_are_as_written() -> None:
    written = "Hei Åsa,\npöytä 5 €: 👩\u200d🍳 🏴\U000e0067\U000e007f “ok”…"

    assert check(written) == plain(written) == written
    assert check("a\u0308\r\nb\rc") == "ä\nb\nc"


@pytest.mark.parametrize(
    "char",
    [
        "\x00",
        "\t",
        "\x1b",
        "\x7f",
        "\x85",
        "\x9b",
        "\u202e",
        "\u2066",
        "\u200f",
        "\u2028",
        "\ud800",
    ],
)
def test_characters_that_steer_are_refused(char: str) -> None:
    for checked in (check, plain):
        with pytest.raises(InvalidInput, match=rf"U\+{ord(char):04X}"):
            checked(f"a{char}b")


@pytest.mark.parametrize("empty", ["", "  \n ", "\u3000"])
def test_an_empty_text_is_refused(empty: str) -> None:
    with pytest.raises(InvalidInput, match="The text is empty"):
        check(empty)


def test_the_limit_is_that_of_a_text_and_a_megabyte_is_not_looked_at() -> None:
    assert len(check("ä" * MAX_CHARS)) == len(check("a\u0308" * MAX_CHARS)) == MAX_CHARS
    for long in ("ä" * (MAX_CHARS + 1), "{" * 1_000_000, "{number" * 200_000):
        with pytest.raises(InvalidInput, match="longer than 1000 characters"):
            check(long)


def test_braces_in_final_words_are_text() -> None:
    assert plain("{number} {{ x") == "{number} {{ x"


@given(WORDS)
def test_whatever_is_not_refused_is_filled_and_else_unchanged(words: str) -> None:
    try:
        checked = check(words)
    except InvalidInput:
        return

    normal = unicodedata.normalize("NFC", words).replace("\r\n", "\n").replace("\r", "\n")
    assert checked == normal.strip(" \n")
    expected = checked
    for name in PLACEHOLDERS:
        expected = expected.replace(f"{{{name}}}", f"<{name}>")
    assert fill(checked, VALUES) == expected
    assert "{" not in expected
    assert "}" not in expected


@given(WORDS, WORDS)
def test_filling_never_fills_twice_nor_fails(words: str, value: str) -> None:
    filled = fill(words, dict.fromkeys(PLACEHOLDERS, value))

    parts = re.split("|".join(f"{{{name}}}" for name in PLACEHOLDERS), words)
    clean = fill("{number}", {"number": value})
    assert filled == clean.join(parts)


def test_the_defaults_are_right_in_both_languages() -> None:
    assert [each.months for each in REMINDERS] == [1, 6, 12, 18, 24, 36]
    assert all(each.kind is TextKind.READY for each in READY)
    assert len({each.template_id for each in DEFAULTS}) == len(DEFAULTS) == 8
    for each in DEFAULTS:
        assert each.words.keys() == {"en", "fi"}
        assert all(check(words) == words for words in each.words.values())
        used = [set(re.findall(r"\{\w+\}", words)) for words in each.words.values()]
        assert used[0] == used[1]
