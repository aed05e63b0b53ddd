"""The route worker: tills' streams → kitchen. It acknowledges an entry after its effect."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence

from kds import faults
from kds.archive.database import Database
from kds.archive.orders import OrderArchive
from kds.bus.connect import connect
from kds.bus.envelope import Resent, Restored, Submitted, open_from_till, peek, till_source
from kds.bus.keys import Keys
from kds.bus.order_store import Archived, OrderStore, Outcome
from kds.bus.till_streams import Entry, TillStreams
from kds.clock import now
from kds.errors import InvalidInput, NotReachable
from kds.installation import archive_url, bus_url
from kds.kitchen.kitchen import Kitchen
from kds.kitchen.print_asking import PrintAsker
from kds.orders.commands import ApplyOrder, Command, TakeBackOrder
from kds.orders.part import Actor, ActorKind
from kds.orders.record import OrderRecord
from kds.settings.model import Settings
from kds.workers.loop import Loop

log = logging.getLogger(__name__)

REST_S = 15.0
"""How long what needs the archive rests while it is away."""

TRIED_AT_ONCE = 200
"""So many of those that wait are tried together."""


def run(settings: Settings) -> None:
    """Route orders until told to stop."""
    client = connect(bus_url(settings, "kitchen"))
    keys = Keys(settings.site)
    archived = Patient(OrderArchive(Database(archive_url(settings))).records, REST_S)
    store = OrderStore(client, keys, settings.site, settings.keep_closed_days, archived=archived)
    kitchen = Kitchen(store, settings.policy(), PrintAsker(client, settings.site))
    streams = TillStreams(client, keys, settings.site, settings.all_tills, consumer="route")
    router = Router(settings.site, kitchen, streams)
    Loop("route", client, keys, start=router.start, step=router.step).run()


class Router:
    """Turns entries into commands, and entries that cannot be read into answers."""

    def __init__(
        self, site: str, kitchen: Kitchen, streams: TillStreams, rest_s: float = REST_S
    ) -> None:
        self._site = site
        self._kitchen = kitchen
        self._streams = streams
        self._rest_s = rest_s
        self._waiting: dict[tuple[str, str], Entry] = {}
        self._try_at = 0.0

    def start(self) -> None:
        """Finish first what was read before and not acknowledged."""
        self._streams.prepare()
        self._waiting.clear()
        for pending in self._streams.pending():
            self._route(pending)

    def step(self) -> None:
        """Wait a little for new entries and route them."""
        if new := self._streams.new():
            self._route(new)
        if self._waiting and time.monotonic() >= self._try_at:
            self._try_again()

    def _try_again(self) -> None:
        """Route what waits, a batch at a time, until the archive turns out to be away still."""
        waiting = list(self._waiting.values())
        for start in range(0, len(waiting), TRIED_AT_ONCE):
            self._route(waiting[start : start + TRIED_AT_ONCE])
            if time.monotonic() < self._try_at:
                return

    def _route(self, entries: list[Entry]) -> None:
        faults.point("route.after-read")
        commands: list[tuple[Entry, Command]] = []
        for entry in entries:
            try:
                commands.append((entry, self._command(entry)))
            except InvalidInput as error:
                self._set_aside(entry, f"The entry cannot be read: {error}")
        outcomes = self._handle(commands)
        faults.point("route.after-apply")
        for entry in entries:
            self._waiting.pop(_name(entry), None)
        for (entry, command), outcome in zip(commands, outcomes, strict=True):
            if outcome is None:
                self._waiting[_name(entry)] = entry
            elif not outcome.ok:
                self._set_aside(entry, outcome.reason or "refused", command.order_id)
        faults.point("route.before-ack")
        self._streams.acknowledge(e for e in entries if _name(e) not in self._waiting)

    def _handle(self, commands: list[tuple[Entry, Command]]) -> Sequence[Outcome | None]:
        """Handle all at once, or, where the archive is away, each alone: None of what must wait.

        It needs the archive of an order that is there. It is not acknowledged, so it is not lost.
        """
        try:
            return self._kitchen.handle_all([command for _, command in commands])
        except NotReachable as error:
            self._try_at = time.monotonic() + self._rest_s
            extra = {"action": "archive-away"}
            log.warning("an order that is archived must wait: %s", error, extra=extra)
        found: list[Outcome | None] = []
        for _, command in commands:
            try:
                found.append(self._kitchen.handle(command))
            except NotReachable:
                found.append(None)
        return found

    def _command(self, entry: Entry) -> Command:
        if entry.body is None:
            raise InvalidInput([("$", "was removed from the stream before it was read")])
        _, said = open_from_till(entry.body, till_source(self._site, entry.till))
        order = said.order
        command_id = f"{entry.till}:{entry.entry_id}"
        by = Actor(ActorKind.TILL, entry.till, (said.by or "") if isinstance(said, Resent) else "")
        if isinstance(said, Restored):
            return TakeBackOrder(
                command_id=command_id,
                order_id=order.order_id,
                by=by,
                at=now(),
                order=order,
                till=entry.till,
                known=said.known,
            )
        return ApplyOrder(
            command_id=command_id,
            order_id=order.order_id,
            by=by,
            at=now(),
            order=order,
            till=entry.till,
            attempt_id=said.attempt_id if isinstance(said, Resent) else None,
            known=said.known if isinstance(said, Submitted) else None,
        )

    def _set_aside(self, entry: Entry, reason: str, order_id: str | None = None) -> None:
        event_id, peeked = peek(entry.body or b"")
        kept = self._streams.set_aside(entry, reason[:1000], now(), event_id, order_id or peeked)
        log.warning(
            "an entry of till %s was answered, %s: %s",
            entry.till,
            "and set aside for the back office" if kept else "and is not kept: too many are",
            reason,
            extra={"action": "set-aside", "order_id": order_id or peeked},
        )


class Patient:
    """Asks the archive, and says for a while without asking that it is away once it was.

    To find out may take seconds, which must not be spent on every single order that waits.
    """

    def __init__(self, archived: Archived, rest_s: float) -> None:
        self._archived = archived
        self._rest_s = rest_s
        self._away: NotReachable | None = None
        self._ask_at = 0.0

    def __call__(self, order_ids: Sequence[str]) -> Mapping[str, OrderRecord]:
        """Return the archived records of these orders; NotReachable while that cannot be told."""
        if self._away is not None and time.monotonic() < self._ask_at:
            raise NotReachable(str(self._away))
        try:
            found = self._archived(order_ids)
        except NotReachable as error:
            self._away, self._ask_at = error, time.monotonic() + self._rest_s
            raise
        self._away = None
        return found


def _name(entry: Entry) -> tuple[str, str]:
    return entry.till, entry.entry_id
