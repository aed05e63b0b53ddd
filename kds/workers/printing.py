"""The worker of one printer: prints what it owes, the oldest first, each sheet at most once.

It looks whether the printer can print, claims a sheet where it is owed, hands it over, and writes
down what came of it. A claim is never given back: what was claimed and has no end when nobody is
printing it, is of a worker that ended in between, and nobody knows what is on paper.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec.structs import replace

from kds import faults
from kds.bus.printer_states import TriedSheet
from kds.clock import now
from kds.orders.backoff import pause_s
from kds.orders.paper import NOT_LAID_OUT, WAITED_TOO_LONG, PrinterFault, PrintState
from kds.paper.compose import bytes_of, sheet_of, trial_of
from kds.paper.device import Line, Put, connected
from kds.settings.model import Settings
from kds.workers.print_book import Owed, PrintBook
from kds.workers.printer_lock import PrinterLock
from kds.workers.printer_report import PrinterReport

log = logging.getLogger(__name__)

LOOK_EVERY_S = 30.0
"""How often a printer that owes nothing is looked at: its page is to tell the truth."""

OWED_PAUSE_S = 1.0
"""While something is owed, paper that somebody puts in is noticed within this and a step: 2 s."""

IDLE_PAUSE_S = 8.0
"""The same while nothing is owed."""

HELD_UP = timedelta(seconds=30)
"""What could not be handed over for so long after its claim is not: somebody may act on it."""


class Carrier:
    """Prints what one printer owes; each of its methods may be called twice.

    Once `is_ending` it begins no further sheet: whoever is killed amid one leaves it unknown.
    """

    def __init__(
        self,
        settings: Settings,
        printer: str,
        book: PrintBook,
        report: PrinterReport,
        *,
        lock: PrinterLock,
        is_ending: Callable[[], bool] = lambda: False,
    ) -> None:
        self._settings = settings
        self._name = printer
        self._printer = settings.printers[printer]
        self._book = book
        self._report = report
        self._lock = lock
        self._is_ending = is_ending
        self._tries = 0
        self._looks_at = 0.0

    def start(self) -> None:
        """Go on from what stands on the server."""
        self._report.start()
        self._tries, self._looks_at = 0, 0.0

    @property
    def is_due(self) -> bool:
        """Tell whether the printer is to be looked at without anybody asking."""
        return time.monotonic() >= self._looks_at

    def carry_print(self, order_id: str, print_id: str) -> None:
        """Print a sheet and whatever is owed before it; with a fault known, note that it waits."""
        fault = self._report.fault
        if fault is None or self.is_due:
            self.carry_owed()
        else:
            self._book.hold(self._book.get(order_id, print_id), fault)

    def carry_owed(self) -> None:
        """Print what is owed until nothing is, or the printer cannot; then plan the next look."""
        before: list[Owed] = []
        # What is owed as before, though it was tried, is not tried again at once.
        while (due := self._book.due()) and due != before:
            before = due
            for position, each in enumerate(due):
                if self._is_ending() or not self._lock.hold():
                    return
                if fault := self._carry(each):
                    self._book.hold(due[position:], fault)
                    self._plan(fault, is_owed=True)
                    return
        if before:
            # What failed amid the last sheet is looked at again soon.
            self._plan(self._report.fault)
        elif self.is_due:
            self._plan(self._find())

    def carry_test(self, test_id: str, station: str) -> None:
        """Print a test sheet, of the printer itself or of a station; owed nowhere, tried once."""
        if self._report.is_over(test_id) or not self._lock.hold():
            return
        at = now()
        test = TriedSheet(test_id, at, PrintState.SENT, station or None)
        self._report.tried(test, at)
        sheet = trial_of(self._printer, self._settings, at, station or None)
        data = bytes_of(sheet, self._printer)
        with connected(self._printer) as line:
            fault = self._look(line)
            put = Put(PrintState.FAILED, fault) if fault else self._put(line, data)
        at = now()
        self._report.tried(replace(test, state=put.state, fault=put.fault, ended_at=at), at)

    def _carry(self, owed: Owed) -> PrinterFault | None:
        """Print one sheet, if nobody has claimed it; return what keeps the printer from it."""
        with connected(self._printer) as line:
            if fault := self._look(line):
                return fault
            if claimed := self._book.claim(owed):
                faults.point("printer.after-claim")
                self._print(line, *claimed)
        self._book.write_ends()
        return None

    def _print(self, line: Line, owed: Owed, claimed_at: datetime) -> None:
        """Hand a claimed sheet over, and keep what became of it."""
        extra = {"action": "not-printed", "order_id": owed.order_id}
        put = Put(PrintState.FAILED, PrinterFault.OTHER)
        reason: str | None = None
        try:
            data = bytes_of(sheet_of(owed.sheet, self._settings), self._printer)
        except Exception:
            log.exception("a sheet could not be laid out and is not printed", extra=extra)
            reason = NOT_LAID_OUT
        else:
            if now() - claimed_at > HELD_UP:
                reason = WAITED_TOO_LONG
            else:
                put = self._put(line, data)
        self._book.end(owed, put.state, fault=put.fault, reason=reason)
        if put.fault is not None and reason is None:
            self._report.failed(put.fault, now())

    def _put(self, line: Line, data: bytes) -> Put:
        """Hand bytes to the printer; whatever goes wrong in between, something may be on paper."""
        try:
            return line.put(data, self._printer.process_id)
        except Exception:
            log.exception("printer %s: nobody knows what is on paper", self._name)
            return Put(PrintState.UNKNOWN, PrinterFault.OTHER)

    def _find(self) -> PrinterFault | None:
        """Look at the printer without having anything to print: connect, ask, and close."""
        with connected(self._printer) as line:
            return self._look(line)

    def _look(self, line: Line) -> PrinterFault | None:
        """Ask the printer how it is, and tell."""
        try:
            fault = line.look()
        except Exception:
            log.exception("printer %s could not be looked at", self._name)
            fault = PrinterFault.OTHER
        if fault is not self._report.fault:
            extra = {"action": "printer-found"}
            log.info("printer %s: %s", self._name, fault.value if fault else "ready", extra=extra)
        self._report.found(fault, now(), paper_low=line.paper_low)
        return fault

    def _plan(self, fault: PrinterFault | None, *, is_owed: bool = False) -> None:
        """Look again after a while; with a fault soon, and sooner while somebody awaits paper."""
        if fault is None:
            self._tries, pause = 0, LOOK_EVERY_S
        else:
            self._tries += 1
            longest_s = OWED_PAUSE_S if is_owed else IDLE_PAUSE_S
            pause = pause_s(self._tries, random.random(), first_s=0.25, longest_s=longest_s)
        self._looks_at = time.monotonic() + pause
