"""The lock of a printer: of all processes that could print there, one may.

A second process for the same printer, on another machine or left over, would let two sheets run
into each other. It waits until the first has ended, or has not renewed its lease.
"""

from __future__ import annotations

import contextlib
from typing import Any
from uuid import uuid4

import redis

from kds.bus.connect import BUS_LOST
from kds.bus.keys import Keys

LEASE_S = 8.0
RENEW_S = 2.0

_HOLD = """
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""

_RELEASE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
"""


class PrinterLock:
    """The lock of one printer, for this process."""

    def __init__(self, client: redis.Redis, keys: Keys, printer: str) -> None:
        self._key = keys.printer_lock(printer)
        self._token = uuid4().hex
        self._hold = client.register_script(_HOLD)
        self._release = client.register_script(_RELEASE)

    def hold(self) -> bool:
        """Take the lock, or renew it; tell whether it is ours for the next LEASE_S seconds."""
        done: Any = self._hold(keys=[self._key], args=[self._token, int(LEASE_S * 1000)])
        return bool(done)

    def release(self) -> None:
        """Give it back, so that the next need not wait for the lease to end."""
        with contextlib.suppress(*BUS_LOST):
            self._release(keys=[self._key], args=[self._token])


def is_held(client: redis.Redis, keys: Keys, printer: str) -> bool:
    """Tell whether some process may print there now."""
    return bool(client.exists(keys.printer_lock(printer)))
