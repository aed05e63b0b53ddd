"""Plays the demo's restaurant through the till over HTTP, as POS software and a web shop would."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Mapping

from kds.clock import now
from kds.demo.arrivals import arrivals
from kds.demo.floor import Floor
from kds.demo.guests import Guests
from kds.demo.likely import read_likely
from kds.demo.steps import Hand
from kds.demo.visits import Visits
from kds.errors import NotReachable, Refused
from kds.orders.menu import Menu
from kds.talk import Office, Till

log = logging.getLogger(__name__)

MOST_OPEN = 60
"""With so many open orders the guests wait: nobody cooks, and no screen gets better by more."""

CALM_AGAIN = 50
"""With fewer it is told again when there are too many; some leave and others come meanwhile."""

LOOK_EVERY_S = 3.0
AGAIN_AFTER_S = 1.0
TELL_AFTER = 10
"""How often the till may not answer before the log says so: it may only be starting."""


class Player:
    """Lets guests come and go until it is told to stop; `seed` makes the same guests each time."""

    def __init__(
        self, tills: Mapping[Hand, Till], office: Office, menu: Menu, seed: int | None = None
    ) -> None:
        chance = random.Random(seed)
        self._office = office
        self._arrivals = arrivals(chance)
        guests = Guests(menu, read_likely(), random.Random(chance.random()))
        has_shop = Hand.SHOP in tills
        self._visits = Visits(guests, random.Random(chance.random()), has_shop=has_shop)
        self._floor = Floor(tills)
        self._stopping = threading.Event()
        self._began = 0.0
        self._has_told = False
        self._unanswered = 0

    def stop(self) -> None:
        """End soon."""
        self._stopping.set()

    def run(self) -> None:
        """Play until `stop`."""
        self._began = time.monotonic()
        next_arrival_s, late_s = next(self._arrivals), 0.0
        while True:
            due_s = min(self._floor.next_s, next_arrival_s + late_s)
            if self._stopping.wait(max(0.0, due_s - self._at_s())):
                return
            if due_s == self._floor.next_s:
                self._go_on()
            elif self._must_wait():
                # Who was kept waiting does not come all at once afterwards.
                late_s += LOOK_EVERY_S
            else:
                self._floor.begin(self._visits.next(now()), self._at_s())
                next_arrival_s = next(self._arrivals)

    def _at_s(self) -> float:
        return time.monotonic() - self._began

    def _go_on(self) -> None:
        try:
            self._floor.go_on(self._at_s())
        except NotReachable as error:
            self._unanswered += 1
            if self._unanswered == TELL_AFTER:
                log.warning("the demo's guests wait: %s", error, extra={"action": "demo"})
            # Time stands still meanwhile, so that not all of them are in a hurry afterwards.
            waited_from = time.monotonic()
            self._stopping.wait(AGAIN_AFTER_S)
            self._began += time.monotonic() - waited_from
        else:
            self._unanswered = 0

    def _must_wait(self) -> bool:
        """Tell whether the kitchen has enough; say so once, as a warning, as `kds up` shows it."""
        there = self._with_kitchen()
        if there < CALM_AGAIN:
            self._has_told = False
        if there < MOST_OPEN:
            return False
        if not self._has_told:
            log.warning(
                "no new guests come: %d orders are open. Pair a display and mark some ready",
                MOST_OPEN,
                extra={"action": "demo"},
            )
        self._has_told = True
        return True

    def _with_kitchen(self) -> int:
        """Return how many orders the kitchen has, or gets as soon as they are paid or parked."""
        try:
            there = len(self._office.orders(limit=MOST_OPEN))
        except (NotReachable, Refused):
            there = 0  # The till takes orders without the kitchen too, and so does the demo.
        return there + self._floor.to_be_sent
