"""Watches over all parts in one loop that sleeps until a part dies or a signal comes."""

from __future__ import annotations

import contextlib
import logging
import select
import signal
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from types import FrameType

from kds.up.part import Part

log = logging.getLogger(__name__)

KILL_AFTER_S = 5.0
"""How long parts may take to end in order before they are killed."""

_LOOK_EVERY_S = 0.05
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Supervisor:
    """Starts parts and keeps them running; `on_change` is told the process ids at each change."""

    def __init__(self, on_change: Callable[[dict[str, int]], None]) -> None:
        self._parts: list[Part] = []
        self._on_change = on_change
        self._endings = 0
        self._woken, self._waker = socket.socketpair()

    @property
    def is_ending(self) -> bool:
        """Tell whether a signal asked for the end."""
        return self._endings > 0

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Take signals while inside; the ones of before come back after it."""
        self._woken.setblocking(False)
        self._waker.setblocking(False)
        before = {number: signal.signal(number, self._end) for number in _ENDING}
        if before[signal.SIGHUP] is signal.SIG_IGN:  # nohup: it is to outlive its terminal
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, _wake_only)
        fd = signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(fd)
            for number, handler in before.items():
                signal.signal(number, handler)

    def add(self, parts: Sequence[Part]) -> None:
        """Watch over these parts from now on."""
        self._parts += parts

    def run(self, until: Callable[[], bool] | None = None) -> bool:
        """Keep all parts running until a signal comes or, if given, `until` holds.

        Returns False when a signal asked for the end.
        """
        while not self.is_ending:
            changed = [part.attend() for part in self._parts]
            if any(changed):
                self._tell()
            if until is not None and until():
                return True
            due = [part.start_at for part in self._parts if part.start_at is not None]
            pause = min((at - time.monotonic() for at in due), default=None)
            if until is not None:
                pause = _LOOK_EVERY_S
            self._sleep(pause)
        return False

    def end(self) -> None:
        """End all parts, the one that was started first only when the others are gone."""
        first, others = self._parts[:1], self._parts[1:]
        self._end_all(others)
        self._end_all(first)

    def _end_all(self, parts: Sequence[Part]) -> None:
        for part in parts:
            part.signal(signal.SIGTERM)
        kill_at: float | None = time.monotonic() + KILL_AFTER_S
        endings = self._endings
        while left := [part for part in parts if not part.has_ended()]:
            if kill_at is not None and (time.monotonic() >= kill_at or self._endings > endings):
                kill_at = None
                for part in left:
                    log.warning("%s does not end and is killed; nothing is lost", part.name)
                    part.signal(signal.SIGKILL)
            self._sleep(_LOOK_EVERY_S if kill_at is None else kill_at - time.monotonic())

    def _tell(self) -> None:
        self._on_change({part.name: part.pid for part in self._parts if part.pid is not None})

    def _sleep(self, pause: float | None) -> None:
        timeout = None if pause is None else max(0.0, pause)
        if select.select([self._woken], [], [], timeout)[0]:
            with contextlib.suppress(BlockingIOError):
                self._woken.recv(4096)

    def _end(self, number: int, frame: FrameType | None) -> None:
        self._endings += 1


def _wake_only(number: int, frame: FrameType | None) -> None:
    """Let the signal wake the loop, which looks for what has died."""
