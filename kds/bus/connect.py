"""The one way to a connection: time-outs and retries always spelled out."""

from __future__ import annotations

import redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as BusConnectionError
from redis.exceptions import TimeoutError as BusTimeoutError
from redis.retry import Retry

TIMEOUT_S = 4.0
BLOCK_MS = 1500
"""How long a read waits for new entries; must stay below TIMEOUT_S, or every idle read fails."""

BUS_LOST = (BusConnectionError, BusTimeoutError, redis.exceptions.BusyLoadingError)
"""What the client raises when the server is away; a write may have happened all the same."""


def connect(url: str, *, retries: int = 0, timeout_s: float = TIMEOUT_S) -> redis.Redis:
    """Return a client that answers in bytes; nothing is sent before the first command.

    No command is retried by itself: a write that timed out may have happened, and only the caller
    knows whether writing twice is harmless.
    """
    return redis.Redis.from_url(
        url,
        socket_timeout=timeout_s,
        socket_connect_timeout=timeout_s,
        retry=Retry(ExponentialBackoff(cap=1, base=0.05), retries),
        protocol=2,
        decode_responses=False,
        client_name="kds",
    )
