"""Pictures of paper: what bytes print, as SVG that is safe to show, and as plain lines."""

from __future__ import annotations

import base64
import io
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kds.orders.paper import PrintKind
from kds.paper.compose import bytes_of, sheet_of
from kds.paper.picture import svg, text
from tests.unit.paper_samples import SETTINGS, WIDE, order, owed

SVG = "{http://www.w3.org/2000/svg}"


def drawn(data: bytes, width_mm: int = 58) -> ET.Element:
    return ET.fromstring(svg(data, width_mm))  # noqa: S314  (our own picture)


def test_each_letter_stands_in_its_column() -> None:
    root = drawn(b"ab   cd\n\x1d!\x11xy\n")

    runs = [(run.text, run.get("x"), run.get("textLength")) for run in root.iter(f"{SVG}text")]
    assert runs == [("ab", "0", "24"), ("cd", "60", "24"), ("xy", "0", "24")]
    moves = [group.get("transform") for group in root.iter(f"{SVG}g")][1:]
    assert moves == ["translate(24 24) scale(1 1)", "translate(24 54) scale(2 2)"]


def test_looks_are_drawn() -> None:
    root = drawn(b"\x1bE\x01bold\x1bE\x00 \x1dB\x01black\x1dB\x00 \x1b-\x01under\n\x1ba\x02end\n")
    by_text = {run.text: run for run in root.iter(f"{SVG}text")}

    assert by_text["bold"].get("font-weight") == "bold"
    assert by_text["black"].get("fill") == "#fff"
    bars = [(r.get("width"), r.get("height")) for r in root.iter(f"{SVG}rect")][1:]
    assert bars == [("60", "24"), ("60", "2"), ("36", "2")]
    assert [g.get("transform") for g in root.iter(f"{SVG}g")][-1] == "translate(372 54) scale(1 1)"


def test_each_cut_begins_another_sheet() -> None:
    def sheets(data: bytes) -> int:
        return len(list(drawn(data).iter(f"{SVG}rect")))

    assert sheets(b"a\n\x1dV\x00b\n\x1dV\x00") == 2
    assert sheets(b"a\n\x1dV\x00b\n") == 2
    assert sheets(b"a\n\x1dV\x00\x1b@\x1bd\x03") == 1
    assert sheets(b"") == 0


def test_a_picture_is_drawn_dot_by_dot() -> None:
    root = drawn(b"\x1dv0\x01\x01\x00\x02\x00\xf0\x0f")
    (image,) = root.iter(f"{SVG}image")

    assert [image.get(each) for each in ("x", "y", "width", "height")] == ["24", "24", "16", "2"]
    head, _, encoded = (image.get("href") or "").partition(",")
    assert head == "data:image/png;base64"
    png = Image.open(io.BytesIO(base64.b64decode(encoded)))
    assert [png.getpixel((x, 0)) for x in range(8)] == [0] * 4 + [255] * 4
    assert [png.getpixel((x, 1)) for x in range(8)] == [255] * 4 + [0] * 4


def test_a_large_picture_is_whole() -> None:
    rows = bytes(range(72)) * 1000
    root = drawn(b"\x1dv0\x00\x48\x00\xe8\x03" + rows, 80)
    (image,) = root.iter(f"{SVG}image")

    png = Image.open(io.BytesIO(base64.b64decode((image.get("href") or "").partition(",")[2])))
    assert png.tobytes() == bytes(255 - byte for byte in rows)


def test_of_paper_without_end_the_beginning_is_drawn() -> None:
    endless = drawn(b"begin\n" + b"\x1bd\xff" * 50 + b"end\n")

    assert [run.text for run in endless.iter(f"{SVG}text")] == ["begin", "..."]


def test_the_words_are_there_for_who_does_not_see() -> None:
    data = bytes_of(sheet_of(owed(PrintKind.TICKET, order(note="寿司")), SETTINGS), WIDE)

    (desc,) = drawn(data, 80).iter(f"{SVG}desc")
    assert (desc.text or "").splitlines() == text(data)
    assert {"A17", "Table 7", "[picture]"} <= set(text(data))


@pytest.mark.parametrize("hostile", ["</text><script>", "<b>&amp;", "\"' onload=", "]]>"])
def test_text_is_only_ever_text(hostile: str) -> None:
    data = hostile.encode() + b"\n"

    root = drawn(data)
    assert "".join(run.text or "" for run in root.iter(f"{SVG}text")).replace(" ", "") == (
        hostile.replace(" ", "")
    )
    assert {each.tag for each in root.iter()} <= {
        f"{SVG}{name}" for name in ("svg", "desc", "g", "rect", "text", "image")
    }


@given(st.binary(max_size=200) | st.binary(max_size=60).map(lambda raw: b"\x1dv0\x00" + raw))
def test_whatever_the_bytes_there_is_a_picture(data: bytes) -> None:
    picture = svg(data, 58)

    ET.fromstring(picture)  # noqa: S314  (our own picture)
    assert not re.search(r"<script|<style|javascript:|on\w+=", picture.split("</desc>")[1])
    text(data)
