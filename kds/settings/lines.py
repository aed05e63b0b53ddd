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
    """Return the path as a person writes it: `stations.grill.deadline_s`, `routes[2].stations`."""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return text.removeprefix(".")


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
