"""How a part or a command reaches the others: by the data directory, or by address and key."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

from kds.errors import KdsError
from kds.installation.folder import OPERATOR_KEY, TILL_KEY, Installation
from kds.settings.model import Settings

SQLITE = "sqlite:///"


class Address(NamedTuple):
    """Where something listens, and the key that it asks for; never log the key."""

    url: str
    key: str


def bus_url(settings: Settings, user: str) -> str:
    """Return the bus for one user of `kds.bus.users`: the server that is named, else the embedded.

    KdsError when neither is there.
    """
    return settings.bus.url or Installation(settings.data_dir).bus_url(user)


def archive_url(settings: Settings) -> str:
    """Return the URL of the archive: the database that is named, else a file in the data directory.

    The URL may hold a password: never log it.
    """
    file = Installation(settings.data_dir).archive_file
    return settings.archive.url or f"{SQLITE}{quote(str(file))}"


def archive_file(settings: Settings) -> Path | None:
    """Return the SQLite file that the archive is, there or not; None where it is on a server."""
    url = archive_url(settings)
    return Path(unquote(url.removeprefix(SQLITE))) if url.startswith(SQLITE) else None


def till_key(settings: Settings) -> str:
    """Return the key that POS software sends to the till; made at first when none is set."""
    return settings.till.key or Installation(settings.data_dir).secret(TILL_KEY)


def operator_key(settings: Settings) -> str:
    """Return the key by which commands come in at the web server; made at first if none is set."""
    return settings.operator_key or Installation(settings.data_dir).secret(OPERATOR_KEY)


def find_till(settings: Settings) -> Address:
    """Return the main till, for a command; KdsError says how to name one that was not found."""
    told = settings.till.url, settings.till.key
    info = Installation(settings.data_dir).run_info()
    listens = info.till_url if info else local_url(settings.till.host, settings.till.port)
    return _find(settings, told, listens, TILL_KEY, "KDS_TILL_URL and KDS_TILL_KEY")


def find_web(settings: Settings) -> Address:
    """Return the web server, for a command; KdsError says how to name one that was not found."""
    told = settings.web.public_url, settings.operator_key
    info = Installation(settings.data_dir).run_info()
    listens = info.web_url if info else local_url(settings.web.host, settings.web.port)
    return _find(settings, told, listens, OPERATOR_KEY, "KDS_WEB_URL and KDS_OPERATOR_KEY")


def local_url(host: str, port: int) -> str:
    """Return an address that reaches a listener from its own machine."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # nothing is bound here
    host = everywhere.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _find(
    settings: Settings, told: tuple[str | None, str | None], listens: str, secret: str, names: str
) -> Address:
    """Prefer address and key that were told; else go by the data directory, and the direct way.

    An address for people alone may be a proxy's, which is no better from the machine itself.
    """
    url, key = told
    if url and key:
        return Address(url.rstrip("/"), key)
    here = Installation(settings.data_dir)
    if not here.exists:
        raise KdsError(
            f"There is no installation in {here.data_dir}. Name its data directory with --data-dir "
            f"or KDS_DATA_DIR; on another machine set {names}."
        )
    return Address(listens, key or here.secret(secret))
