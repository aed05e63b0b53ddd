"""The till's disk: one SQLite file, one writer thread, many accepts to one fsync.

A write returns only when it is on the disk. What waits while one commit runs goes together into
the next, so the cost of the fsync is shared; one that fails alone takes nothing else with it.
"""

from __future__ import annotations

import logging
import queue
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from kds.errors import KdsError
from kds.private_file import make_private_file

log = logging.getLogger(__name__)

MAX_BATCH = 200
BUSY_S = 5.0
CLEAR_AGAIN_S = 60.0
"""How long to leave a file that could not be cleared of what was erased."""

ERASED = "erased"
"""The row of `meta` that is there while something erased may have left bytes in the file."""

Result = TypeVar("Result")
Job = Callable[[sqlite3.Connection], Result]

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE counters (day TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE orders (
        order_id TEXT PRIMARY KEY,
        accepted_ms INTEGER NOT NULL,
        day TEXT NOT NULL,
        content BLOB NOT NULL,           -- the order as completed, JSON
        fingerprint BLOB NOT NULL,       -- SHA-256 of the order as sent
        published_ms INTEGER,            -- first put on the bus
        version INTEGER NOT NULL DEFAULT 0,
        record BLOB,                     -- the kitchen's record as heard last, JSON
        heard_ms INTEGER,
        is_open INTEGER NOT NULL DEFAULT 1,
        has_failed INTEGER NOT NULL DEFAULT 0,
        refusal TEXT,                    -- why the kitchen did not take it
        refused_ms INTEGER
    );
    CREATE INDEX orders_by_day ON orders (day);
    CREATE INDEX orders_open ON orders (accepted_ms) WHERE is_open;
    CREATE TABLE outbox (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        event_id TEXT NOT NULL UNIQUE,
        order_id TEXT NOT NULL,
        type TEXT NOT NULL,
        attempt_id TEXT,
        event BLOB NOT NULL,             -- the event for the bus, JSON
        written_ms INTEGER NOT NULL,
        published_ms INTEGER,
        entry_id TEXT                    -- its id on the bus
    );
    CREATE INDEX outbox_unpublished ON outbox (seq) WHERE published_ms IS NULL;
    CREATE INDEX outbox_by_order ON outbox (order_id);
    CREATE TABLE idempotency (
        key TEXT PRIMARY KEY,
        fingerprint BLOB NOT NULL,
        order_id TEXT NOT NULL,
        answer BLOB NOT NULL,
        at_ms INTEGER NOT NULL
    ) WITHOUT ROWID;
    """,
    """
    ALTER TABLE orders ADD COLUMN changed_ms INTEGER;  -- the latest revision was made
    ALTER TABLE orders ADD COLUMN carried_ms INTEGER;  -- and put on the bus
    UPDATE orders SET changed_ms = accepted_ms, carried_ms = published_ms;
    """,
    """
    CREATE TABLE webhooks (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        event_id TEXT NOT NULL UNIQUE,
        system TEXT NOT NULL,
        order_id TEXT NOT NULL,
        type TEXT NOT NULL,
        body BLOB NOT NULL,              -- what is sent, JSON
        written_ms INTEGER NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0,
        next_ms INTEGER,                 -- when to send it; none once delivered or given up
        delivered_ms INTEGER,
        last_problem TEXT
    );
    CREATE INDEX webhooks_waiting ON webhooks (system, next_ms) WHERE next_ms IS NOT NULL;
    CREATE INDEX webhooks_by_order ON webhooks (order_id);
    """,
    """
    CREATE TABLE customers (
        digits TEXT PRIMARY KEY,         -- of the phone, without zeros before it
        ending TEXT NOT NULL,            -- the last of them, which another way to write it shares
        phone TEXT NOT NULL,             -- as it was typed last
        name TEXT,
        last_order_id TEXT NOT NULL,
        used_ms INTEGER NOT NULL
    );
    CREATE INDEX customers_by_ending ON customers (ending);
    CREATE INDEX customers_by_use ON customers (used_ms);
    """,
)
"""Each step of the schema; PRAGMA user_version counts the steps done."""


class NotStored(KdsError):
    """The disk did not take it: nothing was accepted or changed."""

    code = "not_stored"


class Disk:
    """The file `till.sqlite`, open until `close`."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Orders hold names and phone numbers: nobody else on this machine may read them.
        make_private_file(path)
        self._path = path
        self._local = threading.local()
        self._readers: list[sqlite3.Connection] = []
        self._jobs: queue.SimpleQueue[tuple[Job[Any], Future[Any]] | None] = queue.SimpleQueue()
        self._closing = threading.Lock()
        self._closed = False
        self._writer = self._open()
        _migrate(self._writer, path)
        self._life = secrets.token_hex(8)
        self._commits = 0
        self._clear_at = 0.0
        self._thread = threading.Thread(target=self._run, name="till-disk", daemon=True)
        self._thread.start()

    def write(self, job: Job[Result]) -> Result:
        """Run a job in the writer's next transaction; return once it is on the disk.

        Raises whatever the job raised, or NotStored if the disk failed.
        """
        done: Future[Result] = Future()
        with self._closing:
            if self._closed:
                raise NotStored("The till is stopping; nothing was stored. Send it again.")
            self._jobs.put((job, done))
        return done.result()

    @property
    def state(self) -> str:
        """Return what is another after each commit; what is read after it is no older."""
        return f"{self._life}.{self._commits}"

    def reader(self) -> sqlite3.Connection:
        """Return this thread's own connection, for reading only."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._open()
            connection.execute("PRAGMA query_only = ON")
            self._local.connection = connection
            self._readers.append(connection)
        return connection

    def close(self) -> None:
        """Finish what waits, then close the file."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
            self._jobs.put(None)
        self._thread.join()
        for connection in (*self._readers, self._writer):
            connection.close()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=BUSY_S, isolation_level=None, check_same_thread=False
        )
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")  # What is deleted is overwritten.
        connection.execute("PRAGMA fullfsync = ON")  # macOS: a plain fsync stops at the drive
        return connection

    def _run(self) -> None:
        stopping = False
        while not stopping:
            batch: list[tuple[Job[Any], Future[Any]]] = []
            self._clear()
            try:
                each = self._jobs.get(timeout=CLEAR_AGAIN_S if self._clear_at else None)
            except queue.Empty:
                continue
            while each is not None:
                batch.append(each)
                if len(batch) == MAX_BATCH or self._jobs.empty():
                    break
                each = self._jobs.get()
            stopping = each is None
            if batch:
                self._commit(batch)

    def _clear(self) -> None:
        """Write the file anew, once for all that was erased, when nothing else is to be written.

        SQLite leaves bytes behind where it moved a row, and in its log.
        """
        if not self._jobs.empty() or time.monotonic() < self._clear_at:
            return
        try:
            if self._writer.execute("SELECT 1 FROM meta WHERE name = ?", (ERASED,)).fetchone():
                self._writer.execute("VACUUM")
                if not self._empty_log():
                    raise sqlite3.OperationalError("somebody reads it")
                self._writer.execute("DELETE FROM meta WHERE name = ?", (ERASED,))
            self._clear_at = 0.0
        except sqlite3.Error as error:
            self._clear_at = time.monotonic() + CLEAR_AGAIN_S
            log.warning(
                "the till's file was not cleared (%s): bytes of a customer who was erased may be "
                "in it; it is tried again",
                error,
                extra={"action": "disk-not-cleared"},
            )

    def _empty_log(self) -> bool:
        """Bring the log into the file; False, without waiting long, while somebody reads."""
        self._writer.execute("PRAGMA busy_timeout = 100")
        try:
            (busy, *_) = self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            self._writer.execute(f"PRAGMA busy_timeout = {BUSY_S * 1000:.0f}")
        return not busy

    def _commit(self, batch: list[tuple[Job[Any], Future[Any]]]) -> None:
        outcomes: list[tuple[Any, Exception | None]] = []
        try:
            self._writer.execute("BEGIN IMMEDIATE")
            outcomes = [self._attempt(job) for job, _ in batch]
            self._writer.execute("COMMIT")
        except sqlite3.Error as error:
            self._give_up(batch, error)
            return
        self._commits += 1
        for (_, done), (result, problem) in zip(batch, outcomes, strict=True):
            if problem is not None:
                done.set_exception(problem)
            else:
                done.set_result(result)

    def _attempt(self, job: Job[Any]) -> tuple[Any, Exception | None]:
        """Run one job; a failure of its own undoes only what it did itself."""
        self._writer.execute("SAVEPOINT job")
        try:
            result = job(self._writer)
        except sqlite3.OperationalError:
            raise  # the disk is full or broken: nothing of this batch can be promised
        except Exception as problem:
            self._writer.execute("ROLLBACK TO job")
            self._writer.execute("RELEASE job")
            return None, problem
        self._writer.execute("RELEASE job")
        return result, None

    def _give_up(self, batch: list[tuple[Job[Any], Future[Any]]], error: sqlite3.Error) -> None:
        if self._writer.in_transaction:
            self._writer.execute("ROLLBACK")
        log.error(
            "the till's disk refused %d write(s) (%s); none of them was accepted",
            len(batch),
            error,
            extra={"action": "disk-write"},
        )
        for _, done in batch:
            done.set_exception(
                NotStored(f"The till's disk did not take it ({error}); nothing was accepted.")
            )


def note_erased(db: sqlite3.Connection) -> None:
    """Note, in the write that erases it, that bytes of a customer must leave the file as well."""
    db.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, '1')", (ERASED,))


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    done = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if done > len(MIGRATIONS):
        raise KdsError(
            f"{path.name} has schema {done}, this kds knows {len(MIGRATIONS)}. Update kds on this "
            "machine; nothing was changed."
        )
    for step, script in enumerate(MIGRATIONS[done:], start=done + 1):
        connection.executescript(f"BEGIN; {script}; PRAGMA user_version = {step}; COMMIT;")
