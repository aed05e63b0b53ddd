"""The paper in a virtual printer: what bytes make of it, cut by cut, and never more than fits."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable

from kds.paper.layout import COLUMNS
from kds.paper.reading import Reader
from kds.paper.things import Cut, ProcessIdAsked, RealTimeAsked, StatusAsked, TextLine, Thing

KEPT_SHEETS = 100
MAX_COMMAND = 1024 * 1024
"""A command that claims to be longer is given up: whoever sends it may never end it."""

MAX_SHEET = 256 * 1024
"""The longest sheet that is kept; of a longer one the beginning."""

_QUESTIONS = {RealTimeAsked: 3, StatusAsked: 3, ProcessIdAsked: 11}
"""Bytes of questions, which are no part of a sheet: a printer that is only asked fills no paper."""


class PatientReader:
    """Reads what comes, and begins anew where a command never ends."""

    def __init__(self, width_mm: int) -> None:
        self._columns = COLUMNS[width_mm]
        self._reader, self._amid = Reader(self._columns), 0

    @property
    def is_amid(self) -> bool:
        """Tell whether a line or a command has begun and not ended."""
        return self._reader.is_amid

    def feed(self, data: bytes) -> list[Thing]:
        """Return what these bytes, after those before them, make the printer do."""
        things = self._reader.feed(data)
        self._amid = 0 if things else self._amid + len(data)
        if self._amid > MAX_COMMAND:
            self.restart()
        return things

    def restart(self) -> None:
        """Forget what has begun."""
        self._reader, self._amid = Reader(self._columns), 0


class Paper:
    """What is printed: the last sheets that were cut, and the one that is still in the printer."""

    def __init__(self, width_mm: int, kept: Callable[[bytes], None] | None) -> None:
        self.lines = self.cuts = 0
        self.sheet = bytearray()
        self.sheets = deque[bytes](maxlen=KEPT_SHEETS)
        self._reader, self._kept = PatientReader(width_mm), kept

    def feed(self, byte: int) -> list[Thing]:
        """Print one byte; return what that made the printer do."""
        has_room = len(self.sheet) < MAX_SHEET
        if has_room:
            self.sheet.append(byte)
        things = self._reader.feed(bytes([byte]))
        for thing in things:
            if isinstance(thing, TextLine):
                self.lines += 1
            elif isinstance(thing, Cut):
                self._cut()
            elif has_room and (length := _QUESTIONS.get(type(thing))):
                del self.sheet[-length:]
        return things

    def restart(self) -> None:
        """Forget the command that has begun, as without power."""
        self._reader.restart()

    def _cut(self) -> None:
        sheet = bytes(self.sheet)
        self.sheet.clear()
        self.sheets.append(sheet)
        self.cuts += 1
        if self._kept is not None:
            # A full disk stops no printer.
            with contextlib.suppress(OSError):
                self._kept(sheet)
