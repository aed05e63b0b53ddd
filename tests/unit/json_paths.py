"""Follows the paths by which problems name fields."""

from __future__ import annotations

from typing import Any


def is_there(value: Any, path: str, *, missing: bool) -> bool:
    """Tell whether a path leads somewhere in a value, or, if `missing`, to an object without it."""
    return path in set(_paths(value, "$")) or (missing and _parent_is_object(value, path))


def _paths(value: Any, path: str) -> list[str]:
    found = [path]
    if isinstance(value, dict):
        for key, inner in value.items():
            found += _paths(inner, f"{path}.{key[:80]}")
    if isinstance(value, list):
        for i, inner in enumerate(value):
            found += _paths(inner, f"{path}[{i}]")
    return found


def _parent_is_object(value: Any, path: str) -> bool:
    parent, _, _ = path.rpartition(".")
    return parent in set(_paths(value, "$"))
