"""The archive's database: its file, its schema, who writes, and what it says when it cannot."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from kds.archive.database import Database, sqlite_url
from kds.archive.schema import MIGRATIONS, TABLES
from kds.errors import KdsError, NotReachable, SettingsError
from tests.integration.archives import Cluster


def test_the_file_is_its_owners_alone_and_safe_against_a_power_cut(tmp_path: Path) -> None:
    file = tmp_path / "new" / "what? an archive.sqlite"
    database = Database(sqlite_url(file))

    with database.reading() as db:
        said = [
            db.exec_driver_sql(f"PRAGMA {each}").scalar()
            for each in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]

    assert said == ["wal", 2, 1, 5000]
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    database.close()


def test_the_tables_are_what_the_migrations_make(archive: Database) -> None:
    with archive.reading() as db:
        made = inspect(db)
        for table in TABLES.tables.values():
            there = [column["name"] for column in made.get_columns(table.name)]
            key = made.get_pk_constraint(table.name)["constrained_columns"]
            assert there == list(table.columns.keys()), table.name
            assert key == [column.name for column in table.primary_key], table.name


def test_a_newer_schema_is_refused(archive: Database, archive_url: str) -> None:
    with archive.writing() as db:
        db.execute(text("INSERT INTO archive_schema VALUES (999)"))

    with (
        pytest.raises(KdsError, match=r"has schema 999.*newer kds"),
        Database(archive_url).reading(),
    ):
        pass


def test_several_that_begin_at_once_make_the_schema_once(archive_url: str) -> None:
    failed: list[Exception] = []
    together = threading.Barrier(4)

    def begin() -> None:
        together.wait()
        try:
            with Database(archive_url).reading() as db:
                db.execute(text("SELECT count(*) FROM orders"))
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failed
    with Database(archive_url).reading() as db:
        assert db.execute(text("SELECT count(*) FROM archive_schema")).scalar() == len(MIGRATIONS)


def test_what_fails_half_way_is_undone(archive: Database) -> None:
    def half() -> None:
        with archive.writing() as db:
            db.execute(text("INSERT INTO done VALUES ('half')"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()

    with archive.reading() as db:
        assert db.execute(text("SELECT count(*) FROM done")).scalar() == 0


def test_one_writes_at_a_time_and_sees_what_the_one_before_wrote(archive: Database) -> None:
    def count_up() -> None:
        for _ in range(10):
            with archive.writing() as db:
                there = db.execute(text("SELECT count(*) FROM done")).scalar()
                db.execute(text("INSERT INTO done VALUES (:name)"), {"name": str(there)})

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with archive.reading() as db:
        names = set(db.execute(text("SELECT name FROM done")).scalars())
    assert names == {str(each) for each in range(40)}


GREENLETS = """
import sys
from gevent import monkey; monkey.patch_all()
import gevent
from sqlalchemy import text
from kds.archive.database import Database
database = Database(sys.argv[1])
def write(number):
    with database.writing() as db:
        db.execute(text("INSERT INTO done VALUES (:n)"), {"n": str(number)})
gevent.joinall([gevent.spawn(write, n) for n in range(30)], raise_error=True)
with database.reading() as db:
    print(db.execute(text("SELECT count(*) FROM done")).scalar())
"""


def test_it_works_under_gevent(archive_url: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", GREENLETS, archive_url],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.stdout == "30\n", done.stderr


def test_a_server_that_was_away_is_asked_again(postgresql: Cluster) -> None:
    database = Database(postgresql.new_archive())
    with database.reading():
        pass

    postgresql.stop()
    try:
        said = r"^The archive postgresql.* does not answer: "
        with pytest.raises(NotReachable, match=said), database.reading():
            pass
    finally:
        postgresql.start()

    with database.reading() as db:
        assert db.execute(text("SELECT count(*) FROM orders")).scalar() == 0
    database.close()


@pytest.mark.parametrize(
    "url", ["nonsense", "mysql://u:geheim@h/d", "sqlite://", "postgresql://u:geheim@h:port/d"]
)
def test_a_url_that_cannot_be_used_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(SettingsError, match="archive's URL") as raised:
        Database(url)

    assert "geheim" not in str(raised.value)


def test_an_error_does_not_tell_the_password(tmp_path: Path) -> None:
    database = Database(f"postgresql://u:geheim@/d?host={tmp_path}&password=geheim")

    with pytest.raises(NotReachable) as raised, database.reading():
        pass

    assert "geheim" not in str(raised.value)


def test_a_file_that_is_no_database_is_an_error_of_ours(tmp_path: Path) -> None:
    file = tmp_path / "archive.sqlite"
    file.write_text("something else " * 100)

    said = "cannot be used: file is not a database"
    with pytest.raises(KdsError, match=said), Database(sqlite_url(file)).reading():
        pass
