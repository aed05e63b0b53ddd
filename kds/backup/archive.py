"""Makes a backup: one file, readable for this user alone, whole or not there."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from io import BytesIO
from pathlib import Path

import msgspec
from redis.exceptions import RedisError

from kds import __version__
from kds.backup.copying import archive_schema, copy_append_only, copy_sqlite
from kds.backup.manifest import (
    ACCESS,
    ARCHIVE,
    FORMAT,
    LAYOUT_FILE,
    MANIFEST,
    SECRETS,
    SERVER,
    SETTINGS,
    TILL,
    Manifest,
    sum_of,
)
from kds.bus.connect import connect
from kds.bus.keys import SCHEMA_VERSION
from kds.bus.rewriting import rewrite
from kds.bus.users import OPERATOR
from kds.clock import now
from kds.errors import KdsError
from kds.installation import Installation, archive_file
from kds.installation.folder import LAYOUT
from kds.settings.model import Settings

log = logging.getLogger(__name__)

REWRITE_WITHIN_S = 120.0
"""How long a backup waits for the server to write its file anew."""


def make_backup(settings: Settings, config: Path | None, folder: Path) -> tuple[Path, Manifest]:
    """Copy an installation, running or not, into a new file in `folder`; return it.

    Raises KdsError when something cannot be read or written; then no file is left behind.
    """
    here = Installation(settings.data_dir)
    if not here.exists:
        raise KdsError(f"There is no installation in {here.data_dir}. Name it with --data-dir.")
    made_at = now()
    name = f"kds-{settings.site}-{made_at:%Y%m%dT%H%M%S}{made_at.microsecond // 1000:03}Z.tar.gz"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".kds-backup-", dir=folder) as temporary:
            stage = Path(temporary)
            schemas, has_server, not_rewritten = _collect(settings, here, config, stage)
            files = sorted(path for path in stage.rglob("*") if path.is_file())
            manifest = Manifest(
                format=FORMAT,
                made_at=made_at,
                kds=__version__,
                site=settings.site,
                has_server=has_server,
                schemas=schemas,
                files={str(path.relative_to(stage)): sum_of(path) for path in files},
                archive_elsewhere=_archive_elsewhere(settings, here),
                not_rewritten=not_rewritten,
            )
            manifest.check()
            return _pack(stage, manifest, folder / name), manifest
    except (OSError, sqlite3.Error) as error:
        raise KdsError(f"No backup was made in {folder}: {error}.") from None


def _collect(
    settings: Settings, here: Installation, config: Path | None, stage: Path
) -> tuple[dict[str, int], bool, str]:
    """Copy everything into the stage; return the schemas and whether the server is among it.

    And why its file was not written anew before, if it was not.

    The server first: what the till has accepted since is then in the till's copy, which fills the
    server up when they are restored; and what has left the server since is in the archive's copy.
    """
    schemas, not_rewritten = {"layout": LAYOUT}, ""
    server = here.data_dir / SERVER
    has_server = settings.bus.url is None and server.exists()
    if has_server:
        not_rewritten = _write_anew(here)
        copy_append_only(server, stage / SERVER)
        schemas["bus"] = SCHEMA_VERSION
    for name, source, schema in (
        (TILL, here.till_file, "till"),
        (ACCESS, here.access_file, "access"),
    ):
        if source.exists():
            schemas[schema] = copy_sqlite(source, stage / name)
    if here.archive_file.exists() and not _archive_elsewhere(settings, here):
        copy_sqlite(here.archive_file, stage / ARCHIVE)
        schemas["archive"] = archive_schema(stage / ARCHIVE)
    (stage / SECRETS).mkdir(mode=0o700)
    for secret in sorted((here.data_dir / SECRETS).glob("[!.]*")):
        shutil.copyfile(secret, stage / SECRETS / secret.name)
    shutil.copyfile(here.data_dir / LAYOUT_FILE, stage / LAYOUT_FILE)
    if config is not None:
        shutil.copyfile(config, stage / SETTINGS)
    return schemas, has_server, not_rewritten


def _write_anew(here: Installation) -> str:
    """Have the server write its file anew, so that nothing erased is copied; return why not."""
    try:
        with closing(connect(here.bus_url(OPERATOR))) as client:
            rewrite(client, REWRITE_WITHIN_S)
        return ""
    except (KdsError, RedisError) as error:  # It does not run, or does not do it.
        why = str(error)
    log.warning(
        "the server's file is copied as it stands; names that were erased may be in the backup: %s",
        why,
        extra={"action": "file-not-rewritten"},
    )
    return why


def _archive_elsewhere(settings: Settings, here: Installation) -> bool:
    file = archive_file(settings)
    return file is None or file.resolve() != here.archive_file.resolve()


def _pack(stage: Path, manifest: Manifest, target: Path) -> Path:
    descriptor, name = tempfile.mkstemp(prefix=".kds-backup-", dir=target.parent)
    packed = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            with tarfile.open(fileobj=stream, mode="w:gz") as archive:
                _add(archive, MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
                for each in manifest.files:
                    archive.add(stage / each, each, recursive=False, filter=_nobodys)
            stream.flush()
            os.fsync(stream.fileno())
        os.link(packed, target)  # Never in place of another backup.
    finally:
        packed.unlink()
    return target


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    archive.addfile(entry, BytesIO(content))


def _nobodys(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Keep the names and rights of this machine's users out of the archive."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o600
    return entry
