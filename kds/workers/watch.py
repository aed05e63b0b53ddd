"""What is wrong now: screens that went dark, silent tills, orders not sent; as the open alarms."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Mapping
from datetime import datetime

from kds.bus.presence import Presence
from kds.bus.till_beats import SILENT_AFTER_S, UNREADABLE, TillBeat
from kds.orders.alarms import Alarm, AlarmKind
from kds.orders.record import APPROVALS, PASS, OrderRecord

LOOK_S = 3.0


class TillsHeard:
    """When tills were last heard of, by the clock of whoever listens: theirs may be wrong."""

    def __init__(self, tills: Iterable[str], began: datetime) -> None:
        self._began: datetime | None = began
        self._last: dict[str, tuple[TillBeat | None, datetime]] = dict.fromkeys(
            tills, (None, began)
        )

    def note(self, beats: Mapping[str, TillBeat], at: datetime) -> dict[str, datetime]:
        """Return when each till was last heard of, after what it says now.

        A till is heard when its beat changes. Only of the first beat found does its own time
        tell: a till that fell silent before the listener began is known as silent at once.
        """
        for till, (before, _) in self._last.items():
            beat = beats.get(till)
            if beat == before:
                continue
            own = beat.at if beat and beat is not UNREADABLE else at
            self._last[till] = (beat, min(own, self._began) if self._began else at)
        self._began = None
        return {till: heard_at for till, (_, heard_at) in self._last.items()}


class Unanswered:
    """How many orders have awaited an approval for longer than `within_s` seconds.

    Each must be read for that, so they are looked at only every few seconds.
    """

    def __init__(
        self, read: Callable[[Iterable[str]], Iterable[OrderRecord]], within_s: float
    ) -> None:
        self._read = read
        self._within_s = within_s
        self._found = 0
        self._looked_at: datetime | None = None

    def count(self, awaiting: Collection[bytes], at: datetime) -> int:
        """Return how many of these orders wait too long, as of the last look."""
        if not awaiting:
            self._found, self._looked_at = 0, None
        elif self._looked_at is None or not 0 <= (at - self._looked_at).total_seconds() < LOOK_S:
            records = self._read(each.decode() for each in awaiting)
            self._found, self._looked_at = sum(self._is_late(each, at) for each in records), at
        return self._found

    def _is_late(self, record: OrderRecord, at: datetime) -> bool:
        waited = at - (record.approval.since or record.applied_at)
        return record.is_awaiting and waited.total_seconds() > self._within_s


def find(
    presence: Presence,
    *,
    stations: Container[str],
    reachable: Iterable[str],
    owing: Mapping[str, int],
    at_pass: int,
    not_sent: int,
    unanswered: int,
    set_aside: int,
    beats: Mapping[str, TillBeat],
    heard: Mapping[str, datetime],
    printing: Container[str] = (),
) -> list[Alarm]:
    """Return every alarm that holds at the presence's moment.

    `owing` counts orders by board, `at_pass` those that the pass shows, `heard` tells when each
    till that must be heard of was.
    `printing` are stations whose tickets come out on paper now, which need no screen.
    """
    now = presence.at
    alarms = []
    if not_sent:
        alarms.append(Alarm(AlarmKind.NOT_SENT, now, count=not_sent))
    if unanswered:
        alarms.append(Alarm(AlarmKind.APPROVAL_UNANSWERED, now, count=unanswered))
    if set_aside:
        alarms.append(Alarm(AlarmKind.SET_ASIDE, now, count=set_aside))
    for station in dict.fromkeys([*reachable, *owing]):
        # The pass shows the parts of a station that is gone, but nobody there waits for them.
        known = station in stations or station == APPROVALS
        if presence.is_covered(station) if known else presence.is_live(station):
            continue
        if known and station in printing:
            continue
        since = presence.last_seen(station) or now
        if owing.get(station):
            alarms.append(Alarm(AlarmKind.STATION_DARK, since, station, owing[station]))
        elif station != APPROVALS:
            alarms.append(Alarm(AlarmKind.STATION_WITHOUT_SCREEN, since, station))
    # A restaurant may do without a pass; one that paired a screen for it looks there.
    if at_pass and PASS in presence.paired and not presence.is_live(PASS):
        since = presence.last_seen(PASS) or now
        alarms.append(Alarm(AlarmKind.STATION_WITHOUT_SCREEN, since, PASS, at_pass))
    return alarms + [
        found for till in {**heard, **beats} if (found := _till(till, beats, heard, now))
    ]


def _till(
    till: str, beats: Mapping[str, TillBeat], heard: Mapping[str, datetime], now: datetime
) -> Alarm | None:
    heard_at, beat = heard.get(till), beats.get(till)
    if heard_at is not None and _is_long(heard_at, now):
        return Alarm(AlarmKind.TILL_SILENT, heard_at, till)
    if beat is None or not beat.unsent or beat.oldest_unsent_at is None:
        return None
    if _is_long(beat.oldest_unsent_at, beat.at):  # both by the till's own clock
        return Alarm(AlarmKind.TILL_HOLDING, beat.oldest_unsent_at, till, beat.unsent)
    return None


def _is_long(since: datetime, now: datetime) -> bool:
    return (now - since).total_seconds() > SILENT_AFTER_S
