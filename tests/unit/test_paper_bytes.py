"""Bytes of a sheet: always the same, only commands of ours, and pictures where letters lack."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kds.orders.order import Line
from kds.orders.paper import Print, PrintKind
from kds.orders.part import Changed, StopCause
from kds.paper import image
from kds.paper.compose import bytes_of, sheet_of
from kds.paper.encoding import encoded
from kds.paper.image import FontMissing
from kds.paper.reading import Reader
from kds.paper.sheet import Row, Sheet
from kds.paper.things import Cut, Initialised, Picture, TextLine, Thing, Unknown
from tests.unit.paper_samples import AT, BURGER, COLA, NARROW, SETTINGS, WIDE, guest, order, owed

HOSTILE = (
    "\x1bp\x00\x19\xfa \x1dV\x00 \x07 \x10\x14\x01\x00\x05 \x10\x04\x01 \x9b \x00 \u202e \n\x0c"
)


def read(data: bytes) -> list[Thing]:
    reader = Reader()
    things = reader.feed(data)
    assert not reader.is_amid
    return things


def row(text: str, **looks: int) -> list[Thing]:
    """Return what one row prints, between the beginning and the cut."""
    first, kanji, *things, cut = read(encoded(Sheet((Row(text, **looks),)), 58, "cp858"))
    assert (first, kanji, cut) == (Initialised(), Unknown(b"\x1c."), Cut(False))
    return things


def test_names_print_right_and_what_no_code_page_holds_is_a_picture_of_all_of_it() -> None:
    (thing,) = row("Pöytä 7, Åsa, crème brûlée 12,50 €")[:1]
    assert isinstance(thing, TextLine)
    assert thing.text == "Pöytä 7, Åsa, crème brûlée 12,50"

    pictures = row("Pöytä 7, Åsa, crème brûlée 12,50 €, 寿司")
    assert [type(each) for each in pictures] == [Picture, Picture]


def test_the_euro_is_its_byte_in_code_page_858() -> None:
    assert b"12,50 \xd5\n" in encoded(Sheet((Row("12,50 €"),)), 58, "cp858")


@pytest.mark.parametrize(
    ("looks", "height", "sign"),
    [
        ({}, 30, (24, 24)),
        ({"wide": 2, "high": 2}, 54, (48, 48)),
        ({"high": 4}, 108, (24, 96)),
    ],
)
def test_a_picture_is_as_large_as_text_would_be(
    looks: dict[str, int], height: int, sign: tuple[int, int]
) -> None:
    (picture,) = row("寿寿", **looks)
    assert isinstance(picture, Picture)
    assert (picture.width, picture.height) == (384, height)
    black = [(x, y) for y in range(height) for x in range(384) if picture.is_black(x, y)]
    first = {(x, y) for x, y in black if x < sign[0]}
    assert first
    assert {(x - sign[0], y) for x, y in black if x >= sign[0]} == first
    above, below = min(y for _, y in first), max(y for _, y in first)
    assert sign[1] * 3 // 4 < below - above <= sign[1]


def test_each_letter_keeps_the_dots_that_the_font_gives_it() -> None:
    (picture,) = row("x 寿", wide=2, high=2)
    assert isinstance(picture, Picture)
    grid = [
        "".join(".#"[picture.is_black(x * 3 + 1, (y + 1) * 3 + 1)] for x in range(8))
        for y in range(16)
    ]
    # As Unifont has it: U+0078.
    assert grid == [
        *["........"] * 6,
        ".#....#.",
        ".#....#.",
        "..#..#..",
        "...##...",
        "...##...",
        "..#..#..",
        ".#....#.",
        ".#....#.",
        *["........"] * 2,
    ]


def test_a_mark_stands_over_its_letter_and_nothing_is_cut_off() -> None:
    (plain,) = row("x 寿")
    (marked,) = row("x\u0302 寿")
    (ring,) = row("Å 寿")
    assert isinstance(plain, Picture)
    assert isinstance(marked, Picture)
    assert isinstance(ring, Picture)

    differ = [
        x
        for x in range(384)
        for y in range(30)
        if plain.is_black(x, y) is not marked.is_black(x, y)
    ]
    assert differ
    assert max(differ) < 12
    for picture in (plain, marked, ring):
        assert not any(picture.rows[0])
        assert not any(picture.rows[-1])


def test_a_black_bar_is_black_as_a_picture_too() -> None:
    (bar,) = row("寿司", inverted=True)
    (words,) = row("寿司")
    assert isinstance(bar, Picture)
    assert isinstance(words, Picture)
    assert list(bar.rows) == [bytes(255 - byte for byte in row) for row in words.rows]


def test_bold_is_bolder_as_a_picture() -> None:
    def ink(things: list[Thing]) -> int:
        (picture,) = things
        assert isinstance(picture, Picture)
        return sum(byte.bit_count() for line in picture.rows for byte in line)

    assert ink(row("寿司", bold=True)) > ink(row("寿司"))


def test_the_same_sheet_is_the_same_bytes() -> None:
    sheet = owed(PrintKind.TICKET, order(note="寿司 Pöytä"))

    first = bytes_of(sheet_of(sheet, SETTINGS), WIDE)
    image._font.cache_clear()
    assert bytes_of(sheet_of(sheet, SETTINGS), WIDE) == first


def test_without_the_font_question_marks_are_printed_and_somebody_hears_of_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(image, "FONT", "fonts/elsewhere.woff2")
    image._font.cache_clear()
    image._sign.cache_clear()
    try:
        with caplog.at_level(logging.WARNING):
            (line,) = row("Pöytä 寿司")
        with pytest.raises(FontMissing, match=r"fonts/elsewhere\.woff2 is missing.*Install kds"):
            image._font()
    finally:
        image._font.cache_clear()

    assert isinstance(line, TextLine)
    assert line.text == "Pöytä ??"
    assert "question marks" in caplog.text


def test_the_font_is_in_the_package_with_its_licence() -> None:
    fonts = Path(image.__file__).parent / "fonts"

    assert (fonts / "unifontex.woff2").stat().st_size > 1_000_000
    assert "SIL OPEN FONT LICENSE" in (fonts / "LICENSE").read_text("utf-8").upper()


TEXT = st.text(
    st.one_of(st.sampled_from(HOSTILE), st.characters(codec="utf-8", max_codepoint=0x2FFF)),
    min_size=1,
    max_size=20,
)
WORDS = st.lists(TEXT, max_size=2).map(tuple)
LINES = st.builds(
    Line,
    line_id=st.sampled_from(["L1", "L2"]),
    product=TEXT,
    quantity=st.integers(1, 999),
    unit_price=st.none() | st.integers(0, 10_000_000),
    category=st.none() | TEXT,
    modifiers=WORDS,
    allergens=WORDS,
    note=st.none() | TEXT,
)


def hostile_sheet(
    kind: PrintKind, lines: list[Line], texts: list[str], stop: StopCause | None, changed: bool
) -> Print:
    name, note, table, number = texts
    sold = order(*lines, customer=guest(name), note=note, table=table, number=number)
    change = Changed(AT, ("L1",), tuple(lines), ("note", "table", "customer"))
    return owed(kind, sold, stopped=stop, changed=change if changed else None)


@settings(deadline=None)
@given(
    st.sampled_from(PrintKind),
    st.lists(LINES, min_size=1, max_size=3),
    st.lists(TEXT, min_size=4, max_size=4),
    st.none() | st.sampled_from(StopCause),
    st.booleans(),
)
def test_no_text_of_an_order_is_ever_a_command(
    kind: PrintKind, lines: list[Line], texts: list[str], stop: StopCause | None, changed: bool
) -> None:
    sheet = hostile_sheet(kind, lines, texts, stop, changed)
    for printer in (NARROW, WIDE):
        things = read(bytes_of(sheet_of(sheet, SETTINGS), printer))

        assert things[:2] == [Initialised(), Unknown(b"\x1c.")]
        assert things[-1] == Cut(False)
        assert {type(each) for each in things[2:-1]} <= {TextLine, Picture}


def test_a_note_that_holds_commands_opens_no_drawer_and_cuts_no_paper() -> None:
    bad = replace(BURGER, note=HOSTILE, product=HOSTILE, modifiers=(HOSTILE,), allergens=(HOSTILE,))
    for kind in PrintKind:
        data = bytes_of(sheet_of(owed(kind, order(bad, COLA, note=HOSTILE)), SETTINGS), NARROW)

        things = read(data)
        assert [each for each in things if not isinstance(each, TextLine | Picture)] == [
            Initialised(),
            Unknown(b"\x1c."),
            Cut(False),
        ]
