"""What `kds up` tells others about the installation that it runs: the file run.json."""

from __future__ import annotations

from datetime import datetime

import msgspec


class RunInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """Addresses of web server and till, the embedded server's socket, and process ids by part.

    `config` is the settings file in use; `bus_socket` is None with a server of one's own.
    """

    pid: int
    started_at: datetime
    web_url: str
    till_url: str
    bus_socket: str | None = None
    config: str | None = None
    parts: dict[str, int] = {}
