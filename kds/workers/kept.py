"""Where the workers find the archive of an installation."""

from __future__ import annotations

from kds.archive.database import Database, sqlite_url
from kds.installation import Installation
from kds.settings.model import Settings


def archive(settings: Settings) -> Database:
    """Return the archive that the settings name, else the one in the data directory."""
    file = Installation(settings.data_dir).archive_file
    return Database(settings.archive.url or sqlite_url(file))
