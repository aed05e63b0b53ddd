"""The archive's database, SQLite or PostgreSQL: its connections, transactions and migrations.

Nothing is bound to a thread: a connection comes from a pool for one short transaction, which
holds under threads, under gevent and with several processes. One transaction writes at a time, on
PostgreSQL as well: what is read in it stays true until it ends.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, unquote

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DatabaseError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from kds.archive.schema import MIGRATIONS, WORDING
from kds.errors import KdsError, NotReachable, SettingsError
from kds.private_file import make_private_file

log = logging.getLogger(__name__)

T = TypeVar("T")

BATCH = 500
"""How many orders one statement names."""

WAIT_S = 5
"""How long a writer waits for another one, and anybody for a server, in seconds."""

WRITERS_LOCK = 0x6B647361
"""The number of the lock that a writer holds on PostgreSQL; any that nobody else uses there."""

FILE = "sqlite:///"

DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
"""The driver for the first word of a URL."""


def batches(of: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield as many as one statement may name, again and again."""
    yield from (of[start : start + BATCH] for start in range(0, len(of), BATCH))


def sqlite_url(path: Path) -> str:
    """Return the URL of a SQLite file, whatever characters are in its path."""
    return FILE + quote(str(path))


class Database:
    """The database at `url`; its schema is made, or taken further, on first use."""

    def __init__(self, url: str) -> None:
        self._url = _checked(url)
        self._engine: Engine | None = None

    @property
    def where(self) -> str:
        """The URL for people: without the password, and without what comes after `?`."""
        return self._url.set(query={}).render_as_string(hide_password=True)

    @property
    def _is_file(self) -> bool:
        return self._url.get_backend_name() == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees the database as it is at its first statement."""
        with self._asking(), self._ready().begin() as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection of the only writer: kept when this ends, undone on any exception."""
        with self._asking(), _writer(self._ready()).begin() as db:
            yield db

    def version(self) -> int:
        """Return which schema is there, 0 for none; nothing is made or changed by looking."""
        if self._is_file and not Path(self._url.database or "").exists():
            return 0
        engine = _engine(self._url)
        try:
            with self._asking(), engine.begin() as db:
                if not inspect(db).has_table("archive_schema"):
                    return 0
                return db.execute(text("SELECT max(version) FROM archive_schema")).scalar() or 0
        finally:
            engine.dispose()

    def settle(self) -> None:
        """Bring a SQLite file's log into the file and empty it, so that nothing erased is in it.

        Where somebody reads for longer than a writer waits, it is left to the next time.
        """
        self._do_in_file("PRAGMA wal_checkpoint(TRUNCATE)")

    def write_anew(self) -> None:
        """Write a SQLite file anew and empty its log: not a byte of what was erased is left.

        Deleted bytes are overwritten as it is, but not those that SQLite once moved elsewhere.
        """
        self._do_in_file("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")

    def _do_in_file(self, *statements: str) -> None:
        if not self._is_file:
            return
        with self._asking():
            file = self._ready().raw_connection()
            try:
                for each in statements:
                    file.cursor().execute(each).fetchall()
            except sqlite3.Error as error:
                log.warning(
                    "the archive's file was not cleared (%s): bytes of what was erased may be in "
                    "it until the next erasure",
                    error,
                    extra={"action": "archive-not-cleared"},
                )
            finally:
                file.close()

    def close(self) -> None:
        """Close every connection that is not in use."""
        if self._engine is not None:
            self._engine.dispose()

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Turn what a database says when it cannot be asked into an error of ours."""
        try:
            yield
        except (OperationalError, InterfaceError, PoolTimeout) as error:
            why = _why(error)
            raise NotReachable(f"The archive {self.where} does not answer: {why}") from error
        except DatabaseError as error:
            raise KdsError(f"The archive {self.where} cannot be used: {_why(error)}") from error

    def _ready(self) -> Engine:
        if self._engine is None:
            engine = _engine(self._url)
            if self._is_file:
                path = Path(self._url.database or "")
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                make_private_file(path)
            with _writer(engine).begin() as db:
                _migrate(db, self.where)
            self._engine = engine
        return self._engine


def _why(error: Exception) -> str:
    """Return what the database said, without the values that may follow it."""
    return str(getattr(error, "orig", None) or error).strip().partition("\n")[0]


def _checked(url: str) -> URL:
    """Return a URL with its driver; what is refused is not repeated, as it may hold a password."""
    try:
        if url.startswith(FILE):
            # What SQLAlchemy makes of signs in a path differs between its versions.
            given = URL.create("sqlite", database=unquote(url.removeprefix(FILE)))
        else:
            given = make_url(url)
        checked = given.set(drivername=DRIVERS[given.get_backend_name()])
    except (ArgumentError, KeyError, ValueError) as error:
        raise SettingsError(
            "The archive's URL must be sqlite:///<file> or postgresql://<user>@<host>/<database>"
        ) from error
    if checked.get_backend_name() == "sqlite" and checked.database in (None, "", ":memory:"):
        raise SettingsError("The archive's URL must name a file: sqlite:///<file>")
    return checked


def _engine(url: URL) -> Engine:
    is_file = url.get_backend_name() == "sqlite"
    given: dict[str, Any] = {"timeout": WAIT_S} if is_file else {"connect_timeout": WAIT_S}
    try:
        engine = create_engine(
            url,
            connect_args=given,
            hide_parameters=True,
            pool_pre_ping=not is_file,
            pool_timeout=WAIT_S,
        )
    except ModuleNotFoundError as error:
        raise SettingsError(
            "An archive on PostgreSQL needs its driver: pip install 'kds[postgresql]'"
        ) from error
    if is_file:
        event.listen(engine, "connect", _set_up_file)
    event.listen(engine, "begin", _begin_in_file if is_file else _begin_at_server)
    return engine


def _writer(engine: Engine) -> Engine:
    return engine.execution_options(writes=True)


def _set_up_file(db: sqlite3.Connection, _: object) -> None:
    """Set a new connection up: it begins nothing by itself, and leaves no erased name behind."""
    db.isolation_level = None
    for pragma in ("foreign_keys = ON", "synchronous = FULL", "secure_delete = ON"):
        db.execute(f"PRAGMA {pragma}")
    _use_write_ahead_log(db)


def _begin_in_file(db: Connection) -> None:
    writes = db.get_execution_options().get("writes")
    db.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_at_server(db: Connection) -> None:
    if db.get_execution_options().get("writes"):
        db.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT_S}s'")
        db.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})")


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


def _migrate(db: Connection, where: str) -> None:
    db.execute(text("CREATE TABLE IF NOT EXISTS archive_schema (version INTEGER NOT NULL)"))
    version = db.execute(text("SELECT max(version) FROM archive_schema")).scalar() or 0
    if version > len(MIGRATIONS):
        raise KdsError(
            f"{where} has schema {version}, this kds knows {len(MIGRATIONS)}: it was used by a "
            "newer kds. Install that version again, or restore a backup made before."
        )
    for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
        for statement in script.format(**WORDING[db.dialect.name]).split(";"):
            if statement.strip():
                db.exec_driver_sql(statement)
        db.execute(
            text("INSERT INTO archive_schema (version) VALUES (:number)"), {"number": number}
        )
