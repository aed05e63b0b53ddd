"""What one check found."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Level(StrEnum):
    """How bad it is: fine, to be looked at, or to be mended now."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that was checked, how it is, and what to do about it."""

    check: str
    level: Level
    text: str
    advice: str = ""


def ok(check: str, text: str) -> Finding:
    """Return a finding that all is well."""
    return Finding(check, Level.OK, text)


def warning(check: str, text: str, advice: str) -> Finding:
    """Return a finding that somebody should look at."""
    return Finding(check, Level.WARNING, text, advice)


def failed(check: str, text: str, advice: str) -> Finding:
    """Return a finding that somebody must mend now."""
    return Finding(check, Level.FAILED, text, advice)
