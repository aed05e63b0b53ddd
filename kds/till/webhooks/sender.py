"""Sends what is owed to external systems: one thread for each, so that none waits for another."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Mapping

from kds.clock import now
from kds.till.webhooks.kept import GIVE_UP_AFTER, Webhooks
from kds.till.webhooks.sending import Limits, Target, send

log = logging.getLogger(__name__)

POLL_S = 1.0
"""How soon something new is found; what is owed is written in the middle of other writes."""

TIDY_EVERY_S = 600.0
STOP_S = 1.0


class Sender:
    """Delivers webhooks from `start` until `stop`."""

    def __init__(
        self, webhooks: Webhooks, targets: Mapping[str, Target], limits: Limits | None = None
    ) -> None:
        self._webhooks = webhooks
        self._stopping = threading.Event()
        self._lines = [
            _Line(webhooks, name, target, limits or Limits(), self._stopping)
            for name, target in targets.items()
        ]
        self._threads = [
            threading.Thread(target=line.run, name=f"webhooks-{line.system}", daemon=True)
            for line in self._lines
        ]
        self._threads.append(threading.Thread(target=self._tidy, name="webhooks-tidy", daemon=True))

    def start(self) -> None:
        """Begin to deliver."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End promptly: what is under way is sent again at the next start, under the same id."""
        self._stopping.set()
        self.more()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(STOP_S)

    def more(self) -> None:
        """Say that something is to be sent at once."""
        for line in self._lines:
            line.more.set()

    def _tidy(self) -> None:
        while not self._stopping.is_set():
            try:
                self._webhooks.tidy()
            except Exception:
                if not self._stopping.is_set():
                    log.exception("old webhooks could not be tidied away; tried again later")
            self._stopping.wait(TIDY_EVERY_S)


class _Line:
    """What goes to one system, one webhook after another."""

    def __init__(
        self,
        webhooks: Webhooks,
        system: str,
        target: Target,
        limits: Limits,
        stopping: threading.Event,
    ) -> None:
        self.system = system
        self.more = threading.Event()
        self._webhooks = webhooks
        self._target = target
        self._limits = limits
        self._stopping = stopping
        self._works = True

    def run(self) -> None:
        """Deliver until told to stop; a fault of the disk's ends nothing."""
        while not self._stopping.is_set():
            try:
                if not self._deliver_next():
                    self.more.wait(POLL_S)
                    self.more.clear()
            except Exception:
                if self._stopping.is_set():
                    return  # the disk is closed already
                log.exception("webhooks to %s stand still for a second; none is lost", self.system)
                self._stopping.wait(1)

    def _deliver_next(self) -> bool:
        """Send what is due; tell whether there was anything."""
        waiting = self._webhooks.due(self.system, now())
        if waiting is None:
            return False
        problem = send(self._target, waiting.event_id, waiting.body, now(), self._limits)
        if problem is None:
            self._webhooks.note_delivered(waiting, now())
        elif not self._webhooks.note_failed(waiting, problem, now(), random.random()):
            log.error(
                "webhook %s to %s is given up after %d days (%s); its system does not know what "
                "happened to the order. It can be sent again by hand",
                waiting.event_id,
                self.system,
                GIVE_UP_AFTER.days,
                problem,
                extra={"action": "webhook"},
            )
        self._tell(problem)
        return True

    def _tell(self, problem: str | None) -> None:
        """Log when a system stops taking webhooks, and when it takes them again."""
        works = problem is None
        if works and not self._works:
            log.info("%s takes webhooks again", self.system, extra={"action": "webhook"})
        elif not works and self._works:
            log.warning(
                "%s did not take a webhook: %s. It is sent again until it does",
                self.system,
                problem,
                extra={"action": "webhook"},
            )
        self._works = works
