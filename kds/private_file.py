"""Makes a database's file before SQLite would: readable by its owner only."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def make_private_file(path: Path) -> None:
    """Make an empty file for its owner alone; one that is there is left as it is.

    It is not even opened: to close it would end every lock that this process has on it, and another
    process could then take away the log in which this one writes. Source:
    https://sqlite.org/howtocorrupt.html, "Posix advisory locks canceled by a separate thread".
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
