"""The heartbeats of tills: written by each till, read by the kitchen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated

import msgspec
import redis
from msgspec import Meta

from kds.bus.keys import Keys
from kds.orders.order import AwareTime

SILENT_AFTER_S = 10.0


class TillBeat(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a till last said of itself: when, how many orders it could not send, since when.

    `cursor` is the id of the newest event it has read.
    """

    at: AwareTime
    unsent: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    oldest_unsent_at: AwareTime | None = None
    cursor: Annotated[str, Meta(pattern=r"^[0-9]{1,20}(-[0-9]{1,20})?\Z")] | None = None

    def is_silent(self, now: datetime) -> bool:
        """Tell whether the till has not been heard of for too long."""
        return (now - self.at).total_seconds() > SILENT_AFTER_S


UNREADABLE = TillBeat(at=datetime(1970, 1, 1, tzinfo=UTC))
"""What stands for a beat that is no beat: such a till is as good as silent, and alarms as one."""


def read(client: redis.Redis, keys: Keys, tills: Iterable[str]) -> dict[str, TillBeat]:
    """Return the latest beat of each till that was ever heard, in one round trip."""
    letters = list(tills)
    pipe = client.pipeline(transaction=False)
    for till in letters:
        pipe.hgetall(keys.till(till))
    beats = {}
    for till, raw in zip(letters, pipe.execute(), strict=True):
        if raw:
            beats[till] = _beat(raw)
    return beats


def _beat(raw: dict[bytes, bytes]) -> TillBeat:
    try:
        fields = {name.decode(): value.decode() for name, value in raw.items() if value}
        return msgspec.convert(fields, TillBeat, strict=False)
    except (msgspec.ValidationError, UnicodeDecodeError):
        return UNREADABLE
