"""One round of one side: a new server, its processes, its displays, and orders at a steady rate."""

from __future__ import annotations

import subprocess
import sys
from typing import NamedTuple

import msgspec

from benchmarks.displays import READY, Arrivals, Crowd
from benchmarks.server import DurableServer
from benchmarks.sides import SITE, TILL, Site, kds_side, relay_side

PER_S = 100.0
WARM_UP = 150
"""Orders before those that count: connections are made, scripts loaded, caches filled."""


class Figures(NamedTuple):
    """Publish → laid out of one round, over all orders and displays, in milliseconds."""

    median_ms: float
    p99_ms: float


class LostOrders(Exception):
    """A round in which not every order arrived exactly once on every display proves nothing."""


def kds_round(site: Site, displays: int, orders: int) -> Figures:
    """Measure kds once."""
    with DurableServer() as server, kds_side(site, server.url) as port:
        crowd = Crowd(port, True, site.tokens[:displays], WARM_UP + orders)
        return _measure(server.url, crowd)


def relay_round(displays: int, orders: int) -> Figures:
    """Measure the relay once."""
    with DurableServer() as server, relay_side(server.url) as port:
        crowd = Crowd(port, False, [""] * displays, WARM_UP + orders)
        return _measure(server.url, crowd)


def _measure(url: str, crowd: Crowd) -> Figures:
    watcher = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.displays"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert watcher.stdin is not None
    assert watcher.stdout is not None
    try:
        watcher.stdin.write(msgspec.json.encode(crowd) + b"\n")
        watcher.stdin.flush()
        if watcher.stdout.readline().decode().strip() != READY:
            raise LostOrders("The displays could not connect.")
        publisher = [sys.executable, "-m", "benchmarks.publisher", url, SITE, TILL]
        subprocess.run([*publisher, str(crowd.orders), str(PER_S)], check=True)
        return figures(msgspec.json.decode(watcher.stdout.readline(), type=Arrivals), crowd.orders)
    finally:
        watcher.kill()
        watcher.wait()


def figures(arrivals: Arrivals, orders: int) -> Figures:
    """Return what the arrivals after the warm-up say; LostOrders if any is missing or doubled."""
    missing = sum(orders - len(each) for each in arrivals.latencies_us)
    if missing or arrivals.doubled or arrivals.lost:
        raise LostOrders(
            f"{missing} arrivals are missing and {arrivals.doubled} came twice, of {orders} orders "
            f"on {len(arrivals.latencies_us)} displays. {' '.join(arrivals.lost[:3])}"
        )
    counted = sorted(
        latency
        for display in arrivals.latencies_us
        for number, latency in display.items()
        if number >= WARM_UP
    )
    return Figures(percentile(counted, 0.50) / 1000, percentile(counted, 0.99) / 1000)


def percentile(ordered: list[int], share: float) -> int:
    """Return the smallest value that at least `share` of the sorted values do not exceed."""
    return ordered[max(0, -(-int(share * 10_000) * len(ordered) // 10_000) - 1)]
