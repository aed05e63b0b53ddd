"""The addresses that `kds up` prints."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator

from kds.orders.record import APPROVALS, PASS
from kds.settings.model import Settings


def local_url(host: str, port: int) -> str:
    """Return an address that reaches a listener from this machine."""
    if host in ("0.0.0.0", "::"):  # noqa: S104  # compared, not bound to
        host = "127.0.0.1" if host == "0.0.0.0" else "::1"  # noqa: S104
    return f"http://{_bracketed(host)}:{port}"


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
    yield "Back office", f"{web}/manager"


def _people_url(host: str, port: int) -> str:
    """Return the address for other machines where the listener takes them all."""
    if host in ("0.0.0.0", "::"):  # noqa: S104
        return f"http://{socket.gethostname()}:{port}"
    return f"http://{_bracketed(host)}:{port}"


def _bracketed(host: str) -> str:
    try:
        return f"[{host}]" if ipaddress.ip_address(host).version == 6 else host
    except ValueError:
        return host
