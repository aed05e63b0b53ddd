"""Which screens are there: leases that connected displays renew, and what they are paired for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec
import redis

from kds.bus.keys import Keys
from kds.clock import millis
from kds.orders.part import Cause, CauseCode
from kds.orders.record import APPROVALS, PASS

LEASE_S = 5.0
"""How long a display counts as there after its last beat; a page reload is faster."""


class PairedDisplay(msgspec.Struct, frozen=True):
    """What stands in the hash `displays`: a paired display and all boards it shows."""

    name: str
    board: str
    boards: tuple[str, ...]


class Presence(NamedTuple):
    """Which boards are on a live screen at one moment, and when others last were."""

    at: datetime
    leases: dict[str, datetime]
    paired: frozenset[str]

    def is_live(self, board: str) -> bool:
        """Tell whether a display that shows this board has a lease."""
        return self.leases.get(board, self.at) > self.at

    def is_covered(self, station: str) -> bool:
        """Tell whether tickets of a station can be confirmed: by its own, or else by the pass."""
        if self.is_live(station):
            return True
        return station != APPROVALS and station not in self.paired and self.is_live(PASS)

    def last_seen(self, board: str) -> datetime | None:
        """Return when the last display of this board was heard of."""
        lease = self.leases.get(board)
        return lease - timedelta(seconds=LEASE_S) if lease else None

    def cause(self, station: str) -> Cause:
        """Say why a delivery to this station fails now."""
        if self.is_covered(station):
            return Cause(CauseCode.NOT_LAID_OUT, station)
        if station not in self.paired and not self.last_seen(station):
            pass_seen = None if station == APPROVALS else self.last_seen(PASS)
            return Cause(CauseCode.NOT_PAIRED, station, pass_seen)
        return Cause(CauseCode.NO_DISPLAY, station, self.last_seen(station))


def renew(client: redis.Redis, keys: Keys, live: Iterable[tuple[str, str]], at: datetime) -> None:
    """Renew the leases of (board, display id) pairs in one write, however many they are."""
    until = millis(at + timedelta(seconds=LEASE_S))
    members = {f"{board} {display_id}": until for board, display_id in live}
    if members:
        client.zadd(keys.presence, members)


def read(client: redis.Redis, keys: Keys, at: datetime) -> Presence:
    """Return who is there now, in one round trip."""
    pipe = client.pipeline(transaction=False)
    pipe.zrange(keys.presence, 0, -1, withscores=True)
    pipe.hvals(keys.displays)
    leases, displays = pipe.execute()
    newest: dict[str, datetime] = {}
    for member, score in leases:
        board = member.decode().partition(" ")[0]
        until = datetime.fromtimestamp(score / 1000, tz=at.tzinfo)
        newest[board] = max(until, newest.get(board, until))
    paired = (msgspec.json.decode(each, type=PairedDisplay) for each in displays)
    return Presence(at, newest, frozenset(b for display in paired for b in display.boards))


def forget_old(client: redis.Redis, keys: Keys, at: datetime) -> None:
    """Drop leases that ended two days ago."""
    client.zremrangebyscore(keys.presence, 0, millis(at - timedelta(days=2)))
