"""When guests order: at random, with a rate that rises and falls like a lunch."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

RUSH_S = 20 * 60.0
"""How long a rush takes from calm to calm, in seconds; then the next begins."""

CALM_PER_MINUTE = 2.0
PEAK_PER_MINUTE = 9.0
FIRST_S = (1.0, 4.0, 8.0)
"""When the first orders come, in seconds: a newcomer is to see something at once."""


def rate(at_s: float) -> float:
    """Return how many orders a minute are to be expected at this second of the demo."""
    height = math.sin(math.pi * at_s / RUSH_S) ** 2
    return CALM_PER_MINUTE + (PEAK_PER_MINUTE - CALM_PER_MINUTE) * height


def arrivals(chance: random.Random) -> Iterator[float]:
    """Yield the seconds at which orders come, without end: a Poisson process of that rate.

    Made by thinning one of the highest rate. Before it come the first orders.
    """
    yield from FIRST_S
    at_s = FIRST_S[-1]
    while True:
        at_s += chance.expovariate(PEAK_PER_MINUTE / 60)
        if chance.random() * PEAK_PER_MINUTE < rate(at_s):
            yield at_s
