"""Checks of this machine: disk, access rights, clock, and whether till and web server answer."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import redis

from kds.clock import now
from kds.doctor.finding import Finding, failed, ok, warning
from kds.errors import KdsError
from kds.installation import Address, Installation, find_till, find_web
from kds.settings.model import Settings
from kds.talk.http import ask

ROOT = 0
MB = 1_000_000
LITTLE_BYTES = 1000 * MB
TOO_LITTLE_BYTES = 100 * MB
OFF_S, FAR_OFF_S = 2.0, 30.0
LOCAL_HOSTS = ("127.0.0.1", "::1", "localhost")
SET_CLOCK = "Let both machines set their clocks by the network (NTP)."


def check_machine(settings: Settings, here: Installation, config: Path | None) -> Iterator[Finding]:
    """Check what can be checked without the server."""
    if not os.access(here.data_dir, os.R_OK | os.X_OK) and here.data_dir.is_dir():
        yield failed(
            "data directory",
            f"this user may not read {here.data_dir}",
            "Run the doctor as the user that kds runs as.",
        )
        return
    if here.exists:
        yield _disk(here.data_dir)
        yield from _rights(here, settings, config)
    else:
        yield warning(
            "data directory",
            f"there is no installation in {here.data_dir}",
            "Name its data directory with --data-dir or KDS_DATA_DIR.",
        )
    yield from _answers("till", find_till, settings, "orders cannot be taken")
    yield from _answers("web server", find_web, settings, "screens stand still")
    if settings.web.host not in LOCAL_HOSTS and not _is_secure(settings):
        yield warning(
            "HTTPS",
            "PINs cross the network in clear, and screens may fall asleep",
            "Put the proxy of deploy/ in front, and set web.public_url to its https address.",
        )


def check_server_clock(client: redis.Redis) -> Finding:
    """Compare this machine's clock with the server's."""
    before = now()
    seconds, micros = client.time()
    after = now()
    server = datetime.fromtimestamp(seconds + micros / 1_000_000, tz=UTC)
    return _clock(
        "server clock", (server - before).total_seconds(), (server - after).total_seconds()
    )


def _clock(check: str, earliest_s: float, latest_s: float) -> Finding:
    """Judge by the least difference that the two measurements allow for."""
    if min(earliest_s, latest_s) <= 0 <= max(earliest_s, latest_s):
        return ok(check, "agrees with this machine's")
    off_s = min(abs(earliest_s), abs(latest_s))
    if off_s < OFF_S:
        return ok(check, f"{off_s:.1f} s from this machine's")
    text = f"it differs by {off_s:.0f} s from this machine's"
    return failed(check, text, SET_CLOCK) if off_s > FAR_OFF_S else warning(check, text, SET_CLOCK)


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    text = f"{free // MB} MB are free in {folder}"
    advice = "Make room: on a full disk the till takes no orders and the server stops."
    if free < TOO_LITTLE_BYTES:
        return failed("disk", text, advice)
    return warning("disk", text, advice) if free < LITTLE_BYTES else ok("disk", text)


def _rights(here: Installation, settings: Settings, config: Path | None) -> Iterator[Finding]:
    private = [here.data_dir, here.till_file, here.access_file, here.archive_file]
    secrets = here.data_dir / "secrets"
    private += [secrets, *secrets.glob("*")] if secrets.is_dir() else []
    owners = {here.data_dir.stat().st_uid, ROOT}
    open_to_others = [path for path in private if path.exists() and _is_open(path, owners)]
    if config is not None and _has_secrets(settings):
        # A settings file may belong to root and be read by the group that kds runs as.
        open_to_others += [config] if config.stat().st_mode & stat.S_IRWXO else []
    for path in open_to_others:
        yield failed(
            "access rights",
            f"{path} is open to other users of this machine, or theirs",
            f"Run `chmod go-rwx {path}` as the user that kds runs as, and renew what was in it.",
        )
    if not open_to_others:
        yield ok("access rights", "keys, orders and people are readable for this user alone")


def _has_secrets(settings: Settings) -> bool:
    keys = [settings.till.key, *(each.key for each in settings.systems.values())]
    keys += [each.webhook_secret for each in settings.systems.values()]
    return any(keys) or "@" in (settings.bus.url or "")


def _is_open(path: Path, owners: set[int]) -> bool:
    found = path.stat()
    return bool(found.st_mode & (stat.S_IRWXG | stat.S_IRWXO)) or found.st_uid not in owners


def _answers(
    check: str, find: Callable[[Settings], Address], settings: Settings, consequence: str
) -> Iterator[Finding]:
    try:
        address = find(settings)
        before = now()
        reply = ask(address, "GET", "/healthz", timeout_s=5.0)
    except KdsError as error:
        yield failed(check, f"{consequence}: {error}", "Start it with `kds up`, and read its log.")
        return
    if reply.status != 200:
        yield failed(
            check,
            f"{consequence}: {address.url} says {reply.status}",
            "Read its log for the cause.",
        )
        return
    yield ok(check, f"{address.url} answers")
    if said := reply.headers.get("Date"):
        # The header knows whole seconds only.
        told = parsedate_to_datetime(said)
        earliest = (told - now()).total_seconds()
        yield _clock(f"{check} clock", earliest, (told - before).total_seconds() + 1)


def _is_secure(settings: Settings) -> bool:
    return (settings.web.public_url or "").startswith("https:")
