"""Closed orders leave the server for the archive: written there, read back, then taken off here."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

import redis
from msgspec.structs import replace

from kds import faults
from kds.archive.orders import Kept, OrderArchive
from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore
from kds.clock import millis
from kds.orders.business_day import business_day, starts_at
from kds.orders.money import is_paid
from kds.orders.record import OrderRecord
from kds.orders.section import Section, section
from kds.orders.status import is_unsettled
from kds.settings.model import Settings

log = logging.getLogger(__name__)

BATCH = 100
COUNTED = 500
"""How many orders that were archived before parts were counted are counted in one step."""

REST = timedelta(minutes=1)
"""How long it rests once it has looked at every order of the days before."""


def may_leave(record: OrderRecord, today: datetime, settings: Settings) -> bool:
    """Tell whether an order may leave for the archive; `today` is when the business day began.

    What a customer has yet to collect stays `uncollected_days` longer, and what nobody has paid
    `keep_closed_days`. A till that tells of no deeds need not tell of payments either.
    """
    if is_unsettled(record):
        return False
    if section(record) is Section.CLOSED:
        days = 0
    elif is_paid(record.order) or not record.order.deeds:
        days = settings.counter.uncollected_days
    else:
        days = settings.keep_closed_days
    return record.updated_at < today - timedelta(days=days)


class Archiver:
    """Walks the orders of the days before, a batch at a time; doing it twice changes nothing."""

    def __init__(
        self,
        settings: Settings,
        client: redis.Redis,
        keys: Keys,
        store: OrderStore,
        archive: OrderArchive,
    ) -> None:
        self._settings = settings
        self._client = client
        self._keys = keys
        self._store = store
        self._archive = archive
        self._passed = 0
        self._next: datetime | None = None
        self._is_counted = False

    def step(self, at: datetime) -> None:
        """Archive what may leave of the next batch."""
        if not self._is_counted:
            self._is_counted = self._archive.count_preparations(COUNTED) < COUNTED
        if self._next is not None and at < self._next:
            return
        settings = self._settings
        day = business_day(at, settings.zone, settings.day_cut_off)
        today = starts_at(day, settings.zone, settings.day_cut_off)
        found: Any = self._client.zrangebyscore(
            self._keys.accepted, "-inf", f"({millis(today)}", start=self._passed, num=BATCH
        )
        order_ids = [each.decode() for each in found]
        records = self._store.records(order_ids)
        left = self._leave([each for each in records if may_leave(each, today, settings)])
        self._drop(set(order_ids) - {each.order_id for each in records})
        # What stays is passed over until the end of the list is reached.
        self._passed += len(order_ids) - left
        self._next = None
        if len(order_ids) < BATCH:
            self._passed, self._next = 0, at + REST

    def _leave(self, records: list[OrderRecord]) -> int:
        if not records:
            return 0
        before = self._archive.records([each.order_id for each in records])
        kept = [self._kept(each, before.get(each.order_id)) for each in records]
        self._archive.put(kept)
        faults.point("sweep.after-archiving")
        there = self._archive.records([each.order_id for each in records])
        left = sum(
            self._store.release(each, as_kept.record.version)
            for each, as_kept in zip(records, kept, strict=True)
            if there[each.order_id] == as_kept.record
        )
        log.info("%d closed order(s) are in the archive", left, extra={"action": "archived"})
        return left

    def _kept(self, record: OrderRecord, before: OrderRecord | None) -> Kept:
        """Return an order as it is archived.

        One that began anew after a reset of the server has lower versions than the archive knows:
        it goes on from there.
        """
        history = self._store.history(record.order_id)
        if before is None or before.version < record.version or before == record:
            return Kept(record, tuple(history), record.updated_at)
        if before == replace(record, version=before.version):
            # It was written, and whoever wrote it died before it was taken off here.
            return Kept(before, (), record.updated_at)
        later = before.version
        return Kept(
            replace(record, version=record.version + later),
            tuple(replace(each, version=each.version + later) for each in history),
            record.updated_at,
        )

    def _drop(self, order_ids: set[str]) -> None:
        """Forget entries of orders that are not here; a death in mid-upgrade can leave some."""
        if order_ids:
            self._client.zrem(self._keys.accepted, *order_ids)
            self._passed -= len(order_ids)
