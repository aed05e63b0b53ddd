"""The two sides that are compared, each as the processes that it consists of."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import redis
from redis.exceptions import ResponseError

from kds.access import Access
from kds.bus.connect import connect
from kds.bus.keys import Keys
from kds.bus.till_streams import GROUP
from kds.clock import now
from kds.installation import Installation

SITE = "bench"
STATION = "kitchen"
TILL = "A"
ANSWERS_WITHIN_S = 30.0
SETTINGS = f"""
site = "{SITE}"
[stations.{STATION}]
name = "Kitchen"
"""
KDS = [sys.executable, "-m", "kds"]


class Site(NamedTuple):
    """A data directory with paired displays; the tokens are secrets."""

    folder: Path
    tokens: list[str]


def make_site(folder: Path, displays: int) -> Site:
    """Pair displays of one station, as a manager does; the rounds use them again and again."""
    (folder / "kds.toml").write_text(SETTINGS)
    installation = Installation(folder / "data")
    installation.prepare()
    access = Access(installation.access_file)
    tokens = []
    for number in range(displays):
        code, secret = access.begin_pairing(STATION, now())
        access.approve(code, f"Kitchen {number + 1}", STATION, "manager", now())
        token = access.claim(secret, now())
        assert token is not None
        tokens.append(token)
    return Site(folder, tokens)


@contextmanager
def kds_side(site: Site, url: str) -> Iterator[int]:
    """Run the web server and both workers on a server; yield the web server's port."""
    port, environ = _web_at(site, url)
    parts = [[*KDS, "worker", "route"], [*KDS, "worker", "resend"], [*KDS, "web"]]
    with _processes(parts, environ) as processes:
        client, keys = connect(url), Keys(SITE)
        _await(lambda: _listens(port), processes)
        _await(lambda: _is_routed(client, keys), processes)
        yield port


@contextmanager
def web_side(site: Site, url: str) -> Iterator[int]:
    """Run the web server alone on a server; yield its port."""
    port, environ = _web_at(site, url)
    with _processes([[*KDS, "web"]], environ) as processes:
        _await(lambda: _listens(port), processes)
        yield port


def _web_at(site: Site, url: str) -> tuple[int, dict[str, str]]:
    port = free_port()
    return port, {
        **{name: value for name, value in os.environ.items() if not name.startswith("KDS_")},
        "KDS_CONFIG": str(site.folder / "kds.toml"),
        "KDS_DATA_DIR": str(site.folder / "data"),
        "KDS_REDIS_URL": url,
        "KDS_WEB_PORT": str(port),
    }


@contextmanager
def relay_side(url: str) -> Iterator[int]:
    """Run the relay on a server; yield its port."""
    port = free_port()
    stream = Keys(SITE).orders(TILL)
    command = [sys.executable, "-m", "benchmarks.relay", url, stream, str(port)]
    with _processes([command], os.environ) as processes:
        _await(lambda: _listens(port), processes)
        yield port


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _processes(
    commands: list[list[str]], environ: Mapping[str, str]
) -> Iterator[list[subprocess.Popen[bytes]]]:
    processes: list[subprocess.Popen[bytes]] = []
    try:
        for command in commands:
            processes.append(subprocess.Popen(command, env=dict(environ)))
        yield processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()


def _await(is_so: Callable[[], bool], processes: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + ANSWERS_WITHIN_S
    while not is_so():
        for process in processes:
            if process.poll() is not None:
                raise RuntimeError(f"{process.args!r} ended before it was ready")
        if time.monotonic() > deadline:
            raise RuntimeError("a part is not ready in time")
        time.sleep(0.05)


def _listens(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def _is_routed(client: redis.Redis, keys: Keys) -> bool:
    try:
        groups = client.xinfo_groups(keys.orders(TILL))
    except ResponseError:
        return False
    return any(group["name"].decode() == GROUP for group in groups)
