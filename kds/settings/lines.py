"""In which line of a TOML file a setting stands; the standard parser does not tell."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from typing import Any

Path = tuple[str | int, ...]
"""Where a setting stands: ("stations", "grill", "deadline_s") or ("routes", 2, "stations")."""


def line_of(text: str, path: Path) -> int:
    """Return the line, from 1, in which the setting at `path`, or what holds it, begins.

    Every start of the file that is whole TOML by itself is parsed; the first in which the setting
    is there ends with it. That is slow and never wrong, and only an error needs it.
    """
    lines = text.splitlines()
    while path:
        found = _first_line(lines, path)
        if found:
            return found
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


def _first_line(lines: list[str], path: Path) -> int | None:
    last_whole = 0
    for count in range(1, len(lines) + 1):
        try:
            parsed = tomllib.loads("\n".join(lines[:count]))
        except tomllib.TOMLDecodeError:
            continue
        if _has(parsed, path):
            return last_whole + 1
        last_whole = count
    return None


def _has(parsed: Any, path: Path) -> bool:
    for step in path:
        if isinstance(step, int):
            if not isinstance(parsed, list) or step >= len(parsed):
                return False
        elif not isinstance(parsed, dict) or step not in parsed:
            return False
        parsed = parsed[step]
    return True
