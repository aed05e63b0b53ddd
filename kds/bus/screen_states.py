"""How each display was found last, and what managers ask of it: for all web processes at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
import redis

from kds.bus.keys import Keys
from kds.bus.presence import LEASE_S

LEASE = timedelta(seconds=LEASE_S)

GONE_AFTER = timedelta(seconds=30)
"""A display that was silent for longer has come anew; a reload of its page is faster."""

RELOAD, IDENTIFY = "reload", "identify"


class ScreenState(msgspec.Struct, frozen=True):
    """How one display was found by its last beat."""

    at: datetime
    since: datetime
    visible: bool
    version: str
    tickets: int
    size: str
    cursors: dict[str, str]
    behind: bool
    counts_only: bool = False
    """It shows only how much is to be made: no ticket is laid out on it."""

    def is_live(self, at: datetime) -> bool:
        """Tell whether its page can be seen at this moment."""
        return self.visible and at - self.at < LEASE


class Asked(msgspec.Struct, frozen=True):
    """How often a manager has asked a display to load itself anew, and to show its name."""

    reload: int = 0
    identify: int = 0


def read(client: redis.Redis, keys: Keys) -> dict[str, ScreenState]:
    """Return how each display was found last, by its id."""
    return _states(client.hgetall(keys.screens))


def exchange(client: redis.Redis, keys: Keys, found: Mapping[str, ScreenState]) -> dict[str, Asked]:
    """Note how displays were found, and return what is asked of each, by its id."""
    pipe = client.pipeline(transaction=False)
    pipe.hgetall(keys.screens_asked)
    if found:
        pipe.hmget(keys.screens, list(found))
    asked, *befores = pipe.execute()
    if found:
        before = _states(dict(zip((each.encode() for each in found), befores[0], strict=True)))
        states = {id: _going_on(state, before.get(id)) for id, state in found.items()}
        client.hset(
            keys.screens, mapping={id: msgspec.json.encode(each) for id, each in states.items()}
        )
    return _asked(asked)


def ask(client: redis.Redis, keys: Keys, display_id: str, what: str) -> None:
    """Ask a display to load itself anew, or to show its name."""
    client.hincrby(keys.screens_asked, f"{display_id} {what}", 1)


def keep_only(client: redis.Redis, keys: Keys, display_ids: Iterable[str]) -> None:
    """Forget every display but these."""
    known = set(display_ids)
    pipe = client.pipeline(transaction=False)
    pipe.hkeys(keys.screens)
    pipe.hkeys(keys.screens_asked)
    screens, asked = ([each.decode() for each in found] for found in pipe.execute())
    if gone := [each for each in screens if each not in known]:
        client.hdel(keys.screens, *gone)
    if gone := [each for each in asked if each.partition(" ")[0] not in known]:
        client.hdel(keys.screens_asked, *gone)


def _going_on(state: ScreenState, before: ScreenState | None) -> ScreenState:
    if before is None or state.at - before.at > GONE_AFTER:
        return state
    return msgspec.structs.replace(state, since=min(before.since, state.since))


def _states(found: Any) -> dict[str, ScreenState]:
    states = {}
    for display_id, raw in found.items():
        try:
            states[display_id.decode()] = msgspec.json.decode(raw or b"", type=ScreenState)
        except msgspec.MsgspecError:
            continue
    return states


def _asked(found: Any) -> dict[str, Asked]:
    asked: dict[str, Asked] = {}
    for field, count in found.items():
        display_id, _, what = field.decode().partition(" ")
        if what in (RELOAD, IDENTIFY):
            before = asked.get(display_id, Asked())
            asked[display_id] = msgspec.structs.replace(before, **{what: int(count)})
    return asked
