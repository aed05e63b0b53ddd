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

    It is filled at the start, from the events, and from each answer to a subscription before that
    is sent; the newest version of an order wins. It only saves work: a station's report of
    something that is not known here, or is newer, is handed to the kitchen, which knows; for a
    report of the pass the record is looked up, to see which stations it can speak for.
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

    def missing(self, reports: Iterable[LaidOut]) -> list[str]:
        """Return the orders that the pass reports and whose newest record must be noted first."""
        of_pass = (report for report in reports if report.board == PASS)
        return [each.order_id for each in of_pass if self._is_behind(each)]

    def _is_behind(self, report: LaidOut) -> bool:
        waiting = self._orders.get(report.order_id)
        return waiting is None or waiting.version < report.version

    def take(
        self, reports: Iterable[LaidOut], with_displays: Collection[str]
    ) -> dict[str, dict[str, int]]:
        """Return what these reports prove: order id to station to version, and stop waiting for it.

        The pass proves delivery for stations that have no display of their own.
        """
        proven: dict[str, dict[str, int]] = {}
        for report in reports:
            board, order_id, version = report
            if board != PASS and self._is_behind(report):
                proven.setdefault(order_id, {})[board] = version
                continue
            waiting = self._orders.get(order_id)
            stations = waiting.stations if waiting else {}
            wanted = [s for s in stations if s not in with_displays] if board == PASS else [board]
            for station in wanted:
                if version >= stations.get(station, version + 1):
                    del stations[station]
                    proven.setdefault(order_id, {})[station] = version
        return proven

    def put_back(self, proven: dict[str, dict[str, int]]) -> None:
        """Wait again for what could not be written; the display will report it again."""
        for order_id, stations in proven.items():
            waiting = self._orders.get(order_id)
            if waiting is not None:
                # What is there already came meanwhile and is newer.
                waiting.stations.update(stations | waiting.stations)
