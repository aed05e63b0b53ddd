"""The open alarms as everyone sees them: one hash, and an event for each change."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import redis

from kds.bus.envelope import ALARMS_CHANGED, AlarmsChanged, kitchen_source, seal
from kds.bus.keys import Keys
from kds.orders.alarms import Alarm


def publish(client: redis.Redis, keys: Keys, site: str, found: Iterable[Alarm]) -> None:
    """Store the open alarms and tell of a change, if there is one; the first `since` is kept."""
    stored = read(client, keys)
    wanted = {
        alarm.alarm_id: msgspec.structs.replace(alarm, since=stored[alarm.alarm_id].since)
        if alarm.alarm_id in stored
        else alarm
        for alarm in found
    }
    if wanted == stored:
        return
    pipe = client.pipeline(transaction=True)
    pipe.delete(keys.alarms)
    if wanted:
        pipe.hset(
            keys.alarms, mapping={key: msgspec.json.encode(each) for key, each in wanted.items()}
        )
    changed = AlarmsChanged(alarms=tuple(wanted.values()))
    pipe.xadd(keys.events, {"event": seal(ALARMS_CHANGED, kitchen_source(site), "alarms", changed)})
    pipe.execute()


def read(client: redis.Redis, keys: Keys) -> dict[str, Alarm]:
    """Return the open alarms by id."""
    alarms = (msgspec.json.decode(raw, type=Alarm) for raw in client.hvals(keys.alarms))
    return {alarm.alarm_id: alarm for alarm in alarms}
