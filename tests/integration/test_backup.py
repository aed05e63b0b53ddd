"""Backups on a real server and real files: nothing that was answered is missing from a copy."""

from __future__ import annotations

import contextlib
import io
import sqlite3
import stat
import tarfile
import threading
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from msgspec.structs import replace
from redis.exceptions import ResponseError

from kds.access import Access
from kds.archive.database import Database, sqlite_url
from kds.archive.orders import Kept, OrderArchive
from kds.backup import make_backup, restore
from kds.backup.copying import copy_append_only, copy_sqlite
from kds.backup.manifest import KNOWN_SCHEMAS, Manifest
from kds.bus.connect import connect
from kds.cli.backup import command
from kds.errors import KdsError
from kds.installation import Installation
from kds.settings.model import ArchiveSettings, Settings
from tests.conftest import Server
from tests.samples import T0
from tests.specimens import WAYS


def test_a_copy_under_load_holds_every_answered_write(own_server: Server, tmp_path: Path) -> None:
    """Also while the server rewrites its file, which replaces what is being copied."""
    client = connect(own_server.url)
    written, stop = [0], threading.Event()

    def write() -> None:
        writer = connect(own_server.url)
        while not stop.is_set():
            writer.set(f"k{written[0]}", "x" * 2000)
            written[0] += 1

    def rewrite() -> None:
        rewriter = connect(own_server.url)
        while not stop.is_set():
            with contextlib.suppress(ResponseError):  # One is under way.
                rewriter.bgrewriteaof()
            stop.wait(0.05)

    threads = [threading.Thread(target=target) for target in (write, rewrite)]
    for thread in threads:
        thread.start()
    answered = []
    try:
        for number in range(5):
            while client.dbsize() < 100 * (number + 1):
                pass
            answered.append(written[0])
            copy_append_only(own_server.folder / "appendonlydir", tmp_path / f"copy{number}")
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert int(client.info("persistence")["aof_rewrites"]) > 0
    own_server.kill()

    for number, count in enumerate(answered):
        copy = Server()
        (tmp_path / f"copy{number}").rename(copy.folder / "appendonlydir")
        copy.start()
        found = connect(copy.url)
        assert all(found.exists(f"k{each}") for each in range(count))
        copy.remove()


def test_there_is_nothing_to_copy_where_no_server_was(tmp_path: Path) -> None:
    with pytest.raises(KdsError, match="holds nothing of a server"):
        copy_append_only(tmp_path / "none", tmp_path / "copy")


def test_a_sqlite_copy_is_whole_while_others_write(tmp_path: Path) -> None:
    access = Access(tmp_path / "access.sqlite")
    access.ensure_first_manager()

    version = copy_sqlite(tmp_path / "access.sqlite", tmp_path / "copy.sqlite")

    assert version == KNOWN_SCHEMAS["access"]
    assert [p.name for p in Access(tmp_path / "copy.sqlite").people()] == ["manager"]
    assert stat.S_IMODE((tmp_path / "copy.sqlite").stat().st_mode) == 0o600


@pytest.fixture
def stopped(tmp_path: Path) -> Settings:
    """An installation that has people and keys, and that never had a server."""
    here = Installation(tmp_path / "data")
    here.prepare()
    here.secret("till.key")
    access = Access(here.access_file)
    access.ensure_first_manager()
    access.close()
    return Settings(data_dir=here.data_dir)


def test_a_backup_is_for_its_owner_alone_and_restores_what_was_there(
    stopped: Settings, tmp_path: Path
) -> None:
    config = tmp_path / "kds.toml"
    config.write_text('name = "Diner"\n', "utf-8")

    file, manifest = make_backup(stopped, config, tmp_path / "backups")
    restore(file, tmp_path / "new")

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list((tmp_path / "backups").iterdir()) == [file], "nothing else is left behind"
    assert manifest.schemas.keys() == {"layout", "access"}
    before, after = Installation(stopped.data_dir), Installation(tmp_path / "new")
    assert after.secret("till.key") == before.secret("till.key")
    assert [p.name for p in Access(after.access_file).people()] == ["manager"]
    assert (tmp_path / "new" / "kds.toml").read_text("utf-8") == 'name = "Diner"\n'
    assert stat.S_IMODE(after.data_dir.stat().st_mode) == 0o700
    assert [
        path
        for path in after.data_dir.rglob("*")
        if path.is_file() and stat.S_IMODE(path.stat().st_mode) != 0o600
    ] == []


def _kept(order_id: str) -> Kept:
    record = next(iter(WAYS["COMPLETED"].values()))().record
    return Kept(replace(record, order=replace(record.order, order_id=order_id)), (), T0)


def _put(database: Database, *order_ids: str) -> None:
    OrderArchive(database).put([_kept(each) for each in order_ids])


def test_the_archive_is_copied_whole_while_orders_come_in(
    stopped: Settings, tmp_path: Path
) -> None:
    archive = Database(sqlite_url(Installation(stopped.data_dir).archive_file))
    _put(archive, "A-1")
    put, stop = [1], threading.Event()

    def write() -> None:
        writer = Database(sqlite_url(Installation(stopped.data_dir).archive_file))
        while not stop.is_set():
            _put(writer, f"A-{put[0] + 1}")
            put[0] += 1
        writer.close()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        before = put[0]
        file, manifest = make_backup(stopped, None, tmp_path / "backups")
    finally:
        stop.set()
        thread.join()
    archive.close()
    restore(file, tmp_path / "new")

    assert manifest.schemas["archive"] == KNOWN_SCHEMAS["archive"] > 0
    assert not manifest.archive_elsewhere
    restored = Database(sqlite_url(Installation(tmp_path / "new").archive_file))
    wanted = [f"A-{number}" for number in range(1, before + 1)]
    assert OrderArchive(restored).records(wanted).keys() == set(wanted)
    assert OrderArchive(restored).get(["A-1"]) == {"A-1": _kept("A-1")}
    restored.close()


def test_an_archive_that_a_process_died_on_making_is_backed_up_too(
    stopped: Settings, tmp_path: Path
) -> None:
    Installation(stopped.data_dir).archive_file.touch(mode=0o600)

    file, manifest = make_backup(stopped, None, tmp_path / "backups")
    restore(file, tmp_path / "new")

    assert manifest.schemas["archive"] == 0
    restored = Database(sqlite_url(Installation(tmp_path / "new").archive_file))
    assert OrderArchive(restored).counts().orders == 0
    restored.close()


def test_an_archive_of_the_data_directory_may_also_be_named(
    stopped: Settings, tmp_path: Path
) -> None:
    url = sqlite_url(Installation(stopped.data_dir).archive_file)
    archive = Database(url)
    _put(archive, "A-1")
    archive.close()

    named = replace(stopped, archive=ArchiveSettings(url=url))

    assert "archive.sqlite" in make_backup(named, None, tmp_path / "backups")[1].files


@pytest.mark.parametrize("url", ["postgresql://kds:secret@db/kds", "sqlite:////srv/a.sqlite"])
def test_an_archive_elsewhere_is_said_to_be_missing(
    stopped: Settings, tmp_path: Path, url: str
) -> None:
    old = Database(sqlite_url(Installation(stopped.data_dir).archive_file))
    _put(old, "A-1")
    old.close()
    elsewhere = replace(stopped, archive=ArchiveSettings(url=url))

    file, manifest = make_backup(elsewhere, None, tmp_path / "backups")
    restore(file, tmp_path / "new")

    assert manifest.archive_elsewhere
    assert "archive" not in manifest.schemas
    assert not Installation(tmp_path / "new").archive_file.exists()
    said = CliRunner().invoke(
        command,
        [str(tmp_path / "more"), "--data-dir", str(stopped.data_dir)],
        env={"KDS_ARCHIVE_URL": url},
    )
    assert said.exit_code == 0, said.output
    assert "Without the archive" in said.output
    assert "secret" not in said.output


def test_a_damaged_source_is_not_taken_for_a_backup(stopped: Settings, tmp_path: Path) -> None:
    file = Installation(stopped.data_dir).access_file
    with sqlite3.connect(file) as db:
        db.execute("PRAGMA journal_mode = DELETE")
    raw = bytearray(file.read_bytes())
    raw[5000:9000] = b"\x5a" * 4000
    file.write_bytes(raw)

    with pytest.raises(KdsError):
        make_backup(stopped, None, tmp_path / "backups")

    assert list((tmp_path / "backups").iterdir()) == []


def test_a_directory_that_is_not_empty_is_left_alone(stopped: Settings, tmp_path: Path) -> None:
    file, _ = make_backup(stopped, None, tmp_path / "backups")
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "mine").touch()

    with pytest.raises(KdsError, match="is not empty"):
        restore(file, taken)

    assert [path.name for path in taken.iterdir()] == ["mine"]


def _changed(file: Path, target: Path, name: str, content: bytes | None) -> Path:
    """Write a backup again with one entry changed, or left out."""
    with tarfile.open(file) as old, tarfile.open(target, "w:gz") as new:
        for entry in old:
            read = old.extractfile(entry)
            body = read.read() if read else b""
            if entry.name == name:
                if content is None:
                    continue
                body = content
                entry.size = len(body)
            new.addfile(entry, io.BytesIO(body))
    return target


def _forged(file: Path, target: Path, **fields: object) -> Path:
    """Write a backup again with another manifest."""
    with tarfile.open(file) as old:
        read = old.extractfile("manifest.json")
        assert read is not None
        manifest = msgspec.json.decode(read.read(), type=Manifest)
    forged = msgspec.structs.replace(manifest, **fields)  # type: ignore[arg-type]
    return _changed(file, target, "manifest.json", msgspec.json.encode(forged))


def test_what_was_changed_cut_or_forged_is_refused(stopped: Settings, tmp_path: Path) -> None:
    file, manifest = make_backup(stopped, None, tmp_path / "backups")
    key = manifest.files["secrets/till.key"]
    strange = {"../evil": key, **manifest.files}
    bad = tmp_path / "bad.tar.gz"
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(file.read_bytes()[:-200])

    for wrong, reason in (
        (_changed(file, bad, "secrets/till.key", b"k" * key.size), "has changed"),
        (_changed(file, tmp_path / "b2", "secrets/till.key", b"short"), "is damaged at"),
        (_changed(file, tmp_path / "b3", "secrets/till.key", None), "is incomplete"),
        (_changed(file, tmp_path / "b4", "manifest.json", None), "is not a backup"),
        (_forged(file, tmp_path / "b5", files=strange), "which is no file of kds"),
        (_forged(file, tmp_path / "b6", schemas={"till": 999}), "schema 999 of till"),
        (_forged(file, tmp_path / "b8", schemas={"archive": 999}), "schema 999 of archive"),
        (_forged(file, tmp_path / "b7", format=2), "has format 2"),
        (cut, "cannot be restored"),
    ):
        with pytest.raises(KdsError, match=reason):
            restore(wrong, tmp_path / "new")
        assert not (tmp_path / "new").exists()
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {"data", "backups"}
