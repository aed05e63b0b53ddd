"""The heartbeats of tills: written by each till, read by the kitchen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec
import redis

from kds.bus.keys import Keys

SILENT_AFTER_S = 10.0


class TillBeat(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a till last said of itself: when, how many orders it could not send, since when.

    `cursor` is the id of the newest event it has read.
    """

    at: datetime
    unsent: int = 0
    oldest_unsent_at: datetime | None = None
    cursor: str | None = None

    def is_silent(self, now: datetime) -> bool:
        """Tell whether the till has not been heard of for too long."""
        return (now - self.at).total_seconds() > SILENT_AFTER_S


def read(client: redis.Redis, keys: Keys, tills: Iterable[str]) -> dict[str, TillBeat]:
    """Return the latest beat of each till that was ever heard, in one round trip."""
    letters = list(tills)
    pipe = client.pipeline(transaction=False)
    for till in letters:
        pipe.hgetall(keys.till(till))
    beats = {}
    for till, raw in zip(letters, pipe.execute(), strict=True):
        if raw:
            fields = {name.decode(): value.decode() for name, value in raw.items() if value}
            beats[till] = msgspec.convert(fields, TillBeat, strict=False)
    return beats
