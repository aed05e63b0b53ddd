"""Asking again while something is away, for as long as that makes sense."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

TRIES_S = 20.0
"""For so long a command is asked again while the bus is away, in seconds; then the sweep helps."""

PAUSE_S = 0.2


def again(ask: Callable[[], T], lost: tuple[type[Exception], ...]) -> T:
    """Ask until there is an answer, or for so long that the sweep has taken over."""
    until = time.monotonic() + TRIES_S
    while True:
        try:
            return ask()
        except lost:
            if time.monotonic() > until:
                raise
            time.sleep(PAUSE_S)
