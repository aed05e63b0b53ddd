"""Checks of the server: there, new enough, durable, and holding what this kds knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import redis
from redis.exceptions import NoPermissionError

from kds.bus.keys import SCHEMA_VERSION, Keys
from kds.doctor.finding import Finding, failed, ok, warning

OLDEST_REDIS = (7, 0, 5)
OLDEST_VALKEY = (7, 2)
LOCAL = ("127.0.0.1", "::1", "localhost")
MAY_NOT_SEE = "Use the address of the user `operator`, or look on the server itself."


def check_server(client: redis.Redis, keys: Keys, url: str) -> Iterator[Finding]:
    """Check a server that answers; the address is looked at for encryption only."""
    yield from _version(client)
    yield from _durability(client)
    yield from _erased(client, keys)
    yield from _memory(client)
    yield from _schema(client, keys)
    parts = urlsplit(url)
    if parts.scheme == "redis" and parts.hostname not in LOCAL:
        yield warning(
            "encryption",
            f"orders and passwords cross the network to {parts.hostname} in clear",
            "Use rediss:// as docs/operations.md tells, or keep that network to the installation.",
        )


def _version(client: redis.Redis) -> Iterator[Finding]:
    try:
        info: Any = client.info("server")
    except NoPermissionError:
        yield warning("server version", "this user may not see it", MAY_NOT_SEE)
        return
    valkey = info.get("valkey_version")
    version = str(valkey or info.get("redis_version", "?"))
    name = "Valkey" if valkey else "Redis"
    numbers = tuple(int(each) for each in version.split(".") if each.isdigit())
    if numbers < (OLDEST_VALKEY if valkey else OLDEST_REDIS):
        yield failed(
            "server version",
            f"it is {name} {version}",
            "kds needs Redis 7.0.5 or Valkey 7.2, or newer. Update the server.",
        )
    else:
        yield ok("server version", f"{name} {version}")


def _durability(client: redis.Redis) -> Iterator[Finding]:
    try:
        config: Any = client.config_get("appendonly", "appendfsync")
        info: Any = client.info("persistence")
    except NoPermissionError:
        yield warning("durability", "this user may not see the server's settings", MAY_NOT_SEE)
        return
    only, fsync = (_text(config, name) for name in ("appendonly", "appendfsync"))
    if (only, fsync) != ("yes", "always"):
        yield failed(
            "durability",
            f"appendonly is {only} and appendfsync is {fsync}: a power cut would lose orders",
            "Set `appendonly yes` and `appendfsync always` on the server (deploy/redis.conf).",
        )
    elif info.get("aof_last_write_status", "ok") != "ok":
        yield failed(
            "durability",
            "the server could not write its file the last time",
            "Look whether its disk is full or broken, and make room; tills keep their orders.",
        )
    else:
        yield ok("durability", "every write is on the disk before it is answered")


def _erased(client: redis.Redis, keys: Keys) -> Iterator[Finding]:
    try:
        form = _text(client.config_get("aof-use-rdb-preamble"), "aof-use-rdb-preamble")
        is_owed = bool(client.exists(keys.rewrite))
    except NoPermissionError:
        yield warning("erased customers", "this user may not see the settings", MAY_NOT_SEE)
        return
    if form == "yes":
        yield warning(
            "erased customers",
            "aof-use-rdb-preamble is yes: the server's file keeps what was deleted from streams",
            "Set `aof-use-rdb-preamble no` on the server (deploy/redis.conf).",
        )
    elif is_owed:
        yield warning(
            "erased customers",
            "the server's file is not rewritten yet since a customer was erased",
            "It takes a minute. If it stays so, the log of the sweep worker says why.",
        )
    else:
        yield ok("erased customers", "none is left in the server's file")


def _memory(client: redis.Redis) -> Iterator[Finding]:
    try:
        policy = _text(client.config_get("maxmemory-policy"), "maxmemory-policy")
        info: Any = client.info("memory")
    except NoPermissionError:
        yield warning("memory", "this user may not see the server's settings", MAY_NOT_SEE)
        return
    used, most = int(info.get("used_memory", 0)), int(info.get("maxmemory", 0))
    if policy != "noeviction":
        yield failed(
            "memory",
            f"maxmemory-policy is {policy}: the server would drop orders when it is full",
            "Set `maxmemory-policy noeviction` on the server.",
        )
    elif most and used > 0.8 * most:
        yield warning(
            "memory",
            f"{used * 100 // most} % of the server's memory is used",
            "Raise maxmemory: at 100 % no order is taken in any more; tills keep them meanwhile.",
        )
    else:
        yield ok("memory", f"{used // 1_000_000} MB used, nothing is evicted")


def _schema(client: redis.Redis, keys: Keys) -> Iterator[Finding]:
    raw: Any = client.get(keys.schema)
    if raw is None:
        yield warning(
            "schema",
            "the server is empty: no part of this site has used it yet",
            "If it held orders before, it was emptied; the tills fill it again when they run.",
        )
    elif int(raw) > SCHEMA_VERSION:
        yield failed(
            "schema",
            f"the server holds schema {int(raw)}, this kds knows {SCHEMA_VERSION}",
            "Update kds on this machine.",
        )
    else:
        yield ok("schema", f"schema {int(raw)}")


def _text(config: Any, name: str) -> str:
    return str(config.get(name, "unknown"))
