"""The one family of errors: each message says what happened, to what, and what to do."""

from __future__ import annotations

from datetime import datetime
from math import ceil

from kds.texts import Say, english


class KdsError(Exception):
    """Anything that kds refuses or cannot do; the message is for the person who reads it.

    `code` is one short word for programs; kds/http/problem.py has the table of them. A message
    that people see in daily work is a text with places, `"Order {number} is …", number=…`, so
    that `said` can put it into their language.
    """

    code: str = "try_again"

    def __init__(self, text: str = "", /, **values: object) -> None:
        super().__init__(english(text, **values))
        self.text = text
        self.values = values

    def said(self, say: Say) -> str:
        """Return the message in a language."""
        return say(self.text, **self.values)


class SettingsError(KdsError):
    """The settings file or a variable is wrong; names file, line and reason."""


class NotReachable(KdsError):
    """Another part (the bus, a till, the web server) does not answer now; trying again may help."""

    code = "not_reachable"


class Refused(KdsError):
    """What was asked is not allowed in the present state; nothing was changed."""

    def __init__(self, code: str, text: str, /, **values: object) -> None:
        super().__init__(text, **values)
        self.code = code


class RefusedUntil(Refused):
    """What is not allowed before a time that is known; then it may be asked again."""

    def __init__(
        self, code: str, until: datetime, at: datetime, text: str, /, **values: object
    ) -> None:
        super().__init__(code, text, **values)
        self.until = until
        self.wait_s = max(1, ceil((until - at).total_seconds()))


class InvalidInput(KdsError):
    """Input that fails its schema; `problems` holds one (path, reason) for each wrong field."""

    code = "invalid"

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{path}: {reason}" for path, reason in problems))
