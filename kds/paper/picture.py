"""What bytes look like on paper: as SVG for browsers, and as plain lines."""

from __future__ import annotations

import base64
import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from html import escape

from kds.paper.layout import COLUMNS
from kds.paper.reading import Reader
from kds.paper.things import Align, Cut, Feed, Picture, Span, TextLine, Thing
from kds.paper.width import width_of

_ACROSS, _DOWN, _BASE = 12, 24, 19
"""The cell of a letter in dots, and where in it letters stand."""

_MARGIN = 24
_GAP = 24
_RUN = re.compile(r"[^ ]+(?: [^ ]+)*")
_INK, _PAPER = "#111", "#fff"
_FONT = "'DejaVu Sans Mono', 'Liberation Mono', Menlo, Consolas, monospace"
_MAX_DOTS = 20_000
"""The longest sheet that is drawn, some 2.5 m; dots stand for what follows."""

_LEFT_OUT = TextLine((Span("..."),))


def text(data: bytes) -> list[str]:
    """Return the lines of text that bytes print; a picture is a line of its own."""
    return [line for thing in _things(data, None) if (line := _words(thing)) is not None]


def svg(data: bytes, width_mm: int) -> str:
    """Return what bytes print as one SVG picture: below each other the sheets, cut by cut."""
    columns = COLUMNS[width_mm]
    drawn, top = [], 0
    for sheet in _sheets(_things(data, columns)):
        height, body = _sheet(sheet, columns)
        drawn.append(f'<g transform="translate(0 {top})">{body}</g>')
        top += height + _GAP
    width, height = columns * _ACROSS + 2 * _MARGIN, max(top - _GAP, 1)
    words = "\n".join(text(data))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width / 2:g}" height="{height / 2:g}" role="img" '
        f'font-family="{_FONT}" font-size="20">'
        f"<desc>{_safe(words)}</desc>{''.join(drawn)}</svg>"
    )


def _things(data: bytes, columns: int | None) -> list[Thing]:
    reader = Reader(columns)
    return reader.feed(data) + reader.rest()


def _words(thing: Thing) -> str | None:
    match thing:
        case TextLine():
            return thing.text.rstrip()
        case Picture():
            return "[picture]"
        case _:
            return None


def _sheets(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    """Yield what stands on each sheet; what comes after the last cut, if it can be seen."""
    sheet: list[Thing] = []
    for thing in things:
        if isinstance(thing, Cut):
            yield sheet
            sheet = []
        else:
            sheet.append(thing)
    if any(isinstance(thing, TextLine | Picture) for thing in sheet):
        yield sheet


def _sheet(things: list[Thing], columns: int) -> tuple[int, str]:
    """Return one sheet: (its height, what is drawn on white paper)."""
    marks: list[str] = []
    y = _MARGIN
    for thing in things:
        if y > _MAX_DOTS:
            marks.append(_line(_LEFT_OUT, columns, y))
            y += _LEFT_OUT.dots
            break
        match thing:
            case TextLine():
                marks.append(_line(thing, columns, y))
                y += thing.dots
            case Feed():
                y += thing.dots
            case Picture():
                marks.append(_picture(thing, columns, y))
                y += thing.height * thing.dot_height
    height, width = y + _MARGIN, columns * _ACROSS + 2 * _MARGIN
    return height, f'<rect width="{width}" height="{height}" fill="{_PAPER}"/>' + "".join(marks)


def _line(line: TextLine, columns: int, y: int) -> str:
    """Return a line of text: the letters of each style side by side, on one base line."""
    wide = sum(width_of(span.text) * span.width for span in line.spans) * _ACROSS
    x = _start(line.align, wide, columns)
    tallest = max((span.height for span in line.spans), default=1)
    drawn = []
    for span in line.spans:
        drawn.append(_span(span, x, y + (tallest - span.height) * _DOWN))
        x += width_of(span.text) * span.width * _ACROSS
    return "".join(drawn)


def _span(span: Span, x: int, y: int) -> str:
    own = width_of(span.text) * _ACROSS
    where = f'transform="translate({x} {y}) scale({span.width} {span.height})"'
    bar = f'<rect width="{own}" height="{_DOWN}" fill="{_INK}"/>' if span.inverted else ""
    rule = f'<rect y="22" width="{own}" height="2" fill="{_INK}"/>' if span.underline else ""
    weight = ' font-weight="bold"' if span.bold else ""
    ink = _PAPER if span.inverted else _INK
    words = "".join(_runs(span.text, ink, weight))
    return f"<g {where}>{bar}{rule}{words}</g>"


def _runs(words: str, ink: str, weight: str) -> Iterator[str]:
    """Yield the words between wide gaps, each held to its exact columns."""
    for run in _RUN.finditer(words):
        x, own = width_of(words[: run.start()]) * _ACROSS, width_of(run[0]) * _ACROSS
        yield (
            f'<text x="{x}" y="{_BASE}" textLength="{own}" '
            f'lengthAdjust="spacingAndGlyphs" fill="{ink}"{weight}>{_safe(run[0])}</text>'
        )


def _picture(picture: Picture, columns: int, y: int) -> str:
    width, height = picture.width * picture.dot_width, picture.height * picture.dot_height
    if not picture.width or not picture.height:
        return ""
    x = _start(picture.align, width, columns)
    link = "data:image/png;base64," + base64.b64encode(_png(picture)).decode()
    return (
        f'<image x="{x}" y="{y}" width="{width}" height="{height}" '
        f'preserveAspectRatio="none" href="{link}"/>'
    )


def _start(align: Align, wide: int, columns: int) -> int:
    free = max(0, columns * _ACROSS - wide)
    match align:
        case Align.CENTRE:
            return _MARGIN + free // 2
        case Align.RIGHT:
            return _MARGIN + free
        case _:
            return _MARGIN


def _png(picture: Picture) -> bytes:
    """Return a picture as PNG, of one bit a dot: 0 is black there."""
    rows = b"".join(b"\0" + bytes(255 - byte for byte in row) for row in picture.rows)
    head = struct.pack(">IIBBBBB", picture.width, picture.height, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", _stored(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _stored(data: bytes) -> bytes:
    """Return data in the format of zlib, as they are: what it compresses to is not everywhere one.

    Pictures in the documentation are compared byte by byte.
    """
    blocks = [data[at : at + 0xFFFF] for at in range(0, len(data), 0xFFFF)] or [b""]
    last = len(blocks) - 1
    parts = (
        struct.pack("<BHH", at == last, len(block), 0xFFFF - len(block)) + block
        for at, block in enumerate(blocks)
    )
    return b"\x78\x01" + b"".join(parts) + struct.pack(">I", zlib.adler32(data))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _safe(words: str) -> str:
    """Return text that is only ever text in XML."""
    return escape(words, quote=True)
