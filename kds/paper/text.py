"""Text that may go to a printer: composed, and without anything that a printer would obey."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from kds.paper.width import width_of

_SPACES = frozenset({"Zs", "Zl", "Zp", "Cc"})
_DROPPED = frozenset({"Cf", "Cs"})
_SELECTORS = range(0xFE00, 0xFE10)


def clean(text: str) -> str:
    """Return a text for one row: controls are spaces, and what steers other letters is gone.

    C0 and C1 would be commands; marks of direction and of no width would let a text read
    otherwise than it is written.
    """
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", "".join(map(_kept, text)))


def _kept(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in _SPACES:
        return " "
    if category in _DROPPED or ord(letter) in _SELECTORS:
        return ""
    return letter


@lru_cache(maxsize=4096)
def fits(text: str, code_page: str) -> bool:
    """Tell whether a code page has every letter of a text, each in a column of its own."""
    if not text.isascii() and not all(map(width_of, text)):
        return False
    try:
        text.encode(code_page)
    except UnicodeEncodeError:
        return False
    return True
