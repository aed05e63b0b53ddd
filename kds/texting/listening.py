"""What apprise says while it sends: its log is the only place where it tells why it failed."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Heard:
    """The lines of one call, and the errors that were being handled as they were written."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.errors: list[BaseException] = []


class _Ear(logging.Handler):
    """Collects what one thread says; another one may be sending at the same time."""

    def __init__(self, heard: Heard) -> None:
        super().__init__(logging.WARNING)
        self._heard = heard
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line. Apprise swallows the error behind it, but not before it has told."""
        if record.thread != self._thread:
            return
        self._heard.lines.append(record.getMessage())
        error = sys.exc_info()[1]
        if error is not None and error not in self._heard.errors:
            self._heard.errors.append(error)


@contextmanager
def listening() -> Iterator[Heard]:
    """Hear what apprise says in this thread; none of it goes to a log, as there are secrets in it.

    That it goes nowhere else stays so: restoring it would open the log while another thread sends.
    """
    logger = logging.getLogger("apprise")
    logger.propagate = False
    logger.setLevel(logging.WARNING)
    heard = Heard()
    ear = _Ear(heard)
    logger.addHandler(ear)
    try:
        yield heard
    finally:
        logger.removeHandler(ear)
