"""The words of one language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kds.texts import fill


class Words(NamedTuple):
    """A language: its code, what its speakers call it, and its translations of English texts."""

    code: str
    name: str
    texts: Mapping[str, str]

    def t(self, text: str, /, **values: object) -> str:
        """Say an English text in this language, or in English where a translation is missing."""
        return fill(self._own(text), values, self._own)

    def _own(self, text: str) -> str:
        return self.texts.get(text, text)
