"""Asks for new sheets of paper to be printed at once, as soon as a save has made them owed."""

from __future__ import annotations

import logging

import redis

from kds.bus.jobs import enqueue_print
from kds.orders.paper import PrintState
from kds.orders.record import OrderRecord

log = logging.getLogger(__name__)


class PrintAsker:
    """Leaves a job for each sheet that is queued anew; what fails here is found by the sweep.

    Nothing is asked of the server where a save owes no new sheet.
    """

    def __init__(self, client: redis.Redis, site: str) -> None:
        self._client = client
        self._site = site

    def __call__(self, before: OrderRecord | None, after: OrderRecord) -> None:
        """Look at what a save has changed."""
        if not after.prints or (before is not None and after.prints == before.prints):
            return
        known = {each.print_id for each in before.prints} if before else set()
        for sheet in after.prints:
            if sheet.state is PrintState.QUEUED and sheet.print_id not in known:
                self._ask(after.order_id, sheet.printer, sheet.print_id)

    def _ask(self, order_id: str, printer: str, print_id: str) -> None:
        try:
            enqueue_print(self._client, self._site, printer, order_id, print_id)
        except Exception:
            log.warning(
                "a sheet was not handed to its printer; it is found by the next sweep",
                exc_info=True,
                extra={"action": "hand-over", "order_id": order_id},
            )
