"""The pairings, copied to the bus for the workers. The original is `access.sqlite`."""

from __future__ import annotations

import logging

import msgspec
import redis

from kds.access import Access, Display
from kds.bus import screen_states
from kds.bus.connect import BUS_LOST
from kds.bus.keys import Keys
from kds.bus.presence import PairedDisplay

_Part = str | bytes | bytearray | memoryview | int | float
"""What the client takes as a field or a value."""

log = logging.getLogger(__name__)


def mirror_displays(access: Access, client: redis.Redis, keys: Keys) -> bool:
    """Replace the hash `displays` in one step; False if the bus is away.

    To be called at the start, and whenever the bus is back or was emptied.
    """
    try:
        copied: list[Display] | None = None
        # Another change may be copied at the same time: the last to copy must have seen both.
        while (displays := access.displays()) != copied:
            copied = _copy(displays, client, keys)
        screen_states.keep_only(client, keys, (display.id for display in copied))
    except BUS_LOST as error:
        log.warning(
            "the bus does not answer (%s); the workers learn of changed displays when it is back",
            error,
            extra={"action": "mirror-displays"},
        )
        return False
    return True


def _copy(displays: list[Display], client: redis.Redis, keys: Keys) -> list[Display]:
    pairs: dict[_Part, _Part] = {
        display.id: msgspec.json.encode(
            PairedDisplay(name=display.name, board=display.board, boards=display.boards)
        )
        for display in displays
    }
    pipe = client.pipeline(transaction=True)
    pipe.delete(keys.displays)
    if pairs:
        pipe.hset(keys.displays, mapping=pairs)
    pipe.execute()
    return displays
