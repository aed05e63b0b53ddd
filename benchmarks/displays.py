"""Many displays in one process: `python -m benchmarks.displays`, told by its standard input.

Tokens come by the pipe, because everyone on a machine can read a command line.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable
from contextlib import suppress

import msgspec

from benchmarks.display import Display, KdsDisplay, RelayDisplay

READY = "ready"


class Crowd(msgspec.Struct):
    """What to be: displays at a port, one for each token, until each has `orders` orders.

    Without an answer to anything for `patience_s` seconds the result tells what is missing.
    """

    port: int
    kds: bool
    tokens: list[str]
    orders: int
    patience_s: float = 20.0


class Arrivals(msgspec.Struct):
    """Latencies in µs, display by display, by number of the order; and what went wrong."""

    latencies_us: list[dict[int, int]]
    doubled: int
    lost: list[str]


async def be(crowd: Crowd, ready: Callable[[], None]) -> Arrivals:
    """Connect all displays, say so, and return when every order is everywhere or time is up."""
    loop = asyncio.get_running_loop()
    moved = asyncio.Event()
    make = KdsDisplay if crowd.kds else RelayDisplay
    displays: list[Display] = []
    for token in crowd.tokens:
        display = make(crowd.port, token if crowd.kds else None, crowd.orders, moved.set)
        displays.append(display)
        await loop.create_connection(_giving(display), "127.0.0.1", crowd.port)
        await _until(moved, [display], lambda each: each.ready, crowd.patience_s)
    ready()
    # What does not come in time is told by the result; what is doubled may come a moment later.
    with suppress(TimeoutError):
        await _until(moved, displays, lambda each: each.complete, crowd.patience_s)
        await asyncio.sleep(0.3)
    return Arrivals(
        latencies_us=[display.latencies_us for display in displays],
        doubled=sum(display.doubled for display in displays),
        lost=[display.lost for display in displays if display.lost],
    )


def _giving(display: Display) -> Callable[[], Display]:
    return lambda: display


async def _until(
    moved: asyncio.Event,
    displays: list[Display],
    done: Callable[[Display], bool],
    patience_s: float,
) -> None:
    async with asyncio.timeout(patience_s):
        while not all(done(display) for display in displays):
            if any(display.lost for display in displays):
                return
            moved.clear()
            await moved.wait()


def main() -> None:
    """Read what to be, be it, and write what came."""
    crowd = msgspec.json.decode(sys.stdin.buffer.readline(), type=Crowd)
    # A collection would show up as latency of whatever is measured at that moment.
    gc.disable()

    def ready() -> None:
        sys.stdout.write(READY + "\n")
        sys.stdout.flush()

    arrivals = asyncio.run(be(crowd, ready))
    sys.stdout.buffer.write(msgspec.json.encode(arrivals) + b"\n")


if __name__ == "__main__":
    main()
