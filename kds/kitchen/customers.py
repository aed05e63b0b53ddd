"""What is known of one customer, everywhere: shown for the customer, and erased on demand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import uuid4

import msgspec
import redis
from msgspec.structs import replace

from kds.archive.database import Database
from kds.archive.opt_outs import OptOuts
from kds.archive.orders import Kept, OrderArchive
from kds.archive.reminders import Reminder, ReminderBook
from kds.bus.erasing import erase_set_aside, erase_streams, tell_forgotten
from kds.bus.keys import Keys
from kds.bus.rewriting import want as want_rewrite
from kds.errors import Refused
from kds.kitchen.kitchen import Kitchen
from kds.orders.commands import EraseCustomer
from kds.orders.decide import Decision, decide
from kds.orders.part import Actor
from kds.orders.record import OrderRecord
from kds.orders.status import is_unsettled

BATCH = 200

Normal = Callable[[str], str | None]
"""Gives a number as E.164 writes it, or None for what is none."""


class Known(msgspec.Struct, frozen=True):
    """Everything that is kept of one customer."""

    phone: str
    orders: tuple[OrderRecord, ...]
    reminders: tuple[Reminder, ...]
    opted_out: bool


class Erased(msgspec.Struct, frozen=True):
    """What was erased: orders, entries of streams, entries that were set aside."""

    orders: int
    entries: int
    set_aside: int


class Customers:
    """The customers of one site, by their phones; `tills` are all that write to the bus."""

    def __init__(
        self,
        kitchen: Kitchen,
        client: redis.Redis,
        keys: Keys,
        *,
        site: str,
        archive: Database,
        tills: Collection[str],
        normal: Normal,
    ) -> None:
        self._kitchen = kitchen
        self._client = client
        self._keys = keys
        self._site = site
        self._tills = tuple(tills)
        self._normal = normal
        self._archive = archive
        self._orders = OrderArchive(archive)
        self._reminders = ReminderBook(archive)
        self._opt_outs = OptOuts(archive)

    def known(self, phone: str) -> Known:
        """Return everything that is kept of a customer, the newest order first."""
        here = {each.order_id: each for each in self._on_the_bus(phone)}
        gone = self._orders.get(
            [each for each in self._orders.order_ids_of(phone) if each not in here]
        )
        every = [*here.values()]
        # The archive finds by the end of a number, which another country may have as well.
        every += [k.record for k in gone.values() if phone in self._phones_of(k.record)]
        every.sort(key=lambda record: record.order.accepted_at, reverse=True)
        reminders = [r for each in every for r in self._reminders.of_order(each.order_id)]
        opted_out = phone in self._opt_outs.has([phone])
        return Known(phone, tuple(every), tuple(reminders), opted_out)

    def erase(self, phone: str, reason: str, by: Actor, at: datetime) -> Erased:
        """Erase a customer everywhere; doing it again erases what has come since."""
        known = self.known(phone)
        order_ids = [each.order_id for each in known.orders]
        written = {each.order.customer.phone for each in known.orders if each.order.customer}
        self._opt_outs.remove(phone)
        self._erase_orders(order_ids, reason, by, at)
        phones = {phone, *(each for each in written if each)}
        set_aside = erase_set_aside(self._client, self._keys, phones, order_ids)
        entries = erase_streams(self._client, self._keys, self._tills, order_ids)
        tell_forgotten(self._client, self._keys, self._site, phone)
        want_rewrite(self._client, self._keys)
        self._archive.write_anew()
        return Erased(len(order_ids), entries, set_aside)

    def erase_orders(self, order_ids: Sequence[str], reason: str, by: Actor, at: datetime) -> None:
        """Erase the customers of these orders, on the bus and in the archive, and the reminders."""
        if order_ids:
            self._erase_orders(order_ids, reason, by, at)
            want_rewrite(self._client, self._keys)
            self._archive.settle()

    def _erase_orders(self, order_ids: Sequence[str], reason: str, by: Actor, at: datetime) -> None:
        for order_id in order_ids:
            command = EraseCustomer(
                command_id=f"erase:{uuid4().hex}", order_id=order_id, by=by, at=at, reason=reason
            )
            if self._client.exists(self._keys.order(order_id)):
                self._kitchen.handle(command)
            self._erase_archived(command)
        self._reminders.erase(order_ids)

    def _erase_archived(self, command: EraseCustomer) -> None:
        """Write the archived order anew without its customer, as the bus has it where it does."""
        kept = self._orders.get([command.order_id]).get(command.order_id)
        if kept is None:
            return
        there = self._kitchen.store.records([command.order_id])
        if there and there[0].version > kept.record.version:
            # What was done since it left stands on the bus alone, and goes with the release.
            history = (*kept.history, *self._kitchen.store.history(command.order_id))
            self._orders.put([replace(kept, record=there[0], history=history)])
            if not is_unsettled(there[0]):
                # It came back for this only, and shall stand on no board again.
                self._kitchen.store.release(there[0])
            return
        with suppress(Refused):  # Nothing of a customer is left in it.
            decision = decide(kept.record, command, self._kitchen.policy)
            if isinstance(decision, Decision):
                history = (*kept.history, decision.change)
                self._orders.put([Kept(decision.record, history, kept.closed_at)])

    def _on_the_bus(self, phone: str) -> Iterator[OrderRecord]:
        """Yield the customer's orders that are not archived yet: those of a day or two."""
        listed: Any = self._client.zrange(self._keys.accepted, 0, -1)
        ids = [each.decode() for each in listed]
        for start in range(0, len(ids), BATCH):
            for record in self._kitchen.store.records(ids[start : start + BATCH]):
                if phone in self._phones_of(record):
                    yield record

    def _phones_of(self, record: OrderRecord) -> set[str]:
        customer = record.order.customer
        told = self._normal(customer.phone) if customer and customer.phone else None
        texted = {text.to for text in (*record.texts, *record.reminders)}
        return texted | ({told} if told else set())
