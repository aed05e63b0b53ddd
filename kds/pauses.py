"""Short pauses: Python's full search for unreachable cycles, made rare where orders pass."""

from __future__ import annotations

import gc

FULL_SEARCH_AFTER = 1000
"""So many searches among younger objects come before one among all; Python's default is 10."""


def keep_short() -> None:
    """Leave what a part has set up out of every later search, and search among all seldom.

    A full search stands still for 30 to 60 ms in a web server with 100 screens, and there was one
    a second. The small ones stay as frequent as they are: each send leaves cycles behind.
    """
    gc.collect()
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, FULL_SEARCH_AFTER)
