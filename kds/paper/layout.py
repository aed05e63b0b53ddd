"""Lays the rows of a sheet out on paper of so many columns: wrapped, never cut off."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from kds.paper.sheet import Row, Rule, Sheet, Space
from kds.paper.text import clean
from kds.paper.things import Align
from kds.paper.width import width_of

COLUMNS = {58: 32, 80: 48}
"""How many letters of normal size stand side by side, by the paper's width in millimetres."""

_LEAST = 4
"""The fewest columns that words get beside what stands to the right of them."""


class Block(msgspec.Struct, frozen=True):
    """The lines of one row, each filled with spaces as it stands, and their style."""

    lines: tuple[str, ...]
    wide: int = 1
    high: int = 1
    bold: bool = False
    inverted: bool = False


def lay_out(sheet: Sheet, columns: int) -> Iterator[Block]:
    """Yield each row of a sheet as its lines on the paper."""
    for row in sheet.rows:
        match row:
            case Row():
                yield _block(row, columns)
            case Rule():
                yield Block((row.letter * columns,))
            case Space():
                yield Block(("",))


def wrap(text: str, columns: int) -> list[str]:
    """Return a text in lines of at most so many columns; a word breaks only where it must."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        if line and width_of(line) + 1 + width_of(word) <= columns:
            line += " " + word
            continue
        if line:
            lines.append(line)
        *whole, line = _broken(word, columns)
        lines += whole
    return [*lines, line]


def _broken(word: str, columns: int) -> list[str]:
    """Return a word in pieces that fit; a mark stays with its letter."""
    if width_of(word) <= columns:
        return [word]
    pieces, piece, used = [], "", 0
    for letter in word:
        wide = width_of(letter)
        if piece and used + wide > columns:
            pieces.append(piece)
            piece, used = "", 0
        piece += letter
        used += wide
    return [*pieces, piece]


def _block(row: Row, columns: int) -> Block:
    left, right = clean(row.left), clean(row.right)
    wide = _size(row, width_of(left) + (1 + width_of(right) if right else 0), columns)
    room = columns // wide
    indent = min(row.indent // wide, room // 2)
    lines = _lines(left, right, room - indent, row.align)
    return Block(
        tuple(_filled(" " * indent + line, room, inverted=row.inverted) for line in lines),
        wide=wide,
        high=row.high,
        bold=row.bold,
        inverted=row.inverted,
    )


def _size(row: Row, needed: int, columns: int) -> int:
    """Return how wide the letters are: as asked, or less.

    A row may have to stay on one line, and a black bar goes across all of the paper.
    """
    wide = row.wide
    while wide > 1:
        too_long = row.one_line and needed > columns // wide
        if not too_long and not (row.inverted and columns % wide):
            break
        wide -= 1
    return wide


def _lines(left: str, right: str, room: int, align: Align) -> list[str]:
    if not right:
        return [_aligned(line, room, align) for line in wrap(left, room)]
    beside = room - width_of(right) - 1
    if beside < _LEAST:
        return wrap(left, room) + [_aligned(line, room, Align.RIGHT) for line in wrap(right, room)]
    *lines, last = wrap(left, beside)
    return [*lines, last + " " * (room - width_of(last) - width_of(right)) + right]


def _aligned(line: str, room: int, align: Align) -> str:
    free = room - width_of(line)
    match align:
        case Align.CENTRE:
            return " " * (free // 2) + line
        case Align.RIGHT:
            return " " * free + line
        case _:
            return line


def _filled(line: str, room: int, *, inverted: bool) -> str:
    """Fill a black bar to the end of the paper."""
    return line + " " * (room - width_of(line)) if inverted else line.rstrip()
