"""A real PostgreSQL of the tests' own, and an archive's database on it and in a file."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest
from sqlalchemy import create_engine

from kds.archive.database import Database, sqlite_url

PROGRAMS = "/usr/lib/postgresql"
"""Where Debian keeps PostgreSQL's programs, beside the path and by version."""

QUICK = "-c fsync=off -c listen_addresses= -c max_connections=60"


def _programs() -> Path | None:
    on_path = shutil.which("initdb")
    found = [Path(on_path)] if on_path else sorted(Path(PROGRAMS).glob("*/bin/initdb"))
    return found[-1].parent if found else None


def _run(*command: str | Path) -> None:
    """Run one of its programs as a user that it accepts: it refuses root."""
    other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run(
        [*other, *map(str, command)], check=True, cwd="/", stdout=subprocess.DEVNULL, timeout=60
    )


class Cluster:
    """PostgreSQL on a unix socket in a folder of its own; each archive gets a schema of its own."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="kds-pg-"))
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        _run(programs / "initdb", "-D", self.folder / "data", "-U", "kds", "-A", "trust", "-N")
        self.start()

    @property
    def url(self) -> str:
        """Return the URL of its database."""
        return f"postgresql://kds@/postgres?host={quote(str(self.folder))}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"{QUICK} -c unix_socket_directories={self.folder}"
        where = ("-D", self.folder / "data", "-l", self.folder / "log")
        _run(self._programs / "pg_ctl", *where, "-w", "-o", options, "start")

    def stop(self) -> None:
        """Stop it at once."""
        _run(self._programs / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")

    def new_archive(self) -> str:
        """Return the URL of an empty archive."""
        name = f"t{uuid4().hex[:12]}"
        engine = create_engine(self.url.replace("postgresql:", "postgresql+psycopg:", 1))
        with engine.begin() as db:
            db.exec_driver_sql(f"CREATE SCHEMA {name}")
        engine.dispose()
        return f"{self.url}&options={quote(f'-csearch_path={name}')}"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """Give a running PostgreSQL; without one the test is skipped, but never on CI."""
    programs = _programs()
    if programs is None:
        assert os.environ.get("CI") != "true", "on CI the archive must be tried on PostgreSQL"
        pytest.skip("no initdb: install the package postgresql to try the archive on it")
    cluster = Cluster(programs)
    yield cluster
    cluster.stop()
    shutil.rmtree(cluster.folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def archive_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of an empty archive on either database."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "archive" / "archive.sqlite")
    cluster: Cluster = request.getfixturevalue("postgresql")
    return cluster.new_archive()


@pytest.fixture
def archive(archive_url: str) -> Iterator[Database]:
    """Give an empty archive on either database."""
    database = Database(archive_url)
    yield database
    database.close()
