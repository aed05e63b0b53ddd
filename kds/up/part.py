"""One part under supervision: started, and started again with growing pauses when it dies."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence

log = logging.getLogger(__name__)

FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 10.0
STEADY_AFTER_S = 30.0
"""A part that lived as long as this begins again with the first pause when it dies."""


class Part:
    """A process by name; `consequence` says what its absence means for the restaurant."""

    def __init__(
        self, name: str, start: Callable[[], subprocess.Popen[bytes]], consequence: str
    ) -> None:
        self.name = name
        self._start = start
        self._consequence = consequence
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._failures = 0
        self.start_at: float | None = 0.0
        """When it is to be started, on the monotonic clock; None while it runs."""

    @property
    def pid(self) -> int | None:
        """Return the process id, if it runs."""
        return self._process.pid if self._process else None

    def attend(self) -> bool:
        """Notice a death, and start what is due; tell whether the process id has changed."""
        before = self.pid
        if self._process and self._process.poll() is not None:
            self._note_death(self._process)
        if self.start_at is not None and time.monotonic() >= self.start_at:
            self._begin()
        return self.pid != before

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the part, and to all it started when it is to be killed."""
        if self._process is None or self._process.poll() is not None:
            return
        if number is signal.SIGKILL:
            os.killpg(self._process.pid, number)
        else:
            self._process.send_signal(number)

    def has_ended(self) -> bool:
        """Tell whether no process of this part is left."""
        if self._process is None or self._process.poll() is None:
            return self._process is None
        self._close()
        return True

    def _begin(self) -> None:
        try:
            self._process = self._start()
        except OSError as error:
            self._plan(f"could not be started ({error})")
            return
        self.start_at = None
        self._started = time.monotonic()
        log.info("%s runs", self.name, extra={"action": "started", "part_pid": self._process.pid})

    def _note_death(self, process: subprocess.Popen[bytes]) -> None:
        if time.monotonic() - self._started >= STEADY_AFTER_S:
            self._failures = 0
        self._close()
        code = process.returncode
        self._plan(f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended ({code})")

    def _plan(self, happened: str) -> None:
        self._failures += 1
        pause = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** (self._failures - 1))
        self.start_at = time.monotonic() + pause
        log.warning(
            "%s %s: %s; it is started again in %.1f s",
            self.name,
            happened,
            self._consequence,
            pause,
            extra={"action": "restart", "failures": self._failures},
        )

    def _close(self) -> None:
        if self._process and self._process.stdin:
            self._process.stdin.close()
        self._process = None


def start_python(arguments: Sequence[str], environ: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start `python -m …` in a session of its own, with a lifeline; what it prints is for people.

    The terminal's Ctrl-C thus reaches the supervisor alone, which ends all parts in order.
    """
    return subprocess.Popen(
        [sys.executable, "-m", *arguments],
        env=dict(environ),
        stdin=subprocess.PIPE,
        stdout=sys.stderr,
        start_new_session=True,
    )
