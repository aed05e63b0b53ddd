"""Limited tries: after a few failures a lock, and with each further one a longer lock.

A try is counted before the PIN is looked at and forgiven when it was right, so that many tries at
once do not slip through together.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from kds.clock import from_millis, millis
from kds.errors import Refused

FREE_FOR_PERSON = 5
FREE_FOR_ADDRESS = 20
"""Failures without a lock: an address may be a proxy with several people behind it."""

FIRST_LOCK_S = 30.0
LONGEST_LOCK_S = 15 * 60.0
FORGET_AFTER = timedelta(days=1)


def lock_s(failures: int, free: int) -> float:
    """Return how long the lock after so many failures lasts, in seconds; 0 for none."""
    if failures < free:
        return 0.0
    return float(min(LONGEST_LOCK_S, FIRST_LOCK_S * 2.0 ** min(failures - free, 16)))


def count(db: sqlite3.Connection, subjects: dict[str, int], now: datetime) -> None:
    """Count one try for each subject (with its free tries); Refused `locked` while one is locked.

    The refused try is not counted: somebody else's hammering must not lock a person out for good.
    """
    at = millis(now)
    db.execute("DELETE FROM tries WHERE last_at < ?", (millis(now - FORGET_AFTER),))
    for subject in subjects:
        row = db.execute("SELECT locked_until FROM tries WHERE subject = ?", (subject,)).fetchone()
        if row and row[0] > at:
            raise _locked(row[0] - at)
    for subject, free in subjects.items():
        (failures,) = db.execute(
            "INSERT INTO tries VALUES (?, 1, ?, 0) ON CONFLICT (subject) DO UPDATE "
            "SET failures = failures + 1, last_at = excluded.last_at RETURNING failures",
            (subject, at),
        ).fetchone()
        until = millis(now + timedelta(seconds=lock_s(failures, free)))
        db.execute("UPDATE tries SET locked_until = ? WHERE subject = ?", (until, subject))


def forgive(db: sqlite3.Connection, subject: str) -> None:
    """Take one try back: it was right."""
    db.execute(
        "UPDATE tries SET failures = failures - 1, locked_until = 0 WHERE subject = ?", (subject,)
    )


def forget(db: sqlite3.Connection, subject: str) -> None:
    """Start afresh with a subject."""
    db.execute("DELETE FROM tries WHERE subject = ?", (subject,))


def locked_until(db: sqlite3.Connection, subject: str) -> datetime | None:
    """Return until when a subject is, or last was, locked."""
    row = db.execute("SELECT locked_until FROM tries WHERE subject = ?", (subject,)).fetchone()
    return from_millis(row[0]) if row else None


def _locked(left_ms: int) -> Refused:
    seconds = -(-left_ms // 1000)
    if seconds == 1:
        text = "Too many wrong PINs. Try again in 1 second."
        return Refused("locked", text)
    if seconds <= 90:
        text = "Too many wrong PINs. Try again in {seconds} seconds."
        return Refused("locked", text, seconds=seconds)
    text = "Too many wrong PINs. Try again in {minutes} minutes."
    return Refused("locked", text, minutes=-(-seconds // 60))
