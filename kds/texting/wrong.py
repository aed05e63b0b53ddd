"""What is wrong with a text or a number, said to the person who typed it."""

from __future__ import annotations

from kds.errors import InvalidInput
from kds.texts import english


class Wrong(InvalidInput):
    """One field is wrong: which one, and why, as a text that can be said in a language."""

    def __init__(self, path: str, text: str, /, **values: object) -> None:
        super().__init__([(path, english(text, **values))])
        self.text = text
        self.values = values
