"""The SQLite file of people and displays: its schema, its connections, its transactions.

No lock of ours and nothing bound to a thread: a connection is taken from a pile, used without
interruption and put back, which holds under threads, under gevent and with several processes.
"""

from __future__ import annotations

import sqlite3
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kds.errors import KdsError
from kds.private_file import make_private_file

WAIT_S = 5.0
"""How long a writer waits for another one, in seconds."""

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE people (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE,
      role TEXT NOT NULL CHECK (role IN ('manager', 'cashier')), pin TEXT NOT NULL);
    CREATE TABLE sessions (
      token BLOB PRIMARY KEY, person INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
      expires_at INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE tries (
      subject TEXT PRIMARY KEY, failures INTEGER NOT NULL,
      last_at INTEGER NOT NULL, locked_until INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE displays (
      id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, board TEXT NOT NULL,
      also TEXT NOT NULL DEFAULT '[]', token BLOB NOT NULL UNIQUE,
      paired_at INTEGER NOT NULL, paired_by TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE pairings (
      code TEXT PRIMARY KEY, secret BLOB NOT NULL UNIQUE, board TEXT NOT NULL,
      address TEXT NOT NULL, asked_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
      display_id TEXT, name TEXT COLLATE NOCASE, approved_by TEXT) WITHOUT ROWID;
    CREATE TABLE audit (
      id INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,
      detail TEXT NOT NULL);
    """,
    "ALTER TABLE displays ADD COLUMN settings TEXT NOT NULL DEFAULT '{}'",
)
"""Each takes the schema one version further; `user_version` counts them."""


class Database:
    """The file at `path`, made on first use and readable by its owner only."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: deque[sqlite3.Connection] = deque()
        self._prepared = False

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection for one statement that only reads."""
        db = self._take()
        try:
            yield db
        finally:
            self._idle.append(db)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection in a transaction: on disk when this ends, undone on any exception."""
        with self.reading() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                db.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close every connection that is not in use."""
        while self._idle:
            self._idle.pop().close()

    def _take(self) -> sqlite3.Connection:
        with suppress(IndexError):
            return self._idle.pop()
        if not self._prepared:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            make_private_file(self._path)
        db = sqlite3.connect(
            self._path, timeout=WAIT_S, isolation_level=None, check_same_thread=False
        )
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA synchronous = FULL")
        if not self._prepared:
            _use_write_ahead_log(db)
            _migrate(db, self._path)
            self._prepared = True
        return db


def _use_write_ahead_log(db: sqlite3.Connection) -> None:
    """Switch the journal; SQLite does not wait for others here, so this does."""
    give_up_at = time.monotonic() + WAIT_S
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.02)


def _migrate(db: sqlite3.Connection, path: Path) -> None:
    db.execute("BEGIN IMMEDIATE")
    try:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            raise KdsError(
                f"{path} has schema {version}, this kds knows {len(MIGRATIONS)}: it was used by a "
                "newer kds. Install that version again, or restore a backup made before."
            )
        for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
            for statement in script.split(";"):
                if statement.strip():
                    db.execute(statement)
            db.execute(f"PRAGMA user_version = {number}")
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise
