"""What must hold before `kds up` starts anything."""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import time
from collections.abc import Iterator

import redis

from kds import lifeline
from kds.bus.connect import connect
from kds.bus.keys import Keys
from kds.bus.schema import prepare
from kds.errors import KdsError, NotReachable
from kds.installation import Installation
from kds.settings.model import Settings

OLDEST_REDIS = (7, 0, 5)

PARTS_END_WITHIN_S = lifeline.GRACE_S + 3.0
"""How long parts may take to end after their supervisor was killed."""


def check_server(url: str, keys: Keys) -> None:
    """Check a server of one's own: it answers, is new enough, and holds nothing of a newer kds."""
    client = connect(url)
    try:
        info = client.info("server")
    except redis.exceptions.NoPermissionError:
        info = {}  # A user for kds alone need not see it; what is missing shows at the first use.
    except redis.exceptions.RedisError as error:
        raise NotReachable(
            f"The server of bus.url (KDS_REDIS_URL) does not answer: {error}. "
            "Start it or correct the address, then start again."
        ) from None
    version = str(info.get("redis_version", ""))
    numbers = tuple(int(n) for n in version.split(".") if n.isdigit())
    if numbers and "valkey_version" not in info and numbers < OLDEST_REDIS:
        raise KdsError(f"The server is Redis {version}. kds needs Redis 7.0.5 or newer, or Valkey.")
    prepare(client, keys)
    client.close()


@contextlib.contextmanager
def alone(here: Installation) -> Iterator[None]:
    """Hold the data directory for this process; KdsError when another `kds up` has it."""
    lock = os.open(here.data_dir / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            info = here.run_info()
            which = f" (process {info.pid})" if info else ""
            raise KdsError(
                f"Another `kds up`{which} runs on {here.data_dir} already. "
                "End that one first, or choose another directory with --data-dir."
            ) from None
        yield
    finally:
        os.close(lock)


def await_ports(settings: Settings, patience_s: float) -> None:
    """Check that the ports are free, or become so when parts of a killed `kds up` still end."""
    deadline = time.monotonic() + patience_s
    for what, variable, host, port in (
        ("web", "KDS_WEB_PORT", settings.web.host, settings.web.port),
        ("till", "KDS_TILL_PORT", settings.till.host, settings.till.port),
    ):
        if port == 0:
            raise KdsError(f"{what}.port is 0. `kds up` needs a port that people can open.")
        while reason := _not_free(host, port):
            if time.monotonic() >= deadline:
                other = min(port + 100, 65535)
                raise KdsError(
                    f"Port {port} on {host}, for {what}, cannot be used: {reason}. "
                    f"End the program that has it, or choose another: {variable}={other} "
                    "before the command, or --port after `kds up`."
                )
            time.sleep(0.1)


def _not_free(host: str, port: int) -> str | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.strerror or str(error)
    return None
