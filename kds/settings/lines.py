"""In which line of a TOML file a setting stands; the standard parser does not tell."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any

Path = tuple[str | int, ...]
"""Where a setting stands: ("stations", "grill", "deadline_s") or ("routes", 2, "stations")."""

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'  # a text of several lines may end with two quotes of its own
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|[\[\]{}\n]",
    re.DOTALL,
)
"""What decides whether a line of TOML stands by itself: texts, comments, brackets, line ends."""


def line_of(text: str, path: Path) -> int:
    """Return the line, from 1, in which the setting at `path`, or what holds it, begins.

    The text is whole TOML. Of its starts that end with a whole setting the shortest is sought that
    has this one, by halves: a long menu has thousands of them. Only an error needs it.
    """
    ends = [0, *_ends(text)]

    def is_there(end: int) -> bool:
        return _has(text[:end], path)

    while path:
        found = bisect_left(ends, True, key=is_there)
        if found < len(ends):
            return text.count("\n", 0, ends[found - 1]) + 1
        path = path[:-1]
    return 1


def dotted(path: Sequence[str | int]) -> str:
    """Return the path as a person says it: `web.port`, or `stations in the 2nd of routes`."""
    text, in_list = "", False
    for step in path:
        if isinstance(step, int):
            text, in_list = f"the {_ordinal(step + 1)} of {text}", True
        else:
            text = f"{step} in {text}" if in_list else f"{text}.{step}".removeprefix(".")
    return text


def _ordinal(number: int) -> str:
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if number % 100 in (11, 12, 13) else endings.get(number % 10, 'th')}"


def _ends(text: str) -> Iterator[int]:
    """Yield where each line ends that no list, table or text goes on from."""
    depth = 0
    for token in _TOKEN.finditer(text):
        if token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth -= 1
        elif token[0] == "\n" and not depth:
            yield token.end()
    yield len(text)


def _has(start: str, path: Path) -> bool:
    found: Any = tomllib.loads(start)
    for step in path:
        if isinstance(step, int):
            if not isinstance(found, list) or step >= len(found):
                return False
        elif not isinstance(found, dict) or step not in found:
            return False
        found = found[step]
    return True
