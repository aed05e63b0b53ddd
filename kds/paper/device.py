"""A printer's truth: whether it can print, and whether it has printed.

That bytes were taken says nothing: a printer without paper takes them too. It is asked before, by
DLE EOT, which it answers at once, and after, by a command that it answers only when it has come
to it, behind the cut. That command goes before a sheet as well: what an interrupted sheet left in
the printer's buffer comes out first, and is not taken for this one.
"""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from kds.errors import SettingsError
from kds.orders.paper import PrinterFault, PrintState
from kds.paper.answers import fault_of, has_id, has_ordered, is_real_time, ordered_question
from kds.paper.ports import Broken, Way, open_way
from kds.settings.paper import Confirm, Connection, PrinterSettings

log = logging.getLogger(__name__)

ANSWER_S = 2.0
"""How long a printer may take to answer what it answers at once."""

SHEET_S = 40.0
"""How long the longest sheet may take to be taken, and again to be printed, on a slow printer."""

BUSY_S = 10.0
"""How long a printer may take for what somebody sent it before."""

_QUIET_S = 0.02
"""Answers to questions that stood side by side in the buffer come within this."""

_CERTAIN = frozenset({PrinterFault.PAPER_OUT, PrinterFault.COVER_OPEN, PrinterFault.CUTTER})
"""Faults that end a sheet; others may pass while it is printed."""


class Put(NamedTuple):
    """What became of bytes that were handed to a printer, and which fault kept them from paper."""

    state: PrintState
    fault: PrinterFault | None = None


class Line:
    """One connection to a printer, for one sheet."""

    def __init__(self, printer: PrinterSettings) -> None:
        self.paper_low = False
        self._process_id = printer.process_id
        self._asks = printer.confirm is Confirm.STATUS and printer.connection != Connection.FILE
        self._way: Way | None = None
        self._said = bytearray()
        try:
            self._way = open_way(printer)
        except Broken as broken:
            log.debug("%s cannot be reached: %s", printer.name, broken)
        except SettingsError as error:
            _complain(str(error))

    def look(self) -> PrinterFault | None:
        """Return what keeps it from printing; of a printer that cannot be asked only whether it is.

        No answer is never "fine".
        """
        if self._way is None:
            return PrinterFault.NOT_REACHABLE
        if not self._asks:
            return None
        try:
            return self._status(self._way) or self._clear(self._way)
        except Broken as broken:
            return broken.fault

    def put(self, data: bytes, process_id: bool) -> Put:
        """Print these bytes, and say what is known of them afterwards."""
        if self._way is None:
            return Put(PrintState.FAILED, PrinterFault.NOT_REACHABLE)
        question, name = ordered_question(process_id)
        try:
            if self._asks:
                self._forget(self._way)
                data += question
            self._way.write(data, SHEET_S)
        except Broken as broken:
            state = PrintState.UNKNOWN if broken.handed_over else PrintState.FAILED
            return Put(state, broken.fault)
        if not self._asks:
            return Put(PrintState.WRITTEN)
        try:
            fault = self._await(self._way, name, SHEET_S)
        except Broken as broken:
            fault = broken.fault
        if self._has_word(name):
            return Put(PrintState.PRINTED)
        is_unknown = fault in (PrinterFault.NO_ANSWER, PrinterFault.NOT_REACHABLE)
        return Put(PrintState.UNKNOWN if is_unknown else PrintState.FAILED, fault)

    def close(self) -> None:
        """Let go of the printer."""
        if self._way is not None:
            self._way.close()

    def _clear(self, way: Way) -> PrinterFault | None:
        """Wait until it is through with what it was sent before; return what keeps it from that."""
        self._forget(way)
        question, name = ordered_question(self._process_id)
        way.write(question, ANSWER_S)
        fault = self._await(way, name, BUSY_S)
        return None if self._has_word(name) else fault

    def _await(self, way: Way, name: bytes | None, seconds: float) -> PrinterFault:
        """Wait for the word; while it is not said, ask for faults. Return what it is without it."""
        until, fault = time.monotonic() + seconds, None
        while time.monotonic() < until and fault not in _CERTAIN and not self._has_word(name):
            if said := way.read(ANSWER_S):
                self._said += said
            else:
                fault = self._status(way)
        return fault or PrinterFault.NO_ANSWER

    def _has_word(self, name: bytes | None) -> bool:
        if name is not None:
            return has_id(self._said, name)
        return has_ordered(self._said)

    def _forget(self, way: Way) -> None:
        """Leave out what was said of sheets before this one."""
        self._listen(way, _QUIET_S)
        self._said.clear()

    def _listen(self, way: Way, seconds: float) -> None:
        """Take what it says until it is quiet."""
        while said := way.read(seconds):
            self._said += said

    def _status(self, way: Way) -> PrinterFault | None:
        """Ask DLE EOT 1 to 4; the fault, None if there is none."""
        # An answer that came too late for its question is not that to the next one.
        self._listen(way, 0)
        answers = []
        for n in (1, 2, 3, 4):
            answer = self._answer(way, n)
            if answer is None:
                return PrinterFault.NO_ANSWER
            answers.append(answer)
        self.paper_low = bool(answers[3] & 0b0000_1100)
        return fault_of(*answers)

    def _answer(self, way: Way, n: int) -> int | None:
        way.write(bytes([0x10, 0x04, n]), ANSWER_S)
        until = time.monotonic() + ANSWER_S
        while (left := until - time.monotonic()) > 0:
            said = way.read(left)
            for position, byte in enumerate(said):
                if is_real_time(byte):
                    self._said += said[:position] + said[position + 1 :]
                    return byte
            self._said += said
        return None


@contextmanager
def connected(printer: PrinterSettings) -> Iterator[Line]:
    """Connect to a printer for one sheet; one that is not reachable says so when looked at."""
    line = Line(printer)
    try:
        yield line
    finally:
        line.close()


@functools.cache
def _complain(words: str) -> None:
    """Log what an operator must put right, once."""
    log.error("%s", words)
