"""What is in a backup: schemas, sizes and checksums of its files, and what restores them."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from pathlib import Path

import msgspec

from kds.access.database import MIGRATIONS as ACCESS_MIGRATIONS
from kds.archive.schema import MIGRATIONS as ARCHIVE_MIGRATIONS
from kds.bus.keys import SCHEMA_VERSION
from kds.errors import KdsError
from kds.installation.folder import LAYOUT
from kds.till.disk import MIGRATIONS as TILL_MIGRATIONS

FORMAT = 1
"""The version of the backup file's own form."""

MANIFEST = "manifest.json"
TILL, ACCESS, SETTINGS, LAYOUT_FILE = "till.sqlite", "access.sqlite", "kds.toml", "layout.json"
ARCHIVE = "archive.sqlite"
SECRETS, SERVER = "secrets", "server/appendonlydir"

_NAME = re.compile(
    rf"(?:{re.escape(TILL)}|{re.escape(ACCESS)}|{re.escape(ARCHIVE)}"
    rf"|{re.escape(SETTINGS)}|{re.escape(LAYOUT_FILE)}"
    rf"|(?:{SECRETS}|{SERVER})/[A-Za-z0-9][A-Za-z0-9._-]{{0,100}})"
)

KNOWN_SCHEMAS = {
    "layout": LAYOUT,
    "till": len(TILL_MIGRATIONS),
    "access": len(ACCESS_MIGRATIONS),
    "archive": len(ARCHIVE_MIGRATIONS),
    "bus": SCHEMA_VERSION,
}
"""The newest schema of each kind that this kds reads."""


class FileSum(msgspec.Struct, frozen=True):
    """Size in bytes and SHA-256 of one file."""

    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """The first entry of every backup; `has_server` is false with a server of one's own.

    With `archive_elsewhere` the archive is no file of the installation, and not in the backup.
    `not_rewritten` says why the server's file was not written anew before it was copied, so that
    what was erased may be in it; it is empty if it was.
    """

    format: int
    made_at: datetime
    kds: str
    site: str
    has_server: bool
    schemas: dict[str, int]
    files: dict[str, FileSum]
    archive_elsewhere: bool = False
    not_rewritten: str = ""

    def check(self) -> None:
        """Raise KdsError for a backup that this kds cannot restore."""
        if self.format > FORMAT:
            raise KdsError(
                f"The backup has format {self.format}, this kds knows {FORMAT}. Update kds first."
            )
        for name, version in self.schemas.items():
            known = KNOWN_SCHEMAS.get(name)
            if known is None or version > known:
                raise KdsError(
                    f"The backup holds schema {version} of {name}, this kds knows {known}. "
                    f"Restore it with kds {self.kds} or newer."
                )
        for name in self.files:
            if not _NAME.fullmatch(name):
                raise KdsError(f"The backup holds {name[:80]!r}, which is no file of kds.")


def sum_of(file: Path) -> FileSum:
    """Return size and checksum of a file."""
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256")
        return FileSum(stream.tell(), digest.hexdigest())
