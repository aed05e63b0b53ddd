"""The whole examination, in the order in which one thing explains the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import redis
from redis.exceptions import RedisError

from kds.bus.connect import connect
from kds.bus.keys import Keys
from kds.bus.users import OPERATOR
from kds.clock import now
from kds.doctor.archive import check_archive
from kds.doctor.finding import Finding, failed, ok
from kds.doctor.kitchen import check_kitchen
from kds.doctor.machine import check_machine, check_server_clock
from kds.doctor.printers import check_printers
from kds.doctor.server import check_server
from kds.doctor.systems import check_systems
from kds.doctor.texts import check_gateway, check_texts
from kds.errors import KdsError
from kds.installation import Installation, bus_url
from kds.settings.model import Settings

PATIENCE_S = 3.0


def examine(settings: Settings, config: Path | None) -> Iterator[Finding]:
    """Yield what every check finds; changes nothing. `config` is the settings file, if any."""
    yield ok("settings", f"{config or 'the defaults'}: valid")
    yield from check_machine(settings, Installation(settings.data_dir), config)
    yield from check_systems(settings, now())
    yield from check_gateway(settings)
    yield check_archive(settings)
    try:
        url = bus_url(settings, OPERATOR)
        client = connect(url, timeout_s=PATIENCE_S)
    except (KdsError, OSError) as error:
        yield failed("server", str(error), "Start the installation with `kds up`.")
        return
    try:
        yield from _examine_server(client, settings, url)
    finally:
        client.close()


def _examine_server(client: redis.Redis, settings: Settings, url: str) -> Iterator[Finding]:
    try:
        client.ping()
    except RedisError as error:
        yield failed(
            "server",
            f"it does not answer: {error}",
            "Start it (`kds up`, or the server of your own), and check address, user and password.",
        )
        return
    yield ok("server", "it answers")
    keys = Keys(settings.site)
    yield from _guarded("server", lambda: check_server(client, keys, url))
    yield from _guarded("server clock", lambda: iter((check_server_clock(client),)))
    yield from _guarded("kitchen", lambda: check_kitchen(client, keys, settings, now()))
    yield from _guarded("printers", lambda: check_printers(client, keys, settings, now()))
    yield from _guarded("texts", lambda: check_texts(client, keys, settings, now()))


def _guarded(check: str, findings: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """Let one group of checks fail without ending the examination."""
    try:
        yield from findings()
    except RedisError as error:
        yield failed(
            check,
            f"could not be examined further: {error}",
            "If it says NOPERM, use the address of the user `operator`; else look at the server.",
        )
