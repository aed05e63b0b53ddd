"""The retry worker: what is past its deadline is not sent, and is asked for again until it is.

It asks the main till; a till that does not answer in time is replaced by the kitchen's own copy.
It also keeps the list of open alarms, and trims what everyone has read.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime
from typing import Any
from uuid import uuid4

import redis

from kds.bus import open_alarms, presence, printer_states, till_beats
from kds.bus.connect import connect
from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore
from kds.bus.presence import Presence
from kds.clock import millis, now
from kds.installation import bus_url
from kds.kitchen.kitchen import Kitchen
from kds.kitchen.print_asking import PrintAsker
from kds.orders.commands import Command, ExpireDelivery, RequestResend, SendOwnCopy
from kds.orders.part import Actor, ActorKind, DeliveryState
from kds.orders.record import APPROVALS, PASS, OrderRecord
from kds.settings.model import Settings
from kds.workers import trim, watch, watch_printers
from kds.workers.loop import Loop

log = logging.getLogger(__name__)

STEP_S = 0.5
TRIM_S = 60.0
BATCH = 200
ME = Actor(ActorKind.WORKER, "resend")


def run(settings: Settings) -> None:
    """Watch and send again until told to stop."""
    client = connect(bus_url(settings, "kitchen"))
    keys = Keys(settings.site)
    store = OrderStore(client, keys, settings.site, settings.keep_closed_days)
    kitchen = Kitchen(store, settings.policy(), PrintAsker(client, settings.site))
    resender = Resender(settings, client, keys, kitchen)
    Loop("resend", client, keys, start=resender.start, step=resender.step).run()


class Resender:
    """Two steps a second: expire, ask again, watch."""

    def __init__(
        self, settings: Settings, client: redis.Redis, keys: Keys, kitchen: Kitchen
    ) -> None:
        self._settings = settings
        self._client = client
        self._keys = keys
        self._kitchen = kitchen
        self._policy = settings.policy()
        self._next_trim = 0.0
        self._missed = watch_printers.MissedTickets(client, keys, kitchen.store.records)
        self._unanswered = watch.Unanswered(
            kitchen.store.records, settings.approvals.answer_within_s
        )
        self.start()

    def start(self) -> None:
        """Give displays and tills time to come back after the bus was away."""
        self._began = now()
        answering = set(self._settings.all_tills) - self._policy.send_only
        self._tills = watch.TillsHeard(sorted(answering), self._began)

    def step(self) -> None:
        """Do what is due, then wait a little."""
        at = now()
        there = presence.read(self._client, self._keys, at)
        deadlines, planned = self._due(at)
        self._kitchen.handle_all([self._expire(each, there) for each in deadlines])
        if planned:
            records = self._kitchen.store.records(planned)
            self._kitchen.handle_all([c for r in records if (c := self._again(r, there))])
        self._watch(there)
        if time.monotonic() > self._next_trim:
            self._next_trim = time.monotonic() + TRIM_S
            trim.trim(self._client, self._keys, self._settings, at)
            trim.forget_stations(self._client, self._keys, self._settings)
            presence.forget_old(self._client, self._keys, at)
        time.sleep(STEP_S)

    def _due(self, at: datetime) -> tuple[list[str], list[str]]:
        """Return `<order_id> <station>` past their deadline, and orders whose next step is due."""
        pipe = self._client.pipeline(transaction=False)
        for key in (self._keys.deadlines, self._keys.not_sent):
            pipe.zrangebyscore(key, "-inf", millis(at), start=0, num=BATCH)
        deadlines, planned = pipe.execute()
        return [each.decode() for each in deadlines], [each.decode() for each in planned]

    def _expire(self, member: str, there: Presence) -> Command:
        order_id, _, station = member.partition(" ")
        return ExpireDelivery(
            command_id=uuid4().hex,
            order_id=order_id,
            by=ME,
            at=there.at,
            station=station,
            cause=there.cause(station),
        )

    def _again(self, record: OrderRecord, there: Presence) -> Command | None:
        asked = record.resend
        if asked is None:
            return None
        if asked.answer_by is not None and asked.answer_by <= there.at:
            return SendOwnCopy(
                command_id=uuid4().hex,
                order_id=record.order_id,
                by=ME,
                at=there.at,
                attempt_id=asked.attempt_id,
            )
        stations = record.undelivered(DeliveryState.NOT_SENT)
        return RequestResend(
            command_id=uuid4().hex,
            order_id=record.order_id,
            by=ME,
            at=there.at,
            attempt_id=uuid4().hex,
            causes=tuple(there.cause(station) for station in stations),
        )

    def _watch(self, there: Presence) -> None:
        """Publish the alarms; in the first seconds after a start nobody is called missing."""
        known = [*self._settings.stations, APPROVALS]
        used: Any = self._client.smembers(self._keys.stations)
        stations = list(dict.fromkeys([*known, *sorted(each.decode() for each in used)]))
        pipe = self._client.pipeline(transaction=False)
        for board in (*stations, PASS):
            pipe.scard(self._keys.board(board))
        pipe.zcard(self._keys.not_sent)
        pipe.hlen(self._keys.set_aside)
        pipe.smembers(self._keys.board(APPROVALS))
        *owing, at_pass, not_sent, set_aside, awaiting = pipe.execute()
        beats = till_beats.read(self._client, self._keys, self._settings.all_tills)
        heard = self._tills.note(beats, there.at)
        if (there.at - self._began).total_seconds() < presence.LEASE_S:
            return
        printers = self._settings.printers
        states = printer_states.read(self._client, self._keys) if printers else {}
        found = watch.find(
            there,
            stations=self._settings.stations,
            reachable=self._policy.routing.reachable(),
            owing={s: n for s, n in zip(stations, owing, strict=True) if n},
            at_pass=at_pass,
            not_sent=not_sent,
            unanswered=self._unanswered.count(awaiting, there.at),
            set_aside=set_aside,
            beats=beats,
            heard=heard,
            printing=watch_printers.stations_that_print(printers, states, there.at),
        )
        found += watch_printers.read(self._client, self._keys, printers, states, there.at)
        found += self._missed.read()
        open_alarms.publish(self._client, self._keys, self._settings.site, found)
