"""How many columns text takes: wide characters, such as those of Chinese, take two."""

from __future__ import annotations

import unicodedata


def width_of(text: str) -> int:
    """Return the columns of a text; marks that stand on the letter before take none."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
