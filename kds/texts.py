"""Texts for people: written in English where they are used, with places in braces to be filled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

_PLACE = re.compile(r"\{(\w+)\}")


class Say(Protocol):
    """Says an English text in some language, its places filled."""

    def __call__(self, text: str, /, **values: object) -> str:
        """Return the words for a person."""


class Phrase(str):
    """A value that is itself a text of ours, and is put into the language of what it stands in."""

    __slots__ = ()


def places(text: str) -> frozenset[str]:
    """Return the names of a text's places."""
    return frozenset(_PLACE.findall(text))


def fill(text: str, values: Mapping[str, object]) -> str:
    """Return a text with its places filled: all at once, so what a value says is only ever text."""
    return _PLACE.sub(lambda place: str(values.get(place[1], place[0])), text)


def english(text: str, /, **values: object) -> str:
    """Say a text as it stands in the code."""
    return fill(text, values)
