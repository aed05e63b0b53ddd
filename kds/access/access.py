"""The one door to everything that is kept about who may do what."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from kds.access import audit
from kds.access.database import Database
from kds.access.displays import Displays
from kds.access.people import People


class Access(People, Displays):
    """People and displays in one SQLite file; processes and threads may use it side by side."""

    def __init__(self, path: Path) -> None:
        super().__init__(Database(path))

    def note(self, who: str, what: str, detail: str, now: datetime) -> None:
        """Write down something that a person did and that is kept nowhere else."""
        with self.database.writing() as db:
            audit.note(db, who, what, detail, now)

    def audit(self, limit: int = 200) -> list[audit.Entry]:
        """Return the latest entries of the audit, newest first."""
        with self.database.reading() as db:
            return audit.latest(db, limit)

    def close(self) -> None:
        """Close the file; a later call opens it again."""
        self.database.close()
