"""The courier between the till's disk and the bus: one thread each way, and one that tidies."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from kds.bus.connect import TIMEOUT_S, connect
from kds.bus.keys import Keys
from kds.bus.users import till_user
from kds.clock import now
from kds.installation import bus_url
from kds.orders.alarms import Alarm
from kds.orders.business_day import business_day
from kds.settings.model import Settings
from kds.texts import Say, english
from kds.till.customers import Customers
from kds.till.kitchen import KitchenHeard
from kds.till.ledger import Ledger
from kds.till.listener import Listener
from kds.till.outbox import Outbox
from kds.till.publisher import Publisher
from kds.till.unpaid import Unpaid

log = logging.getLogger(__name__)

TIDY_EVERY_S = 600.0
LISTENER = "till-listener"


class Courier:
    """Carries orders to the kitchen and its answers back, from `start` until `stop`."""

    def __init__(
        self,
        outbox: Outbox,
        ledger: Ledger,
        settings: Settings,
        unpaid: Unpaid,
        *,
        customers: Customers,
        kitchen: KitchenHeard,
    ) -> None:
        keys = Keys(settings.site)
        self._ledger = ledger
        self._unpaid = unpaid
        self._customers = customers
        self._settings = settings
        address = bus_url(settings, till_user(outbox.till))
        self._publisher = Publisher(outbox, connect(address), keys.orders(outbox.till))
        self._listener = Listener(
            outbox, ledger, self._publisher, connect(address), keys, kitchen=kitchen
        )
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=_lasting(run, self._stopping), name=name, daemon=True)
            for name, run in (
                (LISTENER, self._listener.run),
                ("till-publisher", self._publish),
                ("till-tidy", self._tidy),
            )
        ]

    def start(self) -> None:
        """Begin to carry."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End promptly; nothing is lost by it.

        The listener is not waited for: it may sit in a read that takes a second and a half, and
        what it has not kept it hears again at the next start.
        """
        self._stopping.set()
        self._listener.stop()
        self._publisher.stop()
        for thread in self._threads:
            if thread.is_alive() and thread.name != LISTENER:
                thread.join(2 * TIMEOUT_S)

    def more(self) -> None:
        """Say that something was accepted."""
        self._publisher.more()

    def retry(self) -> None:
        """Try the bus at once, because a person asked."""
        self._publisher.retry()

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """Return what the kitchen last said is wrong; nothing while the bus is away."""
        return () if self._listener.link.lost_since else self._listener.alarms

    @property
    def lost_since(self) -> datetime | None:
        """Return since when the bus is away in either direction, or None."""
        known = [link.lost_since for link in (self._publisher.link, self._listener.link)]
        return min((at for at in known if at is not None), default=None)

    def trouble(self, zone: ZoneInfo, say: Say = english) -> str | None:
        """Say in plain words why nothing gets through, or None."""
        return self._publisher.link.cause(zone, say) or self._listener.link.cause(zone, say)

    def _publish(self) -> None:
        # Whether the server is still the one that was told is asked before it is told more.
        while not self._listener.has_tried.wait(0.5):
            if self._stopping.is_set():
                return
        self._publisher.run()

    def _tidy(self) -> None:
        at = now()
        day = business_day(at, self._settings.zone, self._settings.day_cut_off)
        gone = self._ledger.prune(day, at)
        if gone:
            log.info("%d closed order(s) of older days are forgotten", gone)
        strangers = self._customers.prune(at)
        if strangers:
            log.info("%d customer(s) who have not ordered for long are forgotten", strangers)
        late = self._unpaid.cancel(at)
        if late:
            log.info("%d order(s) of external systems are cancelled: not paid in time", late)
            self.more()
        self._stopping.wait(TIDY_EVERY_S)


def _lasting(run: Callable[[], None], stopping: threading.Event) -> Callable[[], None]:
    """Return a thread's task that begins anew after a fault: orders must not wait for a person."""

    def task() -> None:
        while not stopping.is_set():
            try:
                run()
            except Exception:
                if stopping.is_set():
                    return  # the disk is closed already
                log.exception("a part of the courier failed; it begins anew in a second")
                stopping.wait(1)

    return task
