"""The sweep of paper: sheets that no job carries, that nobody is printing, or nobody needs.

What is owed is found by each printer's index; a job is only a hint. A worker that has the lock of
its printer sees to what it owes itself, so the sweep ends as unknown only what no worker prints.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

import redis

from kds.bus.jobs import enqueue_print
from kds.bus.keys import Keys
from kds.kitchen.kitchen import Kitchen
from kds.orders.commands import Command, EndPrint
from kds.orders.paper import (
    NO_SUCH_PRINTER,
    WAITED_TOO_LONG,
    WORKER_ENDED,
    Print,
    PrintState,
    is_owed,
    is_too_old,
)
from kds.orders.part import Actor, ActorKind
from kds.settings.model import Settings
from kds.workers.printer_lock import is_held

log = logging.getLogger(__name__)

BATCH = 200
PAGE_EVERY_S = 10.0
"""How often a page of all orders with paper is looked at, for printers that are gone."""

GIVE_UP = timedelta(seconds=60)
"""A sheet that is being printed for longer, on a printer without a worker, has lost it."""

ME = Actor(ActorKind.WORKER, "sweep")


class _Found(NamedTuple):
    order_id: str
    sheet: Print


class PrintSweep:
    """The sheets that printers owe, also those of printers that are no longer in the settings."""

    def __init__(
        self, settings: Settings, client: redis.Redis, keys: Keys, kitchen: Kitchen
    ) -> None:
        self._settings = settings
        self._client = client
        self._keys = keys
        self._kitchen = kitchen
        self._page = 0
        self._pages_at = 0.0

    def step(self, at: datetime) -> None:
        """Look at what each printer owes, the oldest first."""
        ends: list[Command] = []
        for printer in self._settings.printers:
            found = list(self._owed(printer))
            ends += self._over(printer, found, at)
            self._ask(printer, found, at)
        if time.monotonic() >= self._pages_at:
            self._pages_at = time.monotonic() + PAGE_EVERY_S
            ends += self._of_gone_printers(at)
        self._kitchen.handle_all(ends)

    def _owed(self, printer: str) -> Iterator[_Found]:
        """Yield what stands in a printer's index, and drop entries whose order is gone."""
        raw: Any = self._client.zrange(self._keys.owed_prints(printer), 0, BATCH - 1)
        members = [member.decode().partition(" ")[::2] for member in raw]
        records = self._kitchen.store.records(dict.fromkeys(order_id for order_id, _ in members))
        sheets = {(r.order_id, sheet.print_id): sheet for r in records for sheet in r.prints}
        for order_id, print_id in members:
            sheet = sheets.get((order_id, print_id))
            if sheet is None:
                self._client.zrem(self._keys.owed_prints(printer), f"{order_id} {print_id}")
            elif is_owed(sheet):
                yield _Found(order_id, sheet)

    def _over(self, printer: str, found: list[_Found], at: datetime) -> Iterator[Command]:
        """Yield the ends of what waited too long, and of what no worker is printing any more."""
        lost = [each for each in found if _is_stuck(each.sheet, at)]
        if lost and not is_held(self._client, self._keys, printer):
            for each in lost:
                yield _end(each, at, PrintState.UNKNOWN, WORKER_ENDED)
        minutes = self._settings.printers[printer].expire_after_min
        for each in found:
            if is_too_old(each.sheet, minutes, at):
                yield _end(each, at, PrintState.EXPIRED, WAITED_TOO_LONG)

    def _ask(self, printer: str, found: list[_Found], at: datetime) -> None:
        """See that there is a job for the oldest sheet: whoever does it prints them all.

        What is held is known to the worker, which asks its printer again by itself.
        """
        minutes = self._settings.printers[printer].expire_after_min
        for order_id, sheet in found:
            if sheet.state is PrintState.QUEUED and not is_too_old(sheet, minutes, at):
                site = self._settings.site
                if sheet.held is None and enqueue_print(
                    self._client, site, printer, order_id, sheet.print_id
                ):
                    extra = {"action": "print-found", "order_id": order_id}
                    log.info("a sheet for printer %s had no job", printer, extra=extra)
                return

    def _of_gone_printers(self, at: datetime) -> Iterator[Command]:
        """Yield the ends of what printers owe that are not in the settings, a page at a time."""
        begin = self._page * BATCH
        raw: Any = self._client.zrevrange(self._keys.prints, begin, begin + BATCH - 1)
        self._page = self._page + 1 if len(raw) == BATCH else 0
        for record in self._kitchen.store.records(each.decode() for each in raw):
            for sheet in record.prints:
                if sheet.printer in self._settings.printers:
                    continue
                each = _Found(record.order_id, sheet)
                if sheet.state is PrintState.QUEUED:
                    yield _end(each, at, PrintState.EXPIRED, NO_SUCH_PRINTER)
                elif _is_stuck(sheet, at):
                    yield _end(each, at, PrintState.UNKNOWN, WORKER_ENDED)


def _is_stuck(sheet: Print, at: datetime) -> bool:
    if sheet.state is not PrintState.SENT:
        return False
    return at - (sheet.begun_at or sheet.asked_at) > GIVE_UP


def _end(found: _Found, at: datetime, state: PrintState, reason: str) -> Command:
    return EndPrint(
        command_id=uuid4().hex,
        order_id=found.order_id,
        by=ME,
        at=at,
        print_id=found.sheet.print_id,
        state=state,
        reason=reason,
    )
