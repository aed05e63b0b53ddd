"""What the worker of a printer tells of it: how it was found last, and what became of a test."""

from __future__ import annotations

from datetime import datetime, timedelta

import redis
from msgspec.structs import replace

from kds.bus import printer_states
from kds.bus.keys import Keys
from kds.bus.printer_states import PrinterState, TriedSheet
from kds.orders.paper import PrinterFault

KNOWN_FOR = timedelta(seconds=5)
"""What has not changed is written again after so long, to say that it was looked at."""


class PrinterReport:
    """The state of one printer, as its worker keeps it on the bus."""

    def __init__(self, client: redis.Redis, keys: Keys, printer: str) -> None:
        self._client = client
        self._keys = keys
        self._printer = printer
        self._state: PrinterState | None = None
        self._written: PrinterState | None = None

    def start(self) -> None:
        """Go on from what stands there; the server may be another one."""
        self._state = self._written = printer_states.read(self._client, self._keys).get(
            self._printer
        )

    @property
    def fault(self) -> PrinterFault | None:
        """What was found last."""
        return self._state.fault if self._state else None

    def found(self, fault: PrinterFault | None, at: datetime, *, paper_low: bool = False) -> None:
        """Tell how the printer was found."""
        state = self._state or PrinterState(since=at, checked_at=at, fault=fault)
        state = replace(
            state,
            since=state.since if state.fault is fault else at,
            checked_at=at,
            fault=fault,
            paper_low=paper_low,
        )
        if fault is not None:
            state = replace(state, last_error=fault, last_error_at=state.since)
        self._write(state)

    def failed(self, fault: PrinterFault, at: datetime) -> None:
        """Tell what kept a sheet from being printed; until it is looked at again, that holds."""
        state = self._state or PrinterState(at, at)
        since = state.since if state.fault is fault else at
        told = replace(state, since=since, checked_at=at, fault=fault)
        self._write(replace(told, last_error=fault, last_error_at=at))

    def tried(self, test: TriedSheet, at: datetime) -> None:
        """Tell how far a test sheet is."""
        self._write(replace(self._state or PrinterState(at, at), test=test))

    def is_over(self, test_id: str) -> bool:
        """Tell whether this test sheet was begun already."""
        test = self._state.test if self._state else None
        return test is not None and test.test_id == test_id

    def _write(self, state: PrinterState) -> None:
        self._state = state
        last = self._written
        is_fresh = last is not None and state.checked_at - last.checked_at < KNOWN_FOR
        if last is not None and is_fresh and replace(state, checked_at=last.checked_at) == last:
            return
        printer_states.write(self._client, self._keys, self._printer, state)
        self._written = state
