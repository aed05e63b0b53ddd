"""Draws text that no code page holds: dot for dot as large as a printer's own letters."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING

from kds.errors import KdsError
from kds.paper.layout import Block
from kds.paper.width import width_of

if TYPE_CHECKING:
    from PIL.Image import Image as Bitmap
    from PIL.ImageFont import FreeTypeFont

CELL = 12
"""How wide a printer's letter is, in dots."""

_GRID = 8, 16
"""How large a letter of the font is. A printer's is one and a half times that; twice as large it
is just three times that, and as sharp."""

_FINE = 4
"""The font is drawn so many times larger first: FreeType moves the dots of small letters about."""

_BEARING, _MARGIN = 16, 2
"""How far, in dots of the grid, a letter may reach out of it: to the left, and up and down."""

FONT = "fonts/unifontex.woff2"


class FontMissing(KdsError):
    """The font is not in the package: it was not built, or only in part."""


def drawn(text: str, block: Block, columns: int) -> tuple[int, bytes]:
    """Return the rows of a line as a picture of the paper's width: (height, bits of all rows).

    Each letter stands in its own cell, as on the printer; marks stand over the letter before.
    Above and below is room for those that reach out of the grid.
    """
    from PIL import Image, ImageChops

    across, down = _GRID
    margin = 2 if block.high == 1 else 1
    grid = Image.new("1", (columns // block.wide * across, down + 2 * margin), 0)
    for shift in (0, 1) if block.bold else (0,):
        column = 0
        for letter in text:
            sign = _sign(letter)
            place = (column * across + shift - _BEARING, margin - _MARGIN)
            grid.paste(255, place, sign)
            column += width_of(letter)
    # First thrice, then half: to go one and a half times at once would be a matter of rounding.
    thrice = (grid.width * 3 * block.wide, grid.height * 3 * block.high)
    half = (thrice[0] // 2, thrice[1] // 2)
    nearest = Image.Resampling.NEAREST
    whole = Image.new("1", (columns * CELL, half[1]), 0)
    whole.paste(grid.resize(thrice, nearest).resize(half, nearest))
    if block.inverted:
        whole = ImageChops.invert(whole)
    return whole.height, whole.tobytes()


@lru_cache(maxsize=1024)
def _sign(letter: str) -> Bitmap:
    """Return one letter on the font's own grid, with room around it for what reaches out."""
    from PIL import Image, ImageDraw

    size = (_BEARING + 2 * _GRID[0], _GRID[1] + 2 * _MARGIN)
    fine = Image.new("1", (size[0] * _FINE, size[1] * _FINE), 0)
    place = (_BEARING * _FINE, _MARGIN * _FINE)
    ImageDraw.Draw(fine).text(place, letter, fill=255, font=_font())
    return fine.resize(size, Image.Resampling.NEAREST)


@cache
def _font() -> FreeTypeFont:
    from PIL import ImageFont

    file = files(__package__) / FONT
    if not file.is_file():
        raise FontMissing(
            f"The font kds/paper/{FONT} is missing, so text beyond the printer's code page cannot "
            "be drawn. Install kds again: its build fetches the font."
        )
    # Shaping would need a library that is not everywhere: the same sheet is the same bytes.
    return ImageFont.truetype(
        BytesIO(file.read_bytes()), _GRID[1] * _FINE, layout_engine=ImageFont.Layout.BASIC
    )
