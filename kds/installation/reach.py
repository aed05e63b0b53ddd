"""How a part or a command reaches the others: by the data directory, or by address and key."""

from __future__ import annotations

from typing import NamedTuple

from kds.errors import KdsError
from kds.installation.folder import OPERATOR_KEY, TILL_KEY, Installation
from kds.settings.model import Settings


class Address(NamedTuple):
    """Where something listens, and the key that it asks for; never log the key."""

    url: str
    key: str


def bus_url(settings: Settings, user: str) -> str:
    """Return the bus for one user of `kds.bus.users`: the server that is named, else the embedded.

    KdsError when neither is there.
    """
    return settings.bus.url or Installation(settings.data_dir).bus_url(user)


def till_key(settings: Settings) -> str:
    """Return the key that POS software sends to the till; made at first when none is set."""
    return settings.till.key or Installation(settings.data_dir).secret(TILL_KEY)


def operator_key(settings: Settings) -> str:
    """Return the key by which commands come in at the web server; made at first if none is set."""
    return settings.operator_key or Installation(settings.data_dir).secret(OPERATOR_KEY)


def find_till(settings: Settings) -> Address:
    """Return the main till, for a command; KdsError says how to name one that was not found."""
    return _find(
        settings,
        url=settings.till.url,
        key=settings.till.key,
        secret=TILL_KEY,
        variables="KDS_TILL_URL and KDS_TILL_KEY",
    )


def find_web(settings: Settings) -> Address:
    """Return the web server, for a command; KdsError says how to name one that was not found."""
    return _find(
        settings,
        url=settings.web.public_url,
        key=settings.operator_key,
        secret=OPERATOR_KEY,
        variables="KDS_WEB_URL and KDS_OPERATOR_KEY",
    )


def _find(
    settings: Settings, *, url: str | None, key: str | None, secret: str, variables: str
) -> Address:
    here = Installation(settings.data_dir)
    info = here.run_info()
    if info is not None:
        running = info.till_url if secret == TILL_KEY else info.web_url
        # On the machine itself the direct way is surest: an address for people may be a proxy's.
        return Address((url if key and url else running).rstrip("/"), key or here.secret(secret))
    if url and (key or here.exists):
        return Address(url.rstrip("/"), key or here.secret(secret))
    raise KdsError(
        f"There is no installation in {here.data_dir}. Name its data directory with --data-dir or "
        f"KDS_DATA_DIR; on another machine set {variables}."
    )
