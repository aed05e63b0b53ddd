"""`kds worker printer NAME`: one process for each printer, so that a dead one delays no other."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

import redis

from kds.bus import jobs
from kds.bus.connect import connect
from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore
from kds.bus.worker_names import print_queue, printer_worker
from kds.errors import KdsError, SettingsError
from kds.installation import bus_url
from kds.kitchen.kitchen import Kitchen
from kds.settings.model import Settings
from kds.workers.job_taker import JobTaker, beating
from kds.workers.loop import Loop
from kds.workers.print_book import PrintBook
from kds.workers.printer_lock import RENEW_S, PrinterLock
from kds.workers.printer_report import PrinterReport
from kds.workers.printing import Carrier

log = logging.getLogger(__name__)

WAIT_S = 1.0


def check(settings: Settings, printer: str) -> None:
    """Raise SettingsError for a printer that is not in the settings."""
    if printer not in settings.printers:
        known = ", ".join(settings.printers) or "none"
        raise SettingsError(
            f"There is no printer {printer!r} in the settings; there are: {known}. "
            f"Add [printers.{printer}] to kds.toml, or end this worker."
        )


def run(settings: Settings, printer: str) -> None:
    """Print what one printer owes until told to stop."""
    check(settings, printer)
    client = connect(bus_url(settings, "kitchen"))
    keys = Keys(settings.site)
    store = OrderStore(client, keys, settings.site, settings.keep_closed_days)
    kitchen = Kitchen(store, settings.policy())
    lock = PrinterLock(client, keys, printer)
    carrier = Carrier(
        settings,
        printer,
        PrintBook(client, keys, kitchen, printer, settings.printers[printer].expire_after_min),
        PrinterReport(client, keys, printer),
        lock=lock,
        is_ending=lambda: loop.is_ending,
    )
    taker = print_taker(connect(bus_url(settings, "kitchen")), settings.site, printer, carrier)
    worker = PrinterWorker(printer, lock, carrier, taker)
    loop = Loop(
        printer_worker(printer),
        client,
        keys,
        start=worker.start,
        step=lambda: worker.step(loop.beat),
    )
    loop.run()
    worker.end()


def print_taker(client: redis.Redis, site: str, printer: str, carrier: Carrier) -> JobTaker:
    """Return what takes the jobs of one printer."""
    return JobTaker(
        client,
        site,
        print_queue(site, printer),
        {jobs.CARRY_PRINT: carrier.carry_print, jobs.CARRY_TEST: carrier.carry_test},
        waits="a sheet of paper has to wait",
    )


class PrinterWorker:
    """Prints for as long as it has the lock of its printer; else it waits for that."""

    def __init__(self, printer: str, lock: PrinterLock, carrier: Carrier, taker: JobTaker) -> None:
        self._printer = printer
        self._lock = lock
        self._carrier = carrier
        self._taker = taker
        self._has_lock: bool | None = None

    def start(self) -> None:
        """Begin anew on a server that has just answered."""
        self._has_lock = None
        self._taker.start()

    def step(self, beat: Callable[[], None]) -> None:
        """Print what is owed, when it is time or a job says so."""
        if not self._take():
            time.sleep(WAIT_S)
            return

        def alive() -> None:
            self._lock.hold()
            beat()

        with beating(alive, RENEW_S):
            if self._carrier.is_due:
                self._look()
            self._taker.step(lambda: None)

    def end(self) -> None:
        """Let the next process print at once."""
        self._lock.release()
        self._taker.end()

    def _take(self) -> bool:
        had, self._has_lock = self._has_lock, self._lock.hold()
        extra = {"action": "printer-lock"}
        if self._has_lock and not had:
            self._carrier.start()
            log.info("this process prints on printer %s now", self._printer, extra=extra)
        elif not self._has_lock and had is not False:
            log.warning(
                "another process prints on printer %s; this one waits", self._printer, extra=extra
            )
        return self._has_lock

    def _look(self) -> None:
        try:
            self._carrier.carry_owed()
        except KdsError as error:
            extra = {"action": "job-waits"}
            log.warning("a sheet of paper has to wait: %s", error, extra=extra)
