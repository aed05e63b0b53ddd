"""The sweep worker: looks for what was left lying, and never sends anything itself.

Texts, reminders and sheets of paper that are due get a job if they have none. Those of which
nothing is heard any more get their end. Reminders that were planned at the counter are filed in
the archive, and closed orders are brought there.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import redis

from kds.archive.database import Database
from kds.archive.orders import OrderArchive
from kds.archive.reminders import Reminder, ReminderBook
from kds.bus.connect import connect
from kds.bus.jobs import enqueue_reminder, enqueue_text
from kds.bus.keys import Keys
from kds.bus.order_store import Archived, OrderStore
from kds.bus.rewriting import Rewriter
from kds.clock import millis, now
from kds.errors import KdsError
from kds.installation import archive_url, bus_url
from kds.kitchen.customers import Customers
from kds.kitchen.kitchen import Kitchen
from kds.orders.commands import Command, EndText, FileReminders
from kds.orders.part import Actor, ActorKind
from kds.orders.record import OrderRecord
from kds.orders.section import ENDED
from kds.orders.status import status
from kds.orders.text import Text, TextKind, TextState, is_owed
from kds.settings.model import Settings
from kds.texting.phones import normal
from kds.texting.reasons import TOO_LATE, WORKER_ENDED
from kds.workers.archiving import Archiver
from kds.workers.forgetting import Forgetting
from kds.workers.loop import Loop
from kds.workers.print_sweep import PrintSweep
from kds.workers.texting import may_go

log = logging.getLogger(__name__)

STEP_S = 1.0
REST_S = 15.0
"""A task that could not be done rests for so long: a database that is away is slow to say so."""

BATCH = 200
ME = Actor(ActorKind.WORKER, "sweep")

USEFUL_FOR = {TextKind.READY: timedelta(hours=12), TextKind.REMINDER: timedelta(days=14)}
"""How long after its time a text still goes: after a night, or a closed week, it may be odd."""

Task = Callable[[datetime], None]


def run(settings: Settings) -> None:
    """Sweep until told to stop."""
    client = connect(bus_url(settings, "kitchen"))
    keys = Keys(settings.site)
    archive = Database(archive_url(settings))
    orders = OrderArchive(archive)
    store = OrderStore(
        client, keys, settings.site, settings.keep_closed_days, archived=orders.records
    )
    kitchen = Kitchen(store, settings.policy())
    book = ReminderBook(archive)
    texts = TextSweep(settings, client, keys, kitchen)
    reminders = ReminderSweep(settings, client, keys, kitchen, book, archived=orders.records)
    archiver = Archiver(settings, client, keys, store, orders)
    customers = Customers(
        kitchen,
        client,
        keys,
        site=settings.site,
        archive=archive,
        tills=settings.all_tills,
        normal=lambda phone: normal(phone, settings.country),
    )
    tasks: dict[str, Task] = {
        "texts": texts.step,
        "paper": PrintSweep(settings, client, keys, kitchen).step,
        "filing": reminders.file,
        "reminders": reminders.step,
        "archive": archiver.step,
        "forgetting": Forgetting(customers, archive, settings.customers.forget_after_days).step,
        "rewriting": Rewriter(client, keys).step,
    }
    Loop("sweep", client, keys, start=lambda: None, step=Sweep(tasks).step).run()


class Sweep:
    """Does each task in turn; one that cannot be done now does not hold up the others.

    A task is short: between two steps the worker beats.
    """

    def __init__(self, tasks: dict[str, Task]) -> None:
        self._tasks = tasks
        self._rests_until: dict[str, float] = {}

    def step(self) -> None:
        """Do every task once, then wait a little."""
        for name, task in self._tasks.items():
            if time.monotonic() < self._rests_until.get(name, 0.0):
                continue
            try:
                task(now())
            except KdsError as error:
                self._note_failure(name, error)
            else:
                self._rests_until.pop(name, None)
        time.sleep(STEP_S)

    def _note_failure(self, name: str, error: KdsError) -> None:
        """Log a failure when it begins: it may last for hours."""
        if name not in self._rests_until:
            extra = {"action": "sweep-waits"}
            log.warning("the sweep of %s waits: %s", name, error, extra=extra)
        self._rests_until[name] = time.monotonic() + REST_S


class TextSweep:
    """The texts of orders, by the index of what is owed."""

    def __init__(
        self, settings: Settings, client: redis.Redis, keys: Keys, kitchen: Kitchen
    ) -> None:
        self._settings = settings
        self._client = client
        self._keys = keys
        self._kitchen = kitchen

    def step(self, at: datetime) -> None:
        """Look at what is owed and due, the longest due first."""
        due: Any = self._client.zrangebyscore(
            self._keys.texts_owed, "-inf", millis(at), start=0, num=BATCH
        )
        members = [each.decode().partition(" ")[::2] for each in due]
        records = self._kitchen.store.records(dict.fromkeys(order_id for order_id, _ in members))
        texts = {(r.order_id, text.text_id): text for r in records for text in r.texts}
        ends: list[Command] = []
        for order_id, text_id in members:
            text = texts.get((order_id, text_id))
            if text is None or not is_owed(text):
                self._forget(order_id, text_id, text)
            elif found := _over(self._settings, text, at):
                ends.append(_end(order_id, text_id, at, *found))
            elif _is_to_go(self._settings, text, at):
                self._ask(order_id, text_id)
        self._kitchen.handle_all(ends)

    def _forget(self, order_id: str, text_id: str, text: Text | None) -> None:
        """Drop an entry whose order is gone; a text that is there leaves the index by itself."""
        if text is None:
            self._client.zrem(self._keys.texts_owed, f"{order_id} {text_id}")

    def _ask(self, order_id: str, text_id: str) -> None:
        if enqueue_text(self._client, self._settings.site, order_id, text_id):
            extra = {"action": "text-found", "order_id": order_id}
            log.info("a text that is due had no job", extra=extra)


class ReminderSweep:
    """The reminders of the archive, and those that are still to come there."""

    def __init__(
        self,
        settings: Settings,
        client: redis.Redis,
        keys: Keys,
        kitchen: Kitchen,
        book: ReminderBook,
        *,
        archived: Archived = lambda _: {},
    ) -> None:
        self._archived = archived
        self._settings = settings
        self._client = client
        self._keys = keys
        self._kitchen = kitchen
        self._book = book

    def step(self, at: datetime) -> None:
        """End what nobody will tell of any more, and ask for what is due."""
        give_up = timedelta(seconds=self._settings.texts.give_up_s)
        for each in self._book.stuck(at - give_up, BATCH):
            self._book.end(each.reminder_id, TextState.UNKNOWN, at, WORKER_ENDED)
        due = self._book.due(at, BATCH)
        ended = self._ended({each.order_id for each in due})
        for each in due:
            if each.order_id in ended:
                self._book.cancel(each.reminder_id, ME, at)
            elif found := _over(self._settings, each.text, at):
                self._book.end(each.reminder_id, found[0], at, found[1])
            elif _is_to_go(self._settings, each.text, at):
                enqueue_reminder(self._client, self._settings.site, each.reminder_id)

    def _ended(self, order_ids: Collection[str]) -> set[str]:
        """Return the orders that were voided, cancelled or refunded since: nobody is reminded."""
        ids = sorted(order_ids)
        records = {**self._archived(ids)}
        records |= {each.order_id: each for each in self._kitchen.store.records(ids)}
        return {name for name, record in records.items() if status(record) in ENDED}

    def file(self, at: datetime) -> None:
        """Bring planned reminders into the archive, then say so; once more does no harm."""
        found: Any = self._client.zrange(self._keys.unfiled, 0, BATCH - 1)
        waiting = [each.decode() for each in found]
        records = self._kitchen.store.records(waiting)
        if gone := set(waiting) - {each.order_id for each in records}:
            self._client.zrem(self._keys.unfiled, *gone)
        if not records:
            return
        self._book.file([each for record in records for each in _planned(record)])
        outcomes = self._kitchen.handle_all([_filed(record.order_id, at) for record in records])
        done = [r.order_id for r, o in zip(records, outcomes, strict=True) if o.result == "done"]
        # Whoever erased a customer meanwhile found nothing in the archive yet.
        erased = [each.order_id for each in self._kitchen.store.records(done) if each.erased]
        if erased:
            self._book.erase(erased)


def _over(settings: Settings, text: Text, at: datetime) -> tuple[TextState, str] | None:
    """Return how a text ends of which nothing is to be expected any more."""
    if text.state is TextState.SENDING:
        since = text.begun_at or text.asked_at
        if (at - since).total_seconds() > settings.texts.give_up_s:
            return TextState.UNKNOWN, WORKER_ENDED
        return None
    # What waited for the end of the quiet hours has not waited for us.
    if at - may_go(settings, text.kind, text.send_at) > USEFUL_FOR[text.kind]:
        return TextState.FAILED, TOO_LATE
    return None


def _is_to_go(settings: Settings, text: Text, at: datetime) -> bool:
    return text.state is TextState.QUEUED and may_go(settings, text.kind, at) <= at


def _planned(record: OrderRecord) -> list[Reminder]:
    customer = record.order.customer.name if record.order.customer else None
    return [
        Reminder(text.text_id, record.order_id, record.order.number, customer, text)
        for text in record.reminders
    ]


def _end(order_id: str, text_id: str, at: datetime, state: TextState, reason: str) -> Command:
    return EndText(
        command_id=uuid4().hex,
        order_id=order_id,
        by=ME,
        at=at,
        text_id=text_id,
        state=state,
        reason=reason,
    )


def _filed(order_id: str, at: datetime) -> Command:
    return FileReminders(command_id=uuid4().hex, order_id=order_id, by=ME, at=at)
