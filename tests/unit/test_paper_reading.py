"""Reading ESC/POS: what a printer would do with bytes, whatever they are and however split."""

from __future__ import annotations

import codecs

import pytest
from escpos.capabilities import CAPABILITIES
from hypothesis import given
from hypothesis import strategies as st

from kds.paper.reading import Reader
from kds.paper.things import (
    Align,
    Bell,
    Cut,
    Drawer,
    Feed,
    Initialised,
    Picture,
    ProcessIdAsked,
    RealTimeAsked,
    Span,
    StatusAsked,
    TextLine,
    Thing,
    Unknown,
)
from kds.settings.code_pages import NUMBERS


def read(data: bytes) -> list[Thing]:
    reader = Reader()
    return reader.feed(data) + reader.rest()


def test_text_comes_in_lines_with_its_styles() -> None:
    told = read(
        b"\x1b@\x1bt\x13P\x94yt\x84 \x1bE\x01\x1d!\x117\x1d!\x00\x1bE\x00 \xd5\n\x1ba\x02x\n"
    )

    assert told == [
        Initialised(),
        TextLine((Span("Pöytä "), Span("7", width=2, height=2, bold=True), Span(" €")), dots=48),
        TextLine((Span("x"),), align=Align.RIGHT),
    ]


@pytest.mark.parametrize(
    ("raw", "things"),
    [
        (b"\x1dV\x00", [Cut(True)]),
        (b"\x1dV\x01", [Cut(False)]),
        (b"\x1dVB\x10", [Cut(False, 16)]),
        (b"\x1bi", [Cut(True)]),
        (b"\x1bm", [Cut(False)]),
        (b"x\x1dV\x00", [TextLine((Span("x"),)), Cut(True)]),
        (b"\x1bp\x00\x19\xfa", [Drawer()]),
        (b"\x10\x14\x01\x00\x01", [Drawer()]),
        (b"\x07", [Bell()]),
        (b"\x1bB\x02\x03", [Bell()]),
        (b"\x1b(A\x04\x00\x30\x37\x01\x05", [Bell()]),
        (b"\x1dr\x01", [StatusAsked(1)]),
        (b"\x10\x04\x02", [RealTimeAsked(2)]),
        (b"\x1d(H\x06\x0000ab12", [ProcessIdAsked(b"ab12")]),
        (b"\x1bd\x02\x1bJ\x05", [Feed(60), Feed(5)]),
        (b"\x1b3\x10\x1bd\x02", [Feed(32)]),
        (b"\x1bq", [Unknown(b"\x1bq")]),
        (b"\x10x", [Unknown(b"\x10"), TextLine((Span("x"),))]),
        (b"\x1d:", [Unknown(b"\x1d:")]),
        (b"\x1dk\x04A7\x00", [Unknown(b"\x1dk\x04A7\x00")]),
        (
            b"\x1bD\x08\x10\x00\ta\n",
            [Unknown(b"\x1bD\x08\x10\x00"), TextLine((Span(" " * 8 + "a"),))],
        ),
        (b"\x1bD\x08\x04", [Unknown(b"\x1bD\x08"), Unknown(b"\x04")]),
        (b"\x1b*\x21\x01\x00\x1bp\x00", [Unknown(b"\x1b*\x21\x01\x00\x1bp\x00")]),
        (b"\x00\r", []),
    ],
)
def test_each_command_is_one_thing(raw: bytes, things: list[Thing]) -> None:
    assert read(raw) == things


def test_pictures_are_read_by_both_their_commands() -> None:
    told = read(b"\x1ba\x01\x1dv0\x03\x02\x00\x02\x00\x80\x01\xff\x00")
    assert told == [
        Picture(16, 2, (b"\x80\x01", b"\xff\x00"), Align.CENTRE, dot_width=2, dot_height=2)
    ]
    assert isinstance(told[0], Picture)
    assert [told[0].is_black(x, 0) for x in (0, 1, 15)] == [True, False, True]

    stored = b"\x1d(L\x0c\x000p0\x01\x011\x08\x00\x02\x00\xaa\x55" + b"\x1d(L\x02\x0002"
    assert read(stored) == [Picture(8, 2, (b"\xaa", b"\x55"))]


def test_what_looks_like_commands_inside_a_picture_is_not_done() -> None:
    told = read(b"\x1dv0\x00\x01\x00\x05\x00\x1bp\x00\x19\xfa" + b"\x1b*\x00\x03\x00\x1dV\x00")

    assert [type(each) for each in told] == [Picture, Unknown]


def test_a_full_line_goes_on_below() -> None:
    told = Reader(columns=4).feed(b"abcdef\n\x1d!\x10xyz\n")

    assert [each.text for each in told if isinstance(each, TextLine)] == ["abcd", "ef", "xy", "z"]


def test_a_line_that_has_not_ended_is_told_when_asked() -> None:
    reader = Reader()

    assert (reader.feed(b"half"), reader.is_amid) == ([], True)
    assert (reader.rest(), reader.is_amid) == ([TextLine((Span("half"),))], False)
    assert (reader.feed(b"\x1b"), reader.is_amid) == ([], True)


COMMANDS = st.sampled_from(
    [b"\x1bE\x01", b"\x1b@", b"\x1dV\x00", b"\x1b*", b"\x1d(L", b"\x1d8L", b"\x1dv0\x00", b"\x1dk"]
)
LETTERS = [bytes([lead, letter]) for lead in (0x1B, 0x1D, 0x1C, 0x10) for letter in range(256)]
BYTES = st.lists(COMMANDS | st.sampled_from(LETTERS) | st.binary(max_size=8), max_size=12).map(
    b"".join
)


@given(BYTES, st.data())
def test_nothing_stops_it_and_it_may_be_split_anywhere(raw: bytes, data: st.DataObject) -> None:
    whole = read(raw)

    at = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=4)))
    reader = Reader()
    parts = [raw[a:b] for a, b in zip([0, *at], [*at, len(raw)], strict=True)]
    told = [thing for part in parts for thing in reader.feed(part)] + reader.rest()
    assert told == whole


def test_each_pair_of_bytes_is_read() -> None:
    for letters in LETTERS:
        for tail in (b"", b"\x00", b"\x01\x01\x01", bytes(range(1, 40))):
            read(letters + tail)


def test_code_pages_are_numbered_as_most_printers_do() -> None:
    known = {
        str(name).lower(): int(n)
        for n, name in CAPABILITIES["profiles"]["default"]["codePages"].items()
    }

    assert {name: known[name] for name in NUMBERS} == NUMBERS
    assert all(codecs.lookup(name) for name in NUMBERS)
