"""Texts for people: written in English where they are used, with places in braces to be filled."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Protocol

_PLACE = re.compile(r"\{(\w+)\}")


class Say(Protocol):
    """Says an English text in some language, its places filled.

    A value is text as it is; a list is texts of ours, each said in that language, with commas.
    """

    def __call__(self, text: str, /, **values: object) -> str:
        """Return the words for a person."""


def places(text: str) -> frozenset[str]:
    """Return the names of a text's places."""
    return frozenset(_PLACE.findall(text))


def fill(text: str, values: Mapping[str, object], own: Callable[[str], str]) -> str:
    """Return a text with its places filled: all at once, so what a value says is only ever text.

    `own` translates the texts of ours among the values.
    """

    def filled(place: re.Match[str]) -> str:
        value = values.get(place[1], place[0])
        return ", ".join(map(own, value)) if isinstance(value, list) else str(value)

    return _PLACE.sub(filled, text)


def english(text: str, /, **values: object) -> str:
    """Say a text as it stands in the code."""
    return fill(text, values, str)
