"""What can be wrong with the virtual printer, and what it then answers."""

from __future__ import annotations

from enum import StrEnum

FIXED = 0b0001_0010
"""The bits that stand in every answer to DLE EOT."""


class Fault(StrEnum):
    """What can be wrong; each can be set at any moment, or for after so many lines."""

    PAPER_OUT = "paper-out"
    COVER_OPEN = "cover-open"
    OFFLINE = "offline"
    CUTTER = "cutter"
    SLOW = "slow"
    STALL = "stall"
    DROP = "drop"
    REFUSE = "refuse"
    POWER_OFF = "power-off"


STOPS = frozenset(Fault) - {Fault.SLOW, Fault.DROP, Fault.REFUSE}
"""Faults with which nothing is printed; what is in the buffer comes out afterwards."""

SILENT = frozenset({Fault.STALL, Fault.POWER_OFF})
DEAF = frozenset({Fault.REFUSE, Fault.POWER_OFF})
"""Faults with which no connection is taken."""

_ANSWERS: dict[Fault, dict[int, int]] = {
    Fault.PAPER_OUT: {1: 0b1000, 2: 0b10_0000, 4: 0b110_1100},
    Fault.COVER_OPEN: {1: 0b1000, 2: 0b100},
    Fault.OFFLINE: {1: 0b1000},
    Fault.CUTTER: {1: 0b1000, 2: 0b100_0000, 3: 0b1000},
}


def real_time(n: int, faults: frozenset[Fault], *, paper_low: bool = False) -> bytes:
    """Return the answer to DLE EOT n; none for an n that there is not."""
    if n not in (1, 2, 3, 4):
        return b""
    answer = FIXED | (0b1100 if n == 4 and paper_low else 0)
    for fault in faults:
        answer |= _ANSWERS.get(fault, {}).get(n, 0)
    return bytes([answer])
