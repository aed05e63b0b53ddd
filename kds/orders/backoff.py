"""How long to wait before trying again: growing pauses with jitter, capped, without end."""

from __future__ import annotations


def pause_s(attempt: int, chance: float, *, first_s: float = 5.0, longest_s: float = 60.0) -> float:
    """Return the seconds before attempt number `attempt` + 1 (attempts count from 1).

    `chance`, from 0 to 1, spreads the pause over the upper half of its range, so that many failed
    orders do not all come back at the same instant.
    """
    whole = min(longest_s, first_s * 2.0 ** min(max(attempt - 1, 0), 16))
    return whole * (0.5 + 0.5 * chance)
