"""A real till process for tests, and someone who speaks HTTP to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import msgspec

from kds.access import Access, Role
from kds.bus import schema
from kds.bus.connect import connect
from kds.bus.envelope import ORDER_RESENT, ORDER_RESTORED, ORDER_SUBMITTED
from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore
from kds.bus.till_streams import TillStreams
from kds.kitchen.kitchen import Kitchen
from kds.settings.load import load
from kds.workers.route import Router
from tests.ports import free_port

TOML = """
site = "{site}"
time_zone = "Europe/Helsinki"
[stations.grill]
name = "Grill"
[till]
publish_within_s = {within_s}
"""
KEY = "a-key-for-this-test-only"
SUBMITTED, RESENT, RESTORED = ORDER_SUBMITTED, ORDER_RESENT, ORDER_RESTORED


class Answer(NamedTuple):
    """What the till answered."""

    status: int
    body: Any
    headers: dict[str, str]


class TillProcess:
    """`python -m kds.till` on a free port, with a data directory of its own."""

    def __init__(
        self, folder: Path, url: str, site: str, within_s: float = 10.0, more: str = ""
    ) -> None:
        (folder / "kds.toml").write_text(TOML.format(site=site, within_s=within_s) + more)
        self.data_dir = folder / "data"
        self.port = free_port()
        self.environ = {
            **os.environ,
            "KDS_CONFIG": str(folder / "kds.toml"),
            "KDS_DATA_DIR": str(self.data_dir),
            "KDS_REDIS_URL": url,
            "KDS_TILL_PORT": str(self.port),
            "KDS_TILL_KEY": KEY,
        }
        self.settings = load(None, self.environ)
        self.keys = Keys(site)
        self.url = url
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, **environ: str) -> None:
        """Start it and wait until it answers."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kds.till"], env=self.environ | environ
        )
        self.await_that(self._answers)

    def stop(self) -> int:
        """End it as a supervisor does and return its exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(30)

    def await_death(self) -> int:
        """Wait until it has died and return its exit code."""
        assert self.process is not None
        return self.process.wait(30)

    def await_that(self, holds: Callable[[], Any], patience_s: float = 60) -> Any:
        """Wait until something holds and return it; fail when patience or the till ends."""
        until = time.monotonic() + patience_s
        while not (found := holds()):
            assert self.process is not None
            assert self.process.poll() is None, "the till ended"
            assert time.monotonic() < until, "it never came to hold"
            time.sleep(0.02)
        return found

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str | None = KEY,
        **headers: str,
    ) -> Answer:
        """Ask the till something; `body` is bytes, or anything that JSON can say."""
        raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if key is not None:
            named["Authorization"] = f"Bearer {key}"
        request = urllib.request.Request(self.address + path, raw, named, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return Answer(answer.status, _json(answer.read()), dict(answer.headers))
        except urllib.error.HTTPError as error:
            return Answer(error.code, _json(error.read()), dict(error.headers))

    def post(self, order: Any, **headers: str) -> Answer:
        """Place an order."""
        return self.ask("POST", "/orders", order, **headers)

    def place(self, count: int) -> list[str]:
        """Place orders that differ only in their note, and return their ids."""
        placed = [self.post(burger(note=f"no. {i}")) for i in range(count)]
        assert [each.status for each in placed] == [201] * count
        return [each.body["order_id"] for each in placed]

    def where(self, order_id: str) -> dict[str, Any]:
        """Return an order's whereabouts."""
        answer = self.ask("GET", f"/orders/{order_id}")
        assert answer.status == 200, answer.body
        found: dict[str, Any] = answer.body["whereabouts"]
        return found

    def unsent(self) -> int:
        """Return how many orders wait for the bus."""
        return int(self.ask("GET", "/healthz", key=None).body["unsent"])

    def await_all_sent(self) -> None:
        """Wait until nothing waits for the bus."""
        self.await_that(lambda: self.unsent() == 0)

    def on_the_bus(self) -> list[tuple[str, str]]:
        """Return (type, order id) of everything in the till's stream."""
        return [(said["type"], said["data"]["order"]["order_id"]) for said in self.said()]

    def said(self) -> list[dict[str, Any]]:
        """Return every event in the till's stream."""
        with connect(self.url, retries=50) as client:
            entries: Any = client.xrange(self.keys.orders("A"))
        return [json.loads(fields[b"event"]) for _, fields in entries]

    def add_cashier(self, name: str, pin: str) -> None:
        """Let somebody sign in."""
        Access(self.data_dir / "access.sqlite").add_person(name, Role.CASHIER, pin)

    def _answers(self) -> bool:
        try:
            return self.ask("GET", "/healthz", key=None).status == 200
        except OSError:
            return False


class KitchenHere:
    """The kitchen of a test: the real router and store, stepped by hand."""

    def __init__(self, till: TillProcess) -> None:
        self.client = connect(till.url, retries=50)
        self.epoch = schema.prepare(self.client, till.keys)
        site = till.settings.site
        self.store = OrderStore(self.client, till.keys, site)
        self.kitchen = Kitchen(self.store, till.settings.policy())
        streams = TillStreams(self.client, till.keys, site, ["A"], consumer="route")
        self._router = Router(site, self.kitchen, streams)
        self._router.start()

    def route(self) -> None:
        """Route what the till has put on the bus by now."""
        self._router.step()


def burger(**fields: Any) -> dict[str, Any]:
    """Return an order as POS software sends it."""
    return {"service": "takeaway", "lines": [{"product": "Burger", "quantity": 1}], **fields}


def new_key() -> str:
    """Return an Idempotency-Key that was never used."""
    return uuid4().hex


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return msgspec.Raw(raw)
