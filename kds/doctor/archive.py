"""Check of the archive: whether it answers, and how many orders it holds."""

from __future__ import annotations

from kds.archive.database import Database
from kds.archive.orders import OrderArchive
from kds.doctor.finding import Finding, failed, ok
from kds.errors import KdsError
from kds.installation import archive_file, archive_url
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
        database = Database(archive_url(settings))
        try:
            counts = OrderArchive(database).counts()
        finally:
            database.close()
    except (KdsError, OSError) as error:
        return failed(
            "archive",
            f"{CONSEQUENCE}: {error}",
            "Start its database, or correct archive.url (KDS_ARCHIVE_URL); orders leave the "
            "server by themselves then. Of a damaged file restore a backup.",
        )
    return ok("archive", f"{database.where} holds {counts.orders} closed order(s)")
