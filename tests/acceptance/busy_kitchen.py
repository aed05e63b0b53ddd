"""A whole installation at work, and the one question after each fault: does everything agree?"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import sqlite3
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, Self

from kds.bus.connect import connect
from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore
from kds.bus.till_streams import GROUP
from kds.orders.events import Change
from kds.orders.part import DeliveryState, owed
from kds.orders.record import PASS, OrderRecord
from tests.acceptance.display import Display, Shown, snapshot
from tests.acceptance.installation import RunningInstallation, await_that
from tests.acceptance.point_of_sale import PointOfSale
from tests.acceptance.restaurant import TWO_STATIONS

APPLIED = "kds.order.applied.v1"
TAKEN_BACK = "kds.order.taken-back.v1"
COMING = (APPLIED, TAKEN_BACK)
CONFIRMED = "kds.delivery.confirmed.v1"
SCREENS = ("grill", "grill", "fryer", PASS)
AGREE_WITHIN_S = 120.0
NEVER_S = 3600
"""A deadline that does not pass: what is not confirmed then is not healed by sending it again."""


class BusyKitchen:
    """`kds up` with two stations, four displays and POS software; use it in a `with`."""

    def __init__(
        self,
        kds: RunningInstallation,
        *,
        screens: Sequence[str] = SCREENS,
        bus_url: str | None = None,
    ) -> None:
        """Take the installation; `bus_url` names its server if that is not the embedded one."""
        self.kds = kds
        self._bus_url = bus_url
        self.keys = Keys("main")
        self.displays: list[Display] = []
        self._screens = screens
        self._open = contextlib.ExitStack()

    def __enter__(self) -> Self:
        for number, board in enumerate(self._screens):
            token = pair(self.kds, board, f"{board} {number}")
            display = Display(self.kds.web_url, token, board)
            self.displays.append(self._open.enter_context(display))
        bus = connect(self._bus_url or self.kds.bus_url("kitchen"), retries=50)
        self.bus = self._open.enter_context(contextlib.closing(bus))
        self.pos = PointOfSale(self.kds.till_url, self.kds.till_key)
        await_that(lambda: all(each.epochs for each in self.displays), "all displays show boards")
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def pid(self, part: str) -> int | None:
        """Return the process id of a part, or None while it is down."""
        return self.kds.run_info.parts.get(part)

    def kill(self, part: str) -> None:
        """Kill a part, once it is there, and wait until another process has taken its place."""
        await_that(lambda: self.pid(part) is not None, f"{part} is there")
        before = self.kds.kill(part)
        await_that(lambda: self.pid(part) not in (None, before), f"{part} is started again")

    @contextlib.contextmanager
    def paused(self, part: str) -> Iterator[int]:
        """Let a part stand still while inside."""
        pid = self.kds.part_pid(part)
        os.kill(pid, signal.SIGSTOP)
        try:
            yield pid
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

    def till_misses_the_bus(self) -> bool:
        """Tell whether the till says that it cannot reach the bus."""
        request = urllib.request.Request(
            f"{self.kds.till_url}/orders?limit=1",
            headers={"Authorization": f"Bearer {self.kds.till_key}"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)["bus"]["lost_since"] is not None

    def at_the_till(self) -> dict[str, int]:
        """Return every order on the till's disk, and which version of the record it heard last."""
        with contextlib.closing(sqlite3.connect(self.kds.data_dir / "till.sqlite")) as db:
            return dict(db.execute("SELECT order_id, version FROM orders").fetchall())

    def records(self) -> dict[str, OrderRecord]:
        """Return every record of the kitchen, found by its keys alone."""
        prefix = self.keys.order("")
        found = [key.decode() for key in self.bus.scan_iter(f"{prefix}*", count=1000)]
        store = OrderStore(self.bus, self.keys, "main")
        return {
            each.order_id: each for each in store.records(k.removeprefix(prefix) for k in found)
        }

    def history(self, order_id: str) -> list[Change]:
        """Return the history of one order."""
        return OrderStore(self.bus, self.keys, "main").history(order_id)

    def sent_to_the_kitchen(self) -> list[str]:
        """Return the order id of each entry in the till's stream, in sequence, doubles too."""
        entries: Any = self.bus.xrange(self.keys.orders("A"))
        return [json.loads(fields[b"event"])["subject"] for _, fields in entries]

    def await_agreement(self, *, restored: Collection[str] = ()) -> None:
        """Wait until nothing is under way and till, kitchen and displays say the same.

        Each order came into the kitchen once and onto each of its displays once; those in
        `restored` came back once besides. AssertionError names what disagrees.
        """
        until = time.monotonic() + AGREE_WITHIN_S
        checks: list[Callable[[], Any]] = [
            self._under_way,
            self._till_and_kitchen,
            lambda: self._histories(restored),
            lambda: self._boards(restored),
        ]
        while found := next((said for check in checks if (said := check())), None):
            assert time.monotonic() < until, found
            time.sleep(0.2)

    def _under_way(self) -> Any:
        """Return what has not come to its end yet; after it nothing more will happen."""
        with contextlib.closing(sqlite3.connect(self.kds.data_dir / "till.sqlite")) as db:
            unsent = db.execute("SELECT count(*) FROM outbox WHERE published_ms IS NULL").fetchone()
        stream = self.keys.orders("A")
        groups: Any = self.bus.xinfo_groups(stream) if self.bus.exists(stream) else []
        group = next((each for each in groups if each["name"].decode() == GROUP), None)
        if group is None:
            return "an emptied server, whose till stream nobody reads yet"
        waiting = {
            "unsent at the till": unsent[0],
            "not acknowledged": group["pending"],
            "not read": group["lag"],
            "in flight": self.bus.zcard(self.keys.deadlines),
            "not sent": self.bus.zcard(self.keys.not_sent),
            "set aside": self.bus.hlen(self.keys.set_aside),
        }
        return {what: count for what, count in waiting.items() if count}

    def _till_and_kitchen(self) -> Any:
        accepted = set(self.pos.accepted.values())
        assert len(accepted) == len(self.pos.accepted), "two orders were given one id"
        till, kitchen = self.at_the_till(), self.records()
        if till.keys() != accepted:
            return "accepted, but not on the till's disk, or the other way", till.keys() ^ accepted
        if kitchen.keys() != accepted:
            return "accepted and not in the kitchen, or the other way", kitchen.keys() ^ accepted
        notes = Counter(record.order.note for record in kitchen.values())
        if notes != Counter(self.pos.accepted.keys()):
            return "what was ordered is not what is cooked", notes
        numbers = Counter(record.order.number for record in kitchen.values())
        assert max(numbers.values(), default=1) == 1, f"two orders have one number: {numbers}"
        behind = {o: v for o, v in till.items() if v != kitchen[o].version}
        return ("the till has not heard the last of", behind) if behind else None

    def _histories(self, restored: Collection[str]) -> Any:
        wrong = {}
        for order_id, record in self.records().items():
            history = self.history(order_id)
            came_by = [TAKEN_BACK if order_id in restored else APPLIED]
            versions = [change.version for change in history]
            confirmed = [s for c in history if c.type == CONFIRMED for s in c.stations]
            unconfirmed = [
                part.station
                for part in record.parts.values()
                if part.delivery.state is not DeliveryState.CONFIRMED
            ]
            if (
                unconfirmed
                or len(confirmed) != len(set(confirmed))
                or [change.type for change in history if change.type in COMING] != came_by
                or versions != list(range(versions[0], record.version + 1))
            ):
                wrong[order_id] = [(c.version, c.type, c.stations) for c in history]
        return ("histories are wrong", wrong) if wrong else None

    def _boards(self, restored: Collection[str]) -> Any:
        records = self.records()
        for display in self.displays:
            fresh = snapshot(self.kds.web_url, display.token, display.name)
            wanted = {
                order_id
                for order_id, record in records.items()
                if any(owed(p) and display.name in (PASS, p.station) for p in record.parts.values())
            }
            if [order_id for _, order_id, _ in fresh] != sorted(wanted):
                return f"the server's board {display.name} is wrong", fresh, wanted
            if display.board() != fresh:
                return f"a display of {display.name} differs", difference(display.board(), fresh)
            shown = Counter(ticket["note"] for ticket in display.tickets())
            doubled = {o: n for o, n in display.appeared.items() if n > 1 + (o in restored)}
            assert not doubled, f"shown too often on a display of {display.name}: {doubled}"
            assert max(shown.values(), default=1) == 1, f"two tickets for one order: {shown}"
        return None


def difference(one: Shown, other: Shown) -> tuple[Shown, Shown]:
    """Return what only the one has, and what only the other has."""
    return sorted(set(one) - set(other)), sorted(set(other) - set(one))


def running(
    *, fault: str | None = None, deadline_s: float = NEVER_S, **environ: str
) -> RunningInstallation:
    """Return an installation with two stations; `fault` arms a point of kds.faults."""
    if fault:
        environ["KDS_FAULT"] = fault
    return RunningInstallation(config=TWO_STATIONS.format(deadline_s=deadline_s), environ=environ)


def pair(kds: RunningInstallation, board: str, name: str) -> str:
    """Pair a display as a browser and a manager do, and return its token."""
    begun, _ = _post(kds, "/pair/begin", {"board": board})
    asked = {"code": begun["code"], "name": name, "board": board}
    _post(kds, "/api/v1/displays/approve", asked)
    _, cookies = _post(kds, "/pair/claim", {"secret": begun["secret"]})
    found = re.search(rf"kds_display_{board}=([^;]+)", cookies)
    assert found, cookies
    return found[1]


def _post(kds: RunningInstallation, path: str, body: dict[str, Any]) -> tuple[Any, str]:
    request = urllib.request.Request(
        kds.web_url + path,
        data=json.dumps(body).encode(),
        headers={
            "Authorization": f"Bearer {kds.operator_key}",
            "Content-Type": "application/json",
            "Origin": kds.web_url,
        },
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer), "\n".join(answer.headers.get_all("Set-Cookie") or [])
