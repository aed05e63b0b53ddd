"""What `kds up` prints: whose settings it goes by, and the addresses of its pages."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

from kds.installation import local_url
from kds.orders.record import APPROVALS, PASS
from kds.settings.load import DEFAULT_FILE
from kds.settings.model import Settings

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  # compared, not bound to


def pages(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield what each page is and its address, as people open it."""
    web = settings.web.public_url or _people_url(settings.web.host, settings.web.port)
    till = settings.till.url or _people_url(settings.till.host, settings.till.port)
    web, till = web.rstrip("/"), till.rstrip("/")
    yield "Orders (till)", f"{till}/"
    yield "All pages", f"{web}/"
    for station, name in settings.station_names.items():
        yield f"Display {name}", f"{web}/display/{station}"
    yield "Display Pass", f"{web}/display/{PASS}"
    yield "Display Approvals", f"{web}/display/{APPROVALS}"
    yield "Ready board", f"{web}/board"
    yield "Back office", f"{web}/manager"


def told_by(config: Path | None, data_dir: Path) -> str:
    """Return which settings hold, and which do not although somebody may believe so."""
    if config is None:
        return "with the default settings, for there is no kds.toml"
    own = data_dir / DEFAULT_FILE
    passed_over = f", not those of {own}" if own.is_file() and own != config else ""
    return f"with the settings of {config}{passed_over}"


def _people_url(host: str, port: int) -> str:
    """Return the address for other machines where the listener takes them all."""
    return local_url(socket.gethostname() if host in EVERYWHERE else host, port)
