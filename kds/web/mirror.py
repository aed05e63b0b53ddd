"""The pairings, copied to the bus for the workers. The original is `access.sqlite`."""

from __future__ import annotations

import logging

import msgspec
import redis

from kds.access import Access
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
    pairs: dict[_Part, _Part] = {
        display.id: msgspec.json.encode(
            PairedDisplay(name=display.name, board=display.board, boards=display.boards)
        )
        for display in access.displays()
    }
    pipe = client.pipeline(transaction=True)
    pipe.delete(keys.displays)
    if pairs:
        pipe.hset(keys.displays, mapping=pairs)
    try:
        pipe.execute()
    except BUS_LOST as error:
        log.warning(
            "the bus does not answer (%s); the workers learn of changed displays when it is back",
            error,
            extra={"action": "mirror-displays"},
        )
        return False
    return True
