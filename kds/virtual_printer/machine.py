"""The machine: takes bytes, prints them in order at its own speed, and answers as real ones do.

DLE EOT is answered as it arrives, also amid a sheet or without paper; GS r and GS ( H when all
before them is printed. One connection at a time: others wait until it ends, as at many real ones.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from kds.errors import KdsError
from kds.paper.things import ProcessIdAsked, RealTimeAsked, StatusAsked, TextLine, Thing
from kds.virtual_printer.faults import DEAF, SILENT, STOPS, Fault, real_time
from kds.virtual_printer.paper import Paper, PatientReader

BUFFER = 64 * 1024
"""Bytes that wait to be printed; with so many it takes no more until some are."""

SLOW = 1.0
"""Lines a second of a printer that is slow."""


class State(NamedTuple):
    """How the machine is."""

    faults: tuple[str, ...]
    planned: tuple[str, ...]
    buffered: int
    lines: int
    sheets: int
    connected: bool
    lines_per_second: float
    version: int


class Machine:
    """A virtual printer; `start` listens, `stop` ends all threads."""

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        speed: float = 0,
        width_mm: int = 80,
        kept: Callable[[bytes], None] | None = None,
    ) -> None:
        """Make one that prints `speed` lines a second, 0: at once; `kept` hears of each sheet."""
        self.host, self.speed, self.width_mm = host, speed, width_mm
        self._wanted, self._port = port, port
        self._changed = threading.Condition()
        self._faults: set[Fault] = set()
        self._later: list[tuple[int, Fault]] = []
        self._buffer: deque[int] = deque()
        self._paper = Paper(width_mm, kept)
        self._version = 0
        self._talk: socket.socket | None = None
        self._listener: socket.socket | None = None
        self._stopped = False
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Machine:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._port

    def start(self) -> None:
        """Listen and print; KdsError when the port cannot be had."""
        try:
            self._listener = socket.create_server((self.host, self._wanted), backlog=8)
        except OSError as error:
            raise KdsError(
                f"The virtual printer cannot listen on {self.host} port {self._wanted}: {error}. "
                "End what listens there, or choose another with --port."
            ) from None
        self._port = int(self._listener.getsockname()[1])
        self._threads = [
            threading.Thread(target=self._serve, args=(self._listener,), daemon=True),
            threading.Thread(target=self._print, daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Close what is open, and end."""
        with self._changed:
            self._stopped = True
            self._note()
        if self._listener is not None:
            self._hang_up()
            # Not every system ends an `accept` whose socket is closed: a last caller does.
            with (
                contextlib.suppress(OSError),
                socket.create_connection((self.host, self._port), 1),
            ):
                pass
            for thread in self._threads:
                thread.join()
            self._listener.close()

    def set(self, fault: Fault, *, after_lines: int = 0) -> None:
        """Have a fault now, or once so many more lines are printed."""
        with self._changed:
            if after_lines > 0:
                self._later.append((self._paper.lines + after_lines, fault))
            else:
                self._begin(fault)
            self._note()

    def clear(self, fault: Fault | None = None) -> None:
        """End a fault, or all, also those planned."""
        with self._changed:
            self._faults -= {fault} if fault else set(Fault)
            self._later = [each for each in self._later if fault not in (None, each[1])]
            self._note()

    def sheets(self) -> list[bytes]:
        """Return what is on each sheet that was cut, the oldest first."""
        with self._changed:
            return list(self._paper.sheets)

    def paper(self) -> bytes:
        """Return what is printed and not cut."""
        with self._changed:
            return bytes(self._paper.sheet)

    def state(self) -> State:
        """Return how the machine is."""
        with self._changed:
            return State(
                tuple(sorted(self._faults)),
                tuple(sorted({fault for _, fault in self._later})),
                len(self._buffer),
                self._paper.lines,
                self._paper.cuts,
                self._talk is not None,
                self.speed,
                self._version,
            )

    def wait_for_sheets(self, count: int, seconds: float = 10) -> bool:
        """Wait until so many sheets were cut; False if they were not in time."""
        with self._changed:
            return self._changed.wait_for(lambda: self._paper.cuts >= count, seconds)

    def wait_for_lines(self, count: int, seconds: float = 10) -> bool:
        """Wait until so many lines are printed; False if they are not in time."""
        with self._changed:
            return self._changed.wait_for(lambda: self._paper.lines >= count, seconds)

    def wait_for_fault(self, fault: Fault, seconds: float = 10) -> bool:
        """Wait until a fault has begun; False if it did not in time."""
        with self._changed:
            return self._changed.wait_for(lambda: fault in self._faults, seconds)

    def _note(self) -> None:
        self._version += 1
        self._changed.notify_all()

    def _begin(self, fault: Fault) -> None:
        if fault is Fault.DROP:
            self._hang_up()
            return
        self._faults.add(fault)
        if fault is Fault.POWER_OFF:
            self._buffer.clear()
            self._paper.restart()
            self._hang_up()

    def _hang_up(self) -> None:
        if (talk := self._talk) is not None:
            with contextlib.suppress(OSError):
                talk.shutdown(socket.SHUT_RDWR)

    def _serve(self, listener: socket.socket) -> None:
        while not self._stopped:
            try:
                talk, _ = listener.accept()
            except OSError:
                return
            with talk:
                with self._changed:
                    if self._faults & DEAF or self._stopped:
                        continue
                    self._talk = talk
                    self._note()
                with contextlib.suppress(OSError):
                    self._listen(talk)
                with self._changed:
                    self._talk = None
                    self._note()

    def _listen(self, talk: socket.socket) -> None:
        """Take bytes into the buffer, and answer at once what is to be answered at once."""
        early = PatientReader(self.width_mm)
        while data := talk.recv(4096):
            was_amid = early.is_amid
            things = early.feed(data)
            asked = [thing for thing in things if isinstance(thing, RealTimeAsked)]
            with self._changed:
                # Who only asks, again and again, does not fill the buffer of a printer that stands.
                if was_amid or early.is_amid or len(asked) < len(things):
                    self._changed.wait_for(lambda: len(self._buffer) < BUFFER or self._is_gone())
                    self._buffer.extend(data)
                faults = frozenset(self._faults)
                self._note()
            for thing in asked:
                if not faults & SILENT:
                    talk.sendall(real_time(thing.n, faults))

    def _is_gone(self) -> bool:
        return self._stopped or Fault.POWER_OFF in self._faults

    def _print(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(self._can_print)
                if self._stopped:
                    return
                things = self._paper.feed(self._buffer.popleft())
                for thing in things:
                    self._do(thing)
                if any(isinstance(thing, TextLine) for thing in things):
                    self._take_time()

    def _take_time(self) -> None:
        """Let a line take as long as it does."""
        if Fault.SLOW in self._faults:
            self._changed.wait_for(
                lambda: self._stopped or Fault.SLOW not in self._faults, 1 / SLOW
            )
        elif self.speed:
            self._changed.wait_for(lambda: self._stopped, 1 / self.speed)

    def _can_print(self) -> bool:
        return self._stopped or bool(self._buffer and not self._faults & STOPS)

    def _do(self, thing: Thing) -> None:
        match thing:
            case TextLine():
                lines = self._paper.lines
                due = [fault for at, fault in self._later if at <= lines]
                self._later = [each for each in self._later if each[0] > lines]
                for fault in due:
                    self._begin(fault)
            case StatusAsked():
                self._say(b"\0")
            case ProcessIdAsked(id=name):
                self._say(b"\x37\x22" + name + b"\0")
        self._note()

    def _say(self, words: bytes) -> None:
        """Answer whoever is connected now, as real printers do."""
        if self._talk is not None:
            with contextlib.suppress(OSError):
                self._talk.send(words, socket.MSG_DONTWAIT)
