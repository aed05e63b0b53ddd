"""Removes stream entries that everyone concerned has read; by id, never by length."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import redis

from kds.bus import till_beats
from kds.bus.keys import Keys
from kds.bus.till_streams import GROUP
from kds.clock import millis
from kds.settings.model import Settings

KEEP_EVENTS = timedelta(hours=1)
"""Events stay at least this long, for displays and other readers that were away."""

WAIT_FOR_TILL = timedelta(hours=24)
"""A silent till holds trimming back for so long; after that it takes what it can still get."""


def trim(client: redis.Redis, keys: Keys, settings: Settings, at: datetime) -> None:
    """Trim each till's stream below what the route group has finished, and the events."""
    for till in settings.all_tills:
        finished = _finished(client, keys.orders(till))
        if finished:
            client.xtrim(keys.orders(till), minid=finished, approximate=False)
    client.xtrim(keys.events, minid=_oldest_needed(client, keys, settings, at), approximate=False)


def forget_stations(client: redis.Redis, keys: Keys, settings: Settings) -> None:
    """Forget stations that are no longer in the settings and have no order left."""
    used: Any = client.smembers(keys.stations)
    for station in {each.decode() for each in used} - settings.stations.keys():
        with client.pipeline(transaction=True) as pipe:
            try:
                pipe.watch(keys.board(station))  # type: ignore[no-untyped-call]
                if not pipe.exists(keys.board(station)):
                    pipe.multi()
                    pipe.srem(keys.stations, station)
                    pipe.execute()
            except redis.WatchError:
                continue  # an order came to it just now


def _finished(client: redis.Redis, stream: str) -> str | None:
    """Return the id below which nothing is pending or unread, if the group exists."""
    # Until the route worker has run once, on a new server, there is nothing to ask.
    for group in client.xinfo_groups(stream) if client.exists(stream) else ():
        if group["name"].decode() == GROUP:
            pending = client.xpending(stream, GROUP)
            return str((pending["min"] or group["last-delivered-id"]).decode())
    return None


def _oldest_needed(client: redis.Redis, keys: Keys, settings: Settings, at: datetime) -> str:
    oldest = millis(at - KEEP_EVENTS)
    for till, beat in till_beats.read(client, keys, settings.all_tills).items():
        if till in settings.policy().send_only or not beat.cursor:
            continue
        read_up_to = int(beat.cursor.partition("-")[0])
        oldest = min(oldest, max(read_up_to, millis(at - WAIT_FOR_TILL)))
    return f"{max(oldest, 0)}-0"
