"""Check of the archive: whether it answers, and how many orders it holds."""

from __future__ import annotations

from kds.archive.database import Database
from kds.archive.orders import OrderArchive
from kds.archive.schema import MIGRATIONS
from kds.doctor.finding import Finding, failed, ok, warning
from kds.errors import KdsError
from kds.installation import Installation, archive_file, archive_url
from kds.settings.model import Settings

CONSEQUENCE = (
    "closed orders stay on the server and nothing is lost, but old orders are not found and "
    "reminders wait"
)


def check_archive(settings: Settings) -> Finding:
    """Ask the archive for its orders; a file that nobody has made yet is not made here either."""
    try:
        file = archive_file(settings)
        if file is not None and not file.exists():
            return ok("archive", f"nothing is archived yet: there is no {file}")
        text = _looked_at(Database(archive_url(settings)))
    except (KdsError, OSError) as error:
        return failed(
            "archive",
            f"{CONSEQUENCE}: {error}",
            "Start its database, or correct archive.url (KDS_ARCHIVE_URL); orders leave the "
            "server by themselves then. Of a damaged file restore a backup.",
        )
    return _left_behind(settings, text) or ok("archive", text)


def _looked_at(database: Database) -> str:
    """Say what is in an archive; only those who use it make its tables, or take them further."""
    version = database.version()
    if version == 0:
        return f"nothing is archived yet: {database.where} has no tables"
    if version < len(MIGRATIONS):
        return f"{database.where} is of an older kds and is brought up to date at the next start"
    try:
        return f"{database.where} holds {OrderArchive(database).counts().orders} closed order(s)"
    finally:
        database.close()


def _left_behind(settings: Settings, text: str) -> Finding | None:
    """Warn of the file of the data directory where the archive is elsewhere: nobody reads it."""
    own = Installation(settings.data_dir).archive_file
    if not own.exists() or archive_file(settings) == own:
        return None
    return warning(
        "archive",
        f"{text}; {own} is there too, and is not read: orders, reminders and customers in it are "
        "neither found nor erased",
        "If the archive has moved for good and nothing in the file is needed, delete it with its "
        "-wal and -shm; else remove archive.url (KDS_ARCHIVE_URL) to use it again.",
    )
