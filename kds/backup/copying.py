"""Consistent copies of what changes while it is copied: SQLite files and the server's file."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from kds.errors import KdsError

TRIES = 20
AOF_MANIFEST = "appendonly.aof.manifest"


def copy_sqlite(source: Path, target: Path) -> int:
    """Copy a SQLite file that others write, as of one moment; return its schema version."""
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True)) as original,
        closing(sqlite3.connect(target)) as copy,
    ):
        # Page by page, bytes of what was deleted would come with it.
        original.execute("VACUUM INTO ?", (str(target),))
        # A copy in one file, without a log beside it.
        copy.execute("PRAGMA journal_mode = DELETE")
        (verdict,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
        if verdict != "ok":
            raise KdsError(
                f"{source} is damaged ({verdict}). No backup was made; keep the older ones."
            )
        (version,) = copy.execute("PRAGMA user_version").fetchone()
    target.chmod(0o600)
    return int(version)


def archive_schema(copy: Path) -> int:
    """Return the schema of a copied archive, which counts in a table; 0 if it has none yet."""
    with closing(sqlite3.connect(copy)) as db:
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'archive_schema'").fetchone():
            return 0
        (version,) = db.execute("SELECT max(version) FROM archive_schema").fetchone()
    return int(version or 0)


def copy_append_only(source: Path, target: Path) -> None:
    """Copy the server's append-only directory while the server writes it, or while it is down.

    The server only ever appends, and has every answered write in the file (`appendfsync always`),
    so a copy is the state of one moment: it may end within a command, which is dropped at loading.
    Only a rewrite replaces files; its manifest then changes, and the copy is made again.
    """
    for _ in range(TRIES):
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(mode=0o700, parents=True)
        try:
            before = (source / AOF_MANIFEST).read_bytes()
            for name in _files(before):
                _copy_as_long_as_now(source / name, target / name)
            if (source / AOF_MANIFEST).read_bytes() == before:
                (target / AOF_MANIFEST).write_bytes(before)
                return
        except FileNotFoundError:
            if not (source / AOF_MANIFEST).exists():
                raise KdsError(f"{source} holds nothing of a server. No backup was made.") from None
    raise KdsError(f"The server rewrites {source} again and again. Try the backup again later.")


def _files(manifest: bytes) -> list[str]:
    """Return the files that a manifest of the server names, in the order in which it reads them."""
    names = []
    for line in manifest.decode("ascii").splitlines():
        words = line.split()
        if len(words) >= 6 and words[0] == "file":
            if "/" in words[1]:
                raise KdsError(f"The server's manifest names {words[1]!r}. No backup was made.")
            names.append(words[1])
    return names


def _copy_as_long_as_now(source: Path, target: Path) -> None:
    """Copy what the file holds at this moment, without running after a busy server."""
    with source.open("rb") as original, target.open("xb") as copy:
        left = source.stat().st_size
        while left > 0 and (chunk := original.read(min(left, 1 << 20))):
            copy.write(chunk)
            left -= len(chunk)
