"""Printers that owe paper and cannot print it, and tickets that may not be on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import redis
from msgspec.structs import replace

from kds.bus.keys import Keys
from kds.bus.printer_states import SILENT_S, PrinterState
from kds.orders.alarms import Alarm, AlarmKind
from kds.orders.missed_paper import missed
from kds.orders.record import OrderRecord
from kds.settings.paper import Confirm, PrinterSettings

LASTS = timedelta(seconds=5)
"""A fault that is over within this calls nobody: a shared printer is busy now and then."""


def read(
    client: redis.Redis,
    keys: Keys,
    printers: Mapping[str, PrinterSettings],
    states: Mapping[str, PrinterState],
    at: datetime,
) -> list[Alarm]:
    """Return the alarms of all printers, in one round trip; none without printers."""
    if not printers:
        return []
    pipe = client.pipeline(transaction=False)
    for printer in printers:
        pipe.zcard(keys.owed_prints(printer))
    owed: list[Any] = pipe.execute()
    owing = {printer: count for printer, count in zip(printers, owed, strict=True) if count}
    return find(owing, states, printers, at)


def find(
    owing: Mapping[str, int],
    states: Mapping[str, PrinterState],
    printers: Mapping[str, PrinterSettings],
    at: datetime,
) -> list[Alarm]:
    """Return an alarm for each printer that owes sheets and cannot print, or is not known to."""
    found = []
    for printer, count in owing.items():
        state, name = states.get(printer), printers[printer].name
        if state is None or at - state.checked_at > timedelta(seconds=SILENT_S):
            since = state.checked_at if state else at
            found.append(Alarm(AlarmKind.PRINTER_SILENT, since, printer, count, name))
        elif state.fault is not None and at - state.since > LASTS:
            kind = AlarmKind.PRINTER_FAULT
            found.append(Alarm(kind, state.since, printer, count, name, state.fault))
    return found


def stations_that_print(
    printers: Mapping[str, PrinterSettings], states: Mapping[str, PrinterState], at: datetime
) -> frozenset[str]:
    """Return the stations that need no screen: a printer that can say so prints their tickets."""
    return frozenset(
        station
        for name, printer in printers.items()
        if printer.confirm is Confirm.STATUS and _is_ready(states.get(name), at)
        for station in printer.tickets
    )


def _is_ready(state: PrinterState | None, at: datetime) -> bool:
    if state is None or at - state.checked_at > timedelta(seconds=SILENT_S):
        return False
    return state.fault is None or at - state.since <= LASTS


class MissedTickets:
    """Tickets that may not be on paper; their orders are read when others are in doubt."""

    def __init__(
        self,
        client: redis.Redis,
        keys: Keys,
        read_orders: Callable[[Iterable[str]], Iterable[OrderRecord]],
    ) -> None:
        self._client = client
        self._keys = keys
        self._read_orders = read_orders
        self._known: Any = []
        self._found: list[Alarm] = []

    def read(self) -> list[Alarm]:
        """Return an alarm for each station with such tickets."""
        known: Any = self._client.zrange(self._keys.prints_missed, 0, -1, withscores=True)
        if known != self._known:
            order_ids = dict.fromkeys(member.decode().partition(" ")[0] for member, _ in known)
            self._known, self._found = known, find_missed(self._read_orders(order_ids))
        return self._found


def find_missed(records: Iterable[OrderRecord]) -> list[Alarm]:
    """Return an alarm for each station with a ticket in doubt; it names the first of them."""
    found: dict[str, Alarm] = {}
    for record in records:
        for sheet in missed(record):
            about = sheet.station or ""
            since, number = sheet.ended_at or sheet.asked_at, record.order.number
            kind = AlarmKind.SHEET_IN_DOUBT
            told = found.get(about) or Alarm(kind, since, about, fault=sheet.fault, number=number)
            found[about] = replace(told, count=told.count + 1)
    return list(found.values())
