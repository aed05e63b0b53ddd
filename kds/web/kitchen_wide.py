"""What holds for the whole kitchen, and how fast it is: kept at hand for screens and programs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import gevent
import msgspec
import redis

from kds.bus import kitchen_states
from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore, Outcome
from kds.clock import now
from kds.installation.folder import write_private
from kds.orders.kitchen_state import AnyKitchenCommand, KitchenState, SoldOut
from kds.orders.preparation import StationFigures, being_made, figures_now, preparations
from kds.orders.promise import UNKNOWN, suggested_minutes, suggested_wait
from kds.orders.record import OrderRecord
from kds.settings.model import Settings

log = logging.getLogger(__name__)

BATCH = 20
"""Few, for the pushes wait while records are read."""


class KitchenNow(msgspec.Struct, frozen=True):
    """What screens and programs are told: what holds, what to offer, how long stations take."""

    sold_out: tuple[SoldOut, ...]
    outside_paused_until: datetime | None
    outside_paused_by: str | None
    suggested_minutes: int
    figures: Mapping[str, StationFigures]


class KitchenWide:
    """The kitchen-wide facts of one web process.

    The server has them; `file` holds a copy, from which a server that lost everything gets them
    back. Suggestion and figures are computed by `measure` alone: never for an event.
    """

    def __init__(self, client: redis.Redis, keys: Keys, site: str, file: Path) -> None:
        self._client = client
        self._keys = keys
        self._site = site
        self._file = file
        self._state = _kept(file)
        self._minutes = suggested_minutes(UNKNOWN)
        self._figures: Mapping[str, StationFigures] = {}
        self._measured_at: Any = None
        self._told: list[Callable[[], None]] = []
        self._hearing = threading.Lock()

    @property
    def now(self) -> KitchenNow:
        """Return what is known; a pause that is over is none."""
        state = self._state
        until = state.paused_until(now())
        return KitchenNow(
            sold_out=state.sold_out,
            outside_paused_until=until,
            outside_paused_by=state.outside_paused_by if until else None,
            suggested_minutes=self._minutes,
            figures=self._figures,
        )

    def on_change(self, told: Callable[[], None]) -> None:
        """Call `told` after each change."""
        self._told.append(told)

    def do(self, command: AnyKitchenCommand) -> Outcome:
        """Have it changed for everyone, or say why not."""
        outcome = kitchen_states.handle(self._client, self._keys, self._site, command)
        log.info(
            "%s: %s",
            command.by,
            outcome.result,
            extra={"action": type(command).__name__, "by": command.by, "result": outcome.result},
        )
        self.hear()
        return outcome

    def hear(self) -> None:
        """Read what the server has; one that has nothing gets what this process knows."""
        with self._hearing:
            state = kitchen_states.restore(self._client, self._keys, self._site, self._state)
            if state == self._state and self._file.exists():
                return
            self._state = state
            write_private(self._file, msgspec.json.encode(state))
        self._tell()

    def measure(self, store: OrderStore, settings: Settings) -> None:
        """Find out what to suggest, and how long stations take now, from what is owed and made."""
        records, at = self._records(store, tuple(settings.stations)), now()
        minutes = suggested_minutes(suggested_wait(records, at))
        figures = figures_now(
            (made for record in records for made in preparations(record)),
            (part for record in records for part in being_made(record, at)),
            at,
            settings.screens.ages,
            settings.counter.planned_ahead,
        )
        if (minutes, figures) != (self._minutes, self._figures):
            self._minutes, self._figures = minutes, figures
            self._tell()

    def _records(self, store: OrderStore, stations: tuple[str, ...]) -> list[OrderRecord]:
        pipe = self._client.pipeline(transaction=False)
        pipe.zrange(self._keys.open, 0, -1)
        for station in stations:
            pipe.zrevrange(self._keys.recent(station), 0, -1)
        ids = list(dict.fromkeys(each.decode() for found in pipe.execute() for each in found))
        records: list[OrderRecord] = []
        for start in range(0, len(ids), BATCH):
            records += store.records(ids[start : start + BATCH])
            gevent.sleep(0)
        return records

    def _tell(self) -> None:
        for told in self._told:
            told()


def _kept(file: Path) -> KitchenState:
    """Return the copy; without one, or one that cannot be read, nothing is sold out or paused."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=KitchenState)
    except FileNotFoundError:
        return KitchenState()
    except (OSError, msgspec.MsgspecError) as error:
        log.warning(
            "%s cannot be read (%s); what it held is known only if the server still has it",
            file,
            error,
            extra={"action": "hear-kitchen"},
        )
        return KitchenState()
