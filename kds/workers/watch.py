"""What is wrong now: screens that went dark, silent tills, orders not sent; as the open alarms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from kds.bus.presence import Presence
from kds.bus.till_beats import SILENT_AFTER_S, TillBeat
from kds.orders.alarms import Alarm, AlarmKind
from kds.orders.record import APPROVALS


def find(
    presence: Presence,
    *,
    reachable: Iterable[str],
    owing: Mapping[str, int],
    not_sent: int,
    set_aside: int,
    beats: Mapping[str, TillBeat],
    send_only: frozenset[str],
) -> list[Alarm]:
    """Return every alarm that holds at the presence's moment; `owing` counts orders by board."""
    now = presence.at
    alarms = []
    if not_sent:
        alarms.append(Alarm(AlarmKind.NOT_SENT, now, count=not_sent))
    if set_aside:
        alarms.append(Alarm(AlarmKind.SET_ASIDE, now, count=set_aside))
    for station in dict.fromkeys([*reachable, *owing]):
        if presence.is_covered(station):
            continue
        since = presence.last_seen(station) or now
        if owing.get(station):
            alarms.append(Alarm(AlarmKind.STATION_DARK, since, station, owing[station]))
        elif station != APPROVALS:
            alarms.append(Alarm(AlarmKind.STATION_WITHOUT_SCREEN, since, station))
    for till, beat in beats.items():
        if till not in send_only and beat.is_silent(now):
            alarms.append(Alarm(AlarmKind.TILL_SILENT, beat.at, till))
        elif beat.unsent and _is_old(beat.oldest_unsent_at, now):
            since = beat.oldest_unsent_at or now
            alarms.append(Alarm(AlarmKind.TILL_HOLDING, since, till, beat.unsent))
    return alarms


def _is_old(at: datetime | None, now: datetime) -> bool:
    return at is not None and (now - at).total_seconds() > SILENT_AFTER_S
