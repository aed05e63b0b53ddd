"""Plays the demo's restaurant through the till over HTTP, as POS software would."""

from __future__ import annotations

import logging
import random
import threading
import time
from uuid import uuid4

import msgspec

from kds.clock import now
from kds.demo.arrivals import arrivals
from kds.demo.guests import Guests
from kds.demo.likely import read_likely
from kds.errors import InvalidInput, NotReachable, Refused
from kds.orders.menu import Menu
from kds.talk import Office, Till

log = logging.getLogger(__name__)

MOST_OPEN = 60
"""With so many open orders the guests wait: nobody cooks, and no screen gets better by more."""

LOOK_EVERY_S = 3.0


class Player:
    """Sends orders of a menu until it is told to stop; `seed` makes the same guests each time."""

    def __init__(self, till: Till, office: Office, menu: Menu, seed: int | None = None) -> None:
        chance = random.Random(seed)
        self._till = till
        self._office = office
        self._arrivals = arrivals(chance)
        self._guests = Guests(menu, read_likely(), random.Random(chance.random()))
        self._stopping = threading.Event()

    def stop(self) -> None:
        """End soon."""
        self._stopping.set()

    def run(self) -> None:
        """Play until `stop`."""
        began = time.monotonic()
        for at_s in self._arrivals:
            if self._stopping.wait(max(0.0, began + at_s - time.monotonic())):
                return
            waited_from = time.monotonic()
            self._wait_while_crowded()
            # Who was kept waiting does not come all at once afterwards.
            began += time.monotonic() - waited_from
            self._send()

    def _send(self) -> None:
        order = msgspec.json.encode(self._guests.order(now()))
        key = uuid4().hex
        while not self._stopping.is_set():
            try:
                self._till.deliver(order, key, stop=self._stopping)
                return
            except NotReachable as error:
                log.warning("the demo's order waits: %s", error, extra={"action": "demo"})
            except (InvalidInput, Refused) as error:
                log.error("the till refused a demo order: %s", error, extra={"action": "demo"})
                self._stopping.wait(LOOK_EVERY_S)
                return

    def _wait_while_crowded(self) -> None:
        told = False
        while not self._stopping.is_set() and self._is_crowded():
            if not told:
                log.warning(  # A warning, so that it stands where `kds up` runs.
                    "no new guests come: %d orders are open. Pair a display and mark some ready",
                    MOST_OPEN,
                    extra={"action": "demo"},
                )
                told = True
            self._stopping.wait(LOOK_EVERY_S)

    def _is_crowded(self) -> bool:
        try:
            return len(self._office.orders(limit=MOST_OPEN)) >= MOST_OPEN
        except (NotReachable, Refused):
            return False  # The till takes orders without the kitchen too, and so does the demo.
