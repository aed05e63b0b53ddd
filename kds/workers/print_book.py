"""What one printer owes, as it stands in the orders, and what its worker writes down there."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import uuid4

import redis

from kds.bus.connect import BUS_LOST
from kds.bus.keys import Keys
from kds.clock import now
from kds.kitchen.kitchen import Kitchen
from kds.orders.commands import BeginPrint, Command, EndPrint, HoldPrint
from kds.orders.paper import (
    ON_PAPER,
    WAITED_TOO_LONG,
    WORKER_ENDED,
    Print,
    PrinterFault,
    PrintState,
    is_owed,
    is_too_old,
)
from kds.orders.part import Actor, ActorKind
from kds.workers.again import again

log = logging.getLogger(__name__)

BATCH = 50


class Owed(NamedTuple):
    """A sheet and whose it is."""

    order_id: str
    sheet: Print


class PrintBook:
    """The sheets of one printer, for the one process that prints there."""

    def __init__(
        self, client: redis.Redis, keys: Keys, kitchen: Kitchen, printer: str, expire_after_min: int
    ) -> None:
        self._client = client
        self._index = keys.owed_prints(printer)
        self._kitchen = kitchen
        self._printer = printer
        self._expire_after_min = expire_after_min
        self._me = Actor(ActorKind.PRINTER, printer)
        self._ends: list[Command] = []

    def due(self) -> list[Owed]:
        """Return the oldest sheets that are to be printed, when what is over has got its end.

        Only for when nothing is being printed: what is claimed then has lost its worker.
        """
        self.write_ends()
        before: list[Owed] = []
        while (found := self._oldest()) and found != before:
            before = found
            due = [each for each in found if not self._is_over(each)]
            self.write_ends()
            if due:
                return due
        return []

    def _oldest(self) -> list[Owed]:
        raw: Any = self._client.zrange(self._index, 0, BATCH - 1)
        return self._read([tuple(member.decode().split(" ", 1)) for member in raw])

    def _is_over(self, owed: Owed) -> bool:
        """Tell whether nobody prints a sheet any more, and keep its end if so."""
        if owed.sheet.state is PrintState.SENT:
            self.end(owed, PrintState.UNKNOWN, reason=WORKER_ENDED)
        elif is_too_old(owed.sheet, self._expire_after_min, now()):
            self.end(owed, PrintState.EXPIRED, reason=WAITED_TOO_LONG)
        else:
            return False
        return True

    def get(self, order_id: str, print_id: str) -> list[Owed]:
        """Return one sheet, if this printer owes it."""
        return self._read([(order_id, print_id)])

    def claim(self, owed: Owed) -> tuple[Owed, datetime] | None:
        """Claim a sheet; return it as it was claimed and when, or None if it is not ours."""
        begin = BeginPrint(**self._told(owed), print_id=owed.sheet.print_id)
        if again(lambda: self._kitchen.handle(begin), BUS_LOST).result != "done":
            return None
        # The record may have changed since it was read: what was claimed is what is printed.
        claimed = again(lambda: self.get(owed.order_id, owed.sheet.print_id), BUS_LOST)
        return (claimed[0], begin.at) if claimed else None

    def hold(self, waiting: Sequence[Owed], fault: PrinterFault) -> None:
        """Note of each what it waits for, unless that is known."""
        self._kitchen.handle_all(
            [
                HoldPrint(**self._told(each), print_id=each.sheet.print_id, fault=fault)
                for each in waiting
                if each.sheet.state is PrintState.QUEUED and each.sheet.held is not fault
            ]
        )

    def end(
        self,
        owed: Owed,
        state: PrintState,
        *,
        fault: PrinterFault | None = None,
        reason: str | None = None,
    ) -> None:
        """Keep what became of a sheet, until it is written down."""
        print_id = owed.sheet.print_id
        end = EndPrint(
            **self._told(owed), print_id=print_id, state=state, fault=fault, reason=reason
        )
        self._ends.append(end)
        level = logging.INFO if state in ON_PAPER else logging.WARNING
        extra = {"action": "print-ended", "order_id": owed.order_id}
        words = "the %s on printer %s is '%s'"
        log.log(level, words, owed.sheet.kind.value, self._printer, state.value, extra=extra)

    def write_ends(self) -> None:
        """Write down what became of sheets; what the bus does not take is kept for next time."""
        if self._ends:
            self._kitchen.handle_all(self._ends)
            self._ends.clear()

    def _read(self, wanted: Sequence[tuple[Any, ...]]) -> list[Owed]:
        """Return sheets of this printer that are owed, by (order id, print id)."""
        records = self._kitchen.store.records(dict.fromkeys(order_id for order_id, _ in wanted))
        sheets = {(r.order_id, s.print_id): s for r in records for s in r.prints}
        return [
            Owed(order_id, sheet)
            for order_id, print_id in wanted
            if (sheet := sheets.get((order_id, print_id)))
            and sheet.printer == self._printer
            and is_owed(sheet)
        ]

    def _told(self, owed: Owed) -> dict[str, Any]:
        return {
            "command_id": uuid4().hex,
            "order_id": owed.order_id,
            "by": self._me,
            "at": now(),
        }
