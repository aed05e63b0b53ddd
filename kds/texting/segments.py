"""How many SMS a text is: gateways charge for each.

A character outside the GSM alphabet (an emoji, a typographic quote) makes the whole text UCS-2,
of which fewer characters fit.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
"""Sent as two: an escape and a character of the basic table."""


class Size(msgspec.Struct, frozen=True):
    """The size of a text: its SMS, its units of the alphabet, and how many more fit the last."""

    sms: int
    units: int
    left: int
    unicode: bool


def size(words: str) -> Size:
    """Return how many SMS some words are."""
    if all(char in _BASIC or char in _EXTENDED for char in words):
        return _of([2 if char in _EXTENDED else 1 for char in words], 160, 153, unicode=False)
    return _of([2 if ord(char) > 0xFFFF else 1 for char in words], 70, 67, unicode=True)


def _of(units: list[int], alone: int, joined: int, *, unicode: bool) -> Size:
    """Return the size of characters of so many units; no character is cut in two."""
    total = sum(units)
    if total <= alone:
        return Size(1, total, alone - total, unicode)
    count, used = _packed(units, joined)
    return Size(count, total, joined - used, unicode)


def _packed(units: Iterable[int], room: int) -> tuple[int, int]:
    count, used = 1, 0
    for each in units:
        if used + each > room:
            count, used = count + 1, 0
        used += each
    return count, used
