"""Turns a sheet into ESC/POS bytes: the same sheet on the same paper is the same bytes.

Nothing of a sheet's text is a command: what a code page has is printable, anything else a picture.
"""

from __future__ import annotations

import logging

from kds.paper.image import CELL, FontMissing, drawn
from kds.paper.layout import COLUMNS, Block, lay_out
from kds.paper.sheet import Sheet
from kds.paper.text import fits
from kds.settings.code_pages import NUMBERS

log = logging.getLogger(__name__)

_INITIALISE = b"\x1b@"
_CODE_PAGE = b"\x1bt"
_NO_KANJI = b"\x1c."
"""Printers made for China begin by reading two bytes above 127 as one sign."""

_SIZE = b"\x1d!"
_BOLD = b"\x1bE"
_INVERTED = b"\x1dB"
_RASTER = b"\x1dv0\x00"
_CUT = b"\x1dVB\x00"
"""Moves the paper to the knife, and leaves a corner, so that a sheet does not fall to the floor."""


def encoded(sheet: Sheet, width_mm: int, code_page: str) -> bytes:
    """Return the bytes that print a sheet and cut the paper."""
    columns = COLUMNS[width_mm]
    begin = _INITIALISE + _NO_KANJI + _CODE_PAGE + bytes([NUMBERS[code_page]])
    blocks = [_block(block, columns, code_page) for block in lay_out(sheet, columns)]
    return begin + b"".join(blocks) + _CUT


def _block(block: Block, columns: int, code_page: str) -> bytes:
    """Return one row: as text, or as a picture of all of it where a letter is missing."""
    if all(fits(line, code_page) for line in block.lines):
        return _as_text(block, code_page)
    try:
        return b"".join(_as_picture(line, block, columns) for line in block.lines)
    except FontMissing as problem:
        log.warning("A row of a sheet is printed with question marks. %s", problem)
        return _as_text(block, code_page)


def _as_text(block: Block, code_page: str) -> bytes:
    words = b"".join(line.encode(code_page, errors="replace") + b"\n" for line in block.lines)
    size = _SIZE + bytes([(block.wide - 1) << 4 | (block.high - 1)])
    before, after = b"", b""
    if block.wide > 1 or block.high > 1:
        before, after = before + size, _SIZE + b"\x00" + after
    for wanted, command in ((block.bold, _BOLD), (block.inverted, _INVERTED)):
        if wanted:
            before, after = before + command + b"\x01", command + b"\x00" + after
    return before + words + after


def _as_picture(line: str, block: Block, columns: int) -> bytes:
    height, rows = drawn(line, block, columns)
    across = columns * CELL // 8
    return _RASTER + across.to_bytes(2, "little") + height.to_bytes(2, "little") + rows
