"""What was asked before under an Idempotency-Key: on the till's disk, beside what came of it."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import NamedTuple

from kds.clock import millis
from kds.errors import Refused


class Before(NamedTuple):
    """What came of the first time: an order, and what was answered where that is kept."""

    order_id: str
    answer: bytes


def asked_before(db: sqlite3.Connection, key: str | None, fingerprint: bytes) -> Before | None:
    """Return what came of a request, if it came before under this key.

    Refused `idempotency_conflict` where the key came with something else.
    """
    row = db.execute(
        "SELECT fingerprint, order_id, answer FROM idempotency WHERE key = ?", (key,)
    ).fetchone()
    if row is None:
        return None
    if row["fingerprint"] != fingerprint:
        raise Refused(
            "idempotency_conflict",
            f"This Idempotency-Key was used for order {row['order_id']} with other content. "
            "Nothing was done: use a new key for something new.",
        )
    return Before(row["order_id"], row["answer"])


def note_asked(
    db: sqlite3.Connection, key: str | None, fingerprint: bytes, came: Before, at: datetime
) -> None:
    """Keep what came of a request under its key, if it has one; the first time stays."""
    if key is not None:
        db.execute(
            "INSERT OR IGNORE INTO idempotency (key, fingerprint, order_id, answer, at_ms)"
            " VALUES (?, ?, ?, ?, ?)",
            (key, fingerprint, came.order_id, came.answer, millis(at)),
        )
