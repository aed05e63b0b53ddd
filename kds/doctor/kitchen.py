"""Checks of what goes on: workers, streams, tills, displays, and orders that nobody sees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
import redis

from kds import __version__
from kds.bus import presence, printer_states, till_beats
from kds.bus.keys import Keys
from kds.bus.till_streams import GROUP
from kds.bus.worker_names import all_workers, printer_worker
from kds.doctor.finding import Finding, failed, ok, warning
from kds.orders.record import APPROVALS, PASS
from kds.orders.ticket import OFFICE, READY_BOARD, TICKETS
from kds.settings.model import Settings
from kds.workers.loop import WorkerBeat
from kds.workers.watch_printers import stations_that_print

ALIVE_WITHIN_S = 15.0
"""A worker beats every 5 s; one that has missed this much is dead or stuck."""

ROUTED_WITHIN_S = 15.0


def check_kitchen(
    client: redis.Redis, keys: Keys, settings: Settings, at: datetime
) -> Iterator[Finding]:
    """Check what the parts have told the server; `at` is the server's time."""
    yield from _workers(client, keys, settings, at)
    yield from _streams(client, keys, settings, at)
    yield from _tills(client, keys, settings, at)
    yield from _displays(client, keys, settings, at)
    yield from _lost_stations(client, keys, settings)
    yield from _orders(client, keys)


def _workers(
    client: redis.Redis, keys: Keys, settings: Settings, at: datetime
) -> Iterator[Finding]:
    raw: Any = client.hgetall(keys.workers)
    beats = {
        name.decode(): msgspec.json.decode(beat, type=WorkerBeat) for name, beat in raw.items()
    }
    for name in all_workers(settings.printers):
        check, beat = f"worker {name}", beats.get(name)
        command = name.replace(printer_worker(""), "printer ", 1)
        advice = f"Start it with `kds up` or `kds worker {command}`, and read its log."
        if beat is None:
            yield failed(check, "it was never heard of", advice)
        elif (silent_s := (at - beat.at).total_seconds()) > ALIVE_WITHIN_S:
            yield failed(check, f"it is silent for {silent_s:.0f} s", advice)
        elif beat.version != __version__:
            yield warning(
                check,
                f"it runs kds {beat.version}, this is kds {__version__}",
                "Update all machines to the same version and restart the parts.",
            )
        else:
            yield ok(check, "alive")


def _streams(
    client: redis.Redis, keys: Keys, settings: Settings, at: datetime
) -> Iterator[Finding]:
    for till in settings.all_tills:
        check, stream = f"orders of till {till}", keys.orders(till)
        group = _route_group(client, stream)
        if group is None:
            yield warning(
                check,
                "nobody has begun to read them",
                "Start the route worker; what waits in the stream is read then.",
            )
            continue
        waiting_s = _oldest_unfinished_s(client, stream, group, at)
        if waiting_s is None:
            yield ok(check, "all are routed")
        elif waiting_s > ROUTED_WITHIN_S:
            yield failed(
                check,
                f"the oldest that is not routed waits for {waiting_s:.0f} s",
                "Look whether the route worker runs, and what its log says.",
            )
        else:
            yield ok(check, f"the newest are on their way ({waiting_s:.1f} s)")


def _route_group(client: redis.Redis, stream: str) -> dict[str, Any] | None:
    groups: Any = client.xinfo_groups(stream) if client.exists(stream) else []
    return next((group for group in groups if group["name"].decode() == GROUP), None)


def _oldest_unfinished_s(
    client: redis.Redis, stream: str, group: dict[str, Any], at: datetime
) -> float | None:
    """Return the age in seconds of the oldest entry that is pending or was never read."""
    pending: Any = client.xpending(stream, GROUP)
    after = f"({group['last-delivered-id'].decode()}"
    unread: Any = client.xrange(stream, min=after, count=1)
    ids = [pending["min"]] if pending["min"] else []
    ids += [entry_id for entry_id, _ in unread]
    if not ids:
        return None
    oldest = min(int(entry_id.decode().partition("-")[0]) for entry_id in ids)
    return max(0.0, (at - datetime.fromtimestamp(oldest / 1000, tz=UTC)).total_seconds())


def _tills(client: redis.Redis, keys: Keys, settings: Settings, at: datetime) -> Iterator[Finding]:
    beats = till_beats.read(client, keys, settings.all_tills)
    for letter, till in settings.all_tills.items():
        check, beat = f"till {letter}", beats.get(letter)
        if till.send_only:
            yield ok(check, "send-only, so it has no heartbeat")
        elif beat is None:
            yield warning(
                check,
                "it was never heard of",
                "Start it, or take it out of kds.toml; send-only tills are marked there.",
            )
        elif beat.is_silent(at):
            silent_s = (at - beat.at).total_seconds()
            yield failed(
                check,
                f"it is silent for {silent_s:.0f} s",
                "Look whether it runs and reaches the server. It keeps the orders that it takes.",
            )
        elif beat.unsent and _is_long_ago(beat.oldest_unsent_at, at):
            yield failed(
                check,
                f"it holds {beat.unsent} order(s) that it could not send",
                "Open the till's page: it tells the cause.",
            )
        else:
            yield ok(check, "heard of just now")


def _displays(
    client: redis.Redis, keys: Keys, settings: Settings, at: datetime
) -> Iterator[Finding]:
    there = presence.read(client, keys, at)
    reachable = settings.policy().routing.reachable()
    states = printer_states.read(client, keys)
    printing = stations_that_print(settings.printers, states, at)
    for board in settings.boards:
        check = f"display {board}"
        owing = int(client.scard(keys.board(board)))
        if there.is_live(board):
            yield ok(check, "a screen shows it")
        elif board == READY_BOARD:
            yield ok(check, "no screen: customers are called otherwise")
        elif board not in (PASS, APPROVALS) and there.is_covered(board):
            yield ok(check, "the pass shows it, for it has no screen of its own")
        elif board in printing:
            yield ok(check, "no screen: its tickets are printed")
        elif owing and board != PASS:
            yield failed(
                check,
                f"no screen shows it, and {owing} order(s) wait there",
                f"Open /display/{board} on a screen, or let another display show it (back office).",
            )
        elif owing and PASS in there.paired:
            yield warning(
                check,
                f"its screen is gone, and {owing} order(s) are to be shown there",
                f"Open /display/{board} on a screen, or let another display show it (back office).",
            )
        elif board in reachable or (board == APPROVALS and _asks_approval(settings)):
            yield warning(
                check,
                "no screen shows it, so the next order for it will not be seen",
                f"Open /display/{board} on a screen, or let another display show it (back office).",
            )
        else:
            yield ok(check, "no screen, and nothing waits there")


def _asks_approval(settings: Settings) -> bool:
    """Tell whether orders of the till or of a system need an approval if they do not say."""
    systems = settings.systems.values()
    return settings.till.needs_approval or any(each.needs_approval for each in systems)


def _lost_stations(client: redis.Redis, keys: Keys, settings: Settings) -> Iterator[Finding]:
    """Find stations that owe food and are not in the settings, so that no screen can be for them.

    A station that was renamed or removed, or an installation that was started with another file.
    """
    begin = keys.board("")
    for raw in client.scan_iter(match=f"{begin}*", count=1000):
        station = raw.decode().removeprefix(begin)
        if station in (*settings.boards, OFFICE, TICKETS):
            continue
        yield failed(
            f"station {station}",
            f"{int(client.scard(raw))} open order(s) have parts there, and the settings have no "
            "such station",
            f"Put [stations.{station}] back into the settings file, or start with the right file "
            "(`kds up` says which it goes by); or settle these orders in the back office.",
        )


def _orders(client: redis.Redis, keys: Keys) -> Iterator[Finding]:
    not_sent = int(client.zcard(keys.not_sent))
    if not_sent:
        yield failed(
            "not sent",
            f"{not_sent} order(s) are not sent to the kitchen",
            "`kds orders --status NOT_SENT_TO_KITCHEN` lists them with the causes; "
            "`kds resend --all` sends them again.",
        )
    else:
        yield ok("not sent", "every order is on its screens or on the way")
    set_aside = int(client.hlen(keys.set_aside))
    if set_aside:
        yield warning(
            "set aside",
            f"{set_aside} message(s) of tills could not be accepted",
            "See them in the back office; whoever wrote them was told the reason.",
        )


def _is_long_ago(since: datetime | None, at: datetime) -> bool:
    return since is not None and (at - since).total_seconds() > till_beats.SILENT_AFTER_S
