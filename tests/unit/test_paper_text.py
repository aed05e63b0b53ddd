"""Text on paper: nothing of it steers a printer, nothing is lost, and it keeps to its columns."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.paper.layout import COLUMNS, lay_out, wrap
from kds.paper.sheet import Row, Rule, Sheet, Space
from kds.paper.text import clean, fits
from kds.paper.things import Align
from kds.paper.width import width_of
from kds.settings.code_pages import NUMBERS

WORDS = st.text(st.characters(codec="utf-8"), max_size=80)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Po\u0308yta\u0308", "Pöytä"),
        ("a\nb\tc\u2028d\u00a0e", "a b c d e"),
        ("\x1bp\x00 \x9b \x7f", " p     "),
        ("a\u202eb\u200bc\u2066d\ufeffe\u00adf", "abcdef"),
        ("a\u200d\u0308", "ä"),
        ("☕\ufe0f", "☕"),
        ("no onion", "no onion"),
    ],
)
def test_what_steers_is_gone_and_letters_are_composed(written: str, read: str) -> None:
    assert clean(written) == read


@given(WORDS)
def test_clean_text_has_no_control_of_any_kind(text: str) -> None:
    cleaned = clean(text)

    assert not {unicodedata.category(each) for each in cleaned} & {"Cc", "Cf", "Zl", "Zp"}
    assert unicodedata.is_normalized("NFC", cleaned)
    assert clean(cleaned) == cleaned


def test_a_code_page_holds_its_letters_and_no_others() -> None:
    assert fits("Pöytä Åsa crème brûlée 12,50 €", "cp858")
    assert not fits("寿司", "cp858")
    assert not fits("12,50 €", "cp437")
    assert fits("q", "cp1258")
    assert not fits("q\u0301", "cp1258"), "a mark would take a column of its own"


@pytest.mark.parametrize("code_page", NUMBERS)
def test_no_letter_of_a_code_page_is_a_command(code_page: str) -> None:
    letters = (bytes([byte]).decode(code_page, errors="ignore") for byte in range(256))
    for letter in map(clean, letters):
        if letter and fits(letter, code_page):
            assert all(byte >= 0x20 and byte != 0x7F for byte in letter.encode(code_page))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("two words", ["two", "words"]),
        ("one two three", ["one two", "three"]),
        ("unbreakable", ["unbreaka", "ble"]),
        ("an unbreakable one", ["an", "unbreaka", "ble one"]),
        ("寿司寿司寿司", ["寿司寿司", "寿司"]),
        ("\uff21" * 5, ["\uff21" * 4, "\uff21"]),
        ("abcdefge\u0301x", ["abcdefge\u0301", "x"]),
    ],
)
def test_words_break_only_where_they_must(text: str, lines: list[str]) -> None:
    assert wrap(text, 8) == lines


def lines_of(row: Row | Rule | Space, columns: int = 32) -> list[str]:
    return [line for block in lay_out(Sheet((row,)), columns) for line in block.lines]


@pytest.mark.parametrize(
    ("row", "lines"),
    [
        (Row("Fries", "9,00"), ["Fries                       9,00"]),
        (
            Row("Fries with a very long name of theirs", "9,00"),
            ["Fries with a very long name", "of theirs                   9,00"],
        ),
        (Row("x", "right side that needs it all, ok"), ["x", "right side that needs it all, ok"]),
        (Row("one", "two words of 29 columns, so!!"), ["one", "   two words of 29 columns, so!!"]),
        (Row("mid", align=Align.CENTRE), [" " * 14 + "mid"]),
        (Row("end", align=Align.RIGHT), [" " * 29 + "end"]),
        (Row("bar", inverted=True, wide=2), ["bar" + " " * 13]),
        (Row("in", indent=4), ["    in"]),
        (Row("in", indent=4, wide=2), ["  in"]),
        (Row("123456789", wide=4), ["12345678", "9"]),
        (Row("123456789", wide=4, one_line=True), ["123456789"]),
        (Rule("="), ["=" * 32]),
        (Space(), [""]),
    ],
)
def test_rows_keep_to_the_paper(row: Row | Rule | Space, lines: list[str]) -> None:
    assert lines_of(row) == lines


def test_a_black_bar_goes_across_all_of_the_paper() -> None:
    for columns in COLUMNS.values():
        for wide in (1, 2, 3, 4):
            (block,) = lay_out(Sheet((Row("COPY", inverted=True, wide=wide),)), columns)
            assert {width_of(line) * block.wide for line in block.lines} == {columns}


ROWS = st.builds(
    Row,
    left=WORDS,
    right=st.text(max_size=40),
    wide=st.integers(1, 4),
    align=st.sampled_from(Align),
    indent=st.integers(0, 40),
    inverted=st.booleans(),
    one_line=st.booleans(),
)


@given(ROWS, st.sampled_from(sorted(COLUMNS.values())))
def test_nothing_is_lost_and_nothing_is_too_wide(row: Row, columns: int) -> None:
    (block,) = lay_out(Sheet((row,)), columns)

    def letters(text: str) -> str:
        return text.replace(" ", "")

    assert letters("".join(block.lines)) == letters(clean(row.left) + clean(row.right))
    assert all(width_of(line) * block.wide <= columns for line in block.lines)
