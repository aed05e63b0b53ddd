"""Which deliveries still wait for proof, so that only a part's first confirmation is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from kds.orders.delivery import PENDING
from kds.orders.record import PASS, OrderRecord, is_open


class LaidOut(NamedTuple):
    """A display's report: this version of this order is laid out on this board."""

    board: str
    order_id: str
    version: int


class _Waiting(NamedTuple):
    version: int
    stations: dict[str, int]


class Unproven:
    """What no display has confirmed yet, as far as this web server has heard.

    It is filled from the events and from each snapshot before that is sent, so a display can only
    report what is known here; the newest version of an order wins.
    """

    def __init__(self) -> None:
        self._orders: dict[str, _Waiting] = {}

    def note(self, record: OrderRecord) -> None:
        """Learn the present state of an order."""
        known = self._orders.get(record.order_id)
        if known is not None and known.version >= record.version:
            return
        if not is_open(record):
            self._orders.pop(record.order_id, None)
            return
        waiting = {s: d.content_version for s, d in record.deliveries() if d.state in PENDING}
        self._orders[record.order_id] = _Waiting(record.version, waiting)

    def forget(self) -> None:
        """Start anew, after the server did."""
        self._orders.clear()

    def take(
        self, reports: Iterable[LaidOut], with_displays: Collection[str]
    ) -> dict[str, dict[str, int]]:
        """Return what these reports prove: order id to station to version, and stop waiting for it.

        The pass proves delivery for stations that have no display of their own.
        """
        proven: dict[str, dict[str, int]] = {}
        for board, order_id, version in reports:
            waiting = self._orders.get(order_id)
            if waiting is None:
                continue
            if board == PASS:
                stations = [s for s in waiting.stations if s not in with_displays]
            else:
                stations = [board] if board in waiting.stations else []
            for station in stations:
                if version >= waiting.stations[station]:
                    del waiting.stations[station]
                    proven.setdefault(order_id, {})[station] = version
        return proven

    def put_back(self, proven: dict[str, dict[str, int]]) -> None:
        """Wait again for what could not be written; the display will report it again."""
        for order_id, stations in proven.items():
            waiting = self._orders.get(order_id)
            if waiting is not None:
                waiting.stations.update(stations)
