"""The words of a text: what may stand in them, and how their placeholders are filled.

A placeholder is one of PLACEHOLDERS in braces: `{number}`. There is no way to write a brace that
belongs to none: no text to a customer needs one, and so whatever looks like a language of templates
is refused when it is saved. Filling looks at the words once and evaluates nothing; what a value
says is only ever text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from string import Template

from kds.texting.wrong import Wrong

PLACEHOLDERS: Mapping[str, str] = {
    "number": "The number of the order",
    "customer": "The customer's name",
    "restaurant": "Your name, as it stands in the settings",
    "product": "What was ordered, in short",
    "pickup_time": "The agreed pickup time",
    "responsible": "Who is responsible for the order",
    "sum": "What the order costs",
}
"""Each placeholder with its meaning, to be said in a language."""

MAX_CHARS = 1000
"""The most characters of a text; kds.orders.text.Words has the same limit."""

MAX_VALUE_CHARS = 200
"""The most characters of what is put in for one placeholder."""

_ALLOWED = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
_BRACE = re.compile(r"\{([^{}]{1,100})\}|[{}]")
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSEEN = re.compile(rf"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff{_BIDI}]")
"""Controls of screens, printers and writing direction; a line break is the only one allowed."""


class _Words(Template):
    """Finds `{name}` of our names, and nothing else."""

    delimiter = "{"
    pattern = rf"""
        \{{(?:
            (?P<named>{"|".join(PLACEHOLDERS)})\}}
          | (?P<escaped>(?!)) | (?P<braced>(?!)) | (?P<invalid>(?!))
        )
    """  # type: ignore[assignment]  # string.Template compiles it


def check(words: str) -> str:
    """Return the words of a template as they are kept, or raise InvalidInput with what is wrong.

    They are kept in Unicode's composed form, with `\\n` for each line break.
    """
    words = plain(words)
    for found in _BRACE.finditer(words):
        if found[1] is None:
            raise Wrong("words", "A brace stands alone. Placeholders: {allowed}.", allowed=_ALLOWED)
        if found[1] not in PLACEHOLDERS:
            raise Wrong(
                "words",
                "{wrong} is no placeholder. Placeholders: {allowed}.",
                wrong=found[0],
                allowed=_ALLOWED,
            )
    return words


def plain(words: str) -> str:
    """Return the final words of a text as they are sent, braces being only text here.

    Too long or empty ones are refused, and characters that are there to steer and not to be read.
    """
    if len(words) <= 4 * MAX_CHARS:  # composed they may be shorter, and a megabyte is not looked at
        words = unicodedata.normalize("NFC", words).replace("\r\n", "\n").replace("\r", "\n")
        words = words.strip(" \n")
    if len(words) > MAX_CHARS:
        raise Wrong("words", "The text is longer than {limit} characters.", limit=MAX_CHARS)
    if not words or words.isspace():
        raise Wrong("words", "The text is empty.")
    if unseen := _UNSEEN.search(words):
        raise Wrong(
            "words",
            "The text has a character that cannot be seen: {code}. Type it again without it.",
            code=f"U+{ord(unseen[0]):04X}",
        )
    return words


def fill(words: str, values: Mapping[str, str]) -> str:
    """Return checked words with their placeholders filled; for a value that is missing, nothing."""
    clean = {name: _clean(values.get(name, "")) for name in PLACEHOLDERS}
    return _Words(words).safe_substitute(clean)


def _clean(value: str) -> str:
    """Return a value of an order on one line, without what `check` would refuse."""
    one_line = " ".join(value[: 4 * MAX_VALUE_CHARS].split())
    return _UNSEEN.sub("", unicodedata.normalize("NFC", one_line))[:MAX_VALUE_CHARS]
