"""The publisher, a process of its own: orders into the till's stream at a steady rate."""

from __future__ import annotations

import sys
import time

from benchmarks.orders import entry
from kds.bus.connect import connect
from kds.bus.envelope import FIELD
from kds.bus.keys import Keys


def publish(url: str, site: str, till: str, *, count: int, per_s: float) -> None:
    """Write `count` orders, each at its time; one that is late does not delay the next."""
    client = connect(url)
    stream = Keys(site).orders(till)
    client.ping()
    start = time.monotonic() + 0.1
    for number in range(count):
        pause = start + number / per_s - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        client.xadd(stream, {FIELD: entry(site, till, number, time.monotonic_ns())})


if __name__ == "__main__":
    _, url, site, till, count, per_s = sys.argv
    publish(url, site, till, count=int(count), per_s=float(per_s))
