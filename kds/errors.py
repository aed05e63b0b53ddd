"""The one family of errors: each message says what happened, to what, and what to do."""

from __future__ import annotations

from typing import Any


class KdsError(Exception):
    """Anything that kds refuses or cannot do; the message is for the person who reads it."""


class SettingsError(KdsError):
    """The settings file or a variable is wrong; names file, line and reason."""


class NotReachable(KdsError):
    """Another part (the bus, a till, the web server) does not answer now; trying again may help."""


class Refused(KdsError):
    """What was asked is not allowed in the present state; nothing was changed.

    `code` is one short word for programs, the message is for people.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class InvalidInput(KdsError):
    """Input that fails its schema; `problems` holds one (path, reason) for each wrong field."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{path}: {reason}" for path, reason in problems))

    def as_json(self) -> dict[str, Any]:
        """Return the body of a 422 answer."""
        return {
            "error": "invalid_order",
            "problems": [{"path": path, "reason": reason} for path, reason in self.problems],
        }
