"""Named points at which a test can kill a process, to show that nothing is lost there.

Unarmed, as always outside tests, a point costs one comparison. Armed with `NAME` or `NAME:N` it
kills its process at the Nth passing, once: a file in the data directory proves that it hit, and
keeps the restarted process from being hit again.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

POINTS = (
    "till.after-disk-write",
    "till.after-stream-write",
    "route.after-read",
    "route.after-apply",
    "route.before-ack",
    "sweep.after-archiving",
    "printer.after-claim",
    "web.before-push",
    "web.before-confirm",
)

_armed: dict[str, int] = {}
_proof: list[Path] = []


def arm(spec: str | None, data_dir: Path) -> None:
    """Arm one point by `NAME` or `NAME:N`, unless its proof exists already."""
    if not spec:
        return
    name, _, count = spec.partition(":")
    if name not in POINTS:
        raise ValueError(f"unknown fault point {name!r}; known are {', '.join(POINTS)}")
    proof = data_dir / f"fault-{name}"
    if not proof.exists():
        _armed[name] = int(count or 1)
        _proof[:] = [proof]


def point(name: str) -> None:
    """Die here, if this point is armed and it is time."""
    if not _armed or name not in _armed:
        return
    _armed[name] -= 1
    if _armed[name] == 0:
        _proof[0].write_text("hit\n")
        os.kill(os.getpid(), signal.SIGKILL)
