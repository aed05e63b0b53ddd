"""Who did what, and when. Entries are only ever added; the oldest are dropped in the end."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import NamedTuple

from kds.clock import from_millis, millis

KEPT = 20_000
"""How many entries are kept."""


class Entry(NamedTuple):
    """One entry: `who` is a person's name, or `shell` for whoever has the machine itself."""

    at: datetime
    who: str
    what: str
    detail: str


def note(db: sqlite3.Connection, who: str, what: str, detail: str, now: datetime) -> None:
    """Add an entry, inside the transaction of what it tells."""
    row = db.execute(
        "INSERT INTO audit (at, who, what, detail) VALUES (?, ?, ?, ?)",
        (millis(now), who, what, detail[:500]),
    )
    db.execute("DELETE FROM audit WHERE id <= ?", ((row.lastrowid or 0) - KEPT,))


def latest(db: sqlite3.Connection, limit: int) -> list[Entry]:
    """Return the newest entries, newest first."""
    rows = db.execute(
        "SELECT at, who, what, detail FROM audit ORDER BY id DESC LIMIT ?", (limit,)
    ).fetchall()
    return [Entry(from_millis(at), who, what, detail) for at, who, what, detail in rows]
