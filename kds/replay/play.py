"""Sends planned orders at their times and tells how it goes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from kds.errors import InvalidInput, Refused
from kds.replay.plan import Planned
from kds.talk import Taken, Till

PATIENCE_S = 120.0
"""How long a till may be away before a replay gives up, in seconds."""


class Sent(NamedTuple):
    """What became of one order: taken by the till, or refused by it."""

    planned: Planned
    taken: Taken | None
    refusal: str | None = None


def play(
    planned: Sequence[Planned],
    till: Till,
    tell: Callable[[Sent], None],
    stop: threading.Event | None = None,
) -> int:
    """Send each order when its time has come; return how many were refused.

    Late ones are sent at once. Raises NotReachable when the till is away for too long.
    """
    stop = stop or threading.Event()
    began = time.monotonic()
    refused = 0
    for each in planned:
        if stop.wait(max(0.0, began + each.offset_s - time.monotonic())):
            break
        key = each.order.order_id or ""
        try:
            sent = Sent(each, till.deliver(each.body, key, patience_s=PATIENCE_S, stop=stop))
        except (InvalidInput, Refused) as error:
            refused += 1
            sent = Sent(each, None, str(error))
        tell(sent)
    return refused
