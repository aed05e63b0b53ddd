"""Whatever is killed: no text comes twice, and each one came or is shown as failed or unknown."""

from __future__ import annotations

import contextlib
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from kds.bus.connect import connect
from kds.bus.jobs import enqueue_text
from kds.orders.text import ENDS, TextState
from tests.acceptance.installation import RunningInstallation, await_that
from tests.integration.text_site import TO, TextSite

ROUNDS = 6
CALLS = 5
SECRET = "hush-hush-42"


class SlowGateway(ThreadingHTTPServer):
    """Keeps each text as it comes, and answers after a while; `under_way` is set meanwhile."""

    daemon_threads = True

    def __init__(self, chance: random.Random) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.chance = chance
        self.received: list[str] = []
        self.under_way = threading.Event()


class _Talk(BaseHTTPRequestHandler):
    server: SlowGateway

    def do_POST(self) -> None:
        """Take a text."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert body["to"] == TO
        self.server.received.append(body["message"])
        self.server.under_way.set()
        time.sleep(self.server.chance.uniform(0.05, 0.4))
        self.server.under_way.clear()
        with contextlib.suppress(OSError):  # Whoever asked may be dead.
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextlib.contextmanager
def _serving(chance: random.Random) -> Iterator[SlowGateway]:
    gateway = SlowGateway(chance)
    thread = threading.Thread(target=gateway.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield gateway
    finally:
        gateway.shutdown()
        gateway.server_close()
        thread.join()


def _config(gateway: SlowGateway) -> str:
    address = f"json://anna:{SECRET}@127.0.0.1:{gateway.server_address[1]}/?:to={{to}}"
    return (
        f'[texts]\ngateway = ["{address}"]\ngive_up_s = 5.0\n'
        'quiet_from = "00:00:00"\nquiet_until = "00:00:00"\n'
    )


def _kill(kds: RunningInstallation, part: str) -> None:
    """Kill a part, and wait until another process has taken its place."""
    await_that(lambda: part in kds.run_info.parts, f"{part} is there")
    before = kds.kill(part)
    await_that(lambda: kds.run_info.parts.get(part) not in (None, before), f"{part} is back")


@pytest.mark.timeout(300)
def test_each_text_comes_at_most_once_while_its_worker_is_killed(tmp_path: Path) -> None:
    chance = random.Random(20261126)
    with _serving(chance) as gateway, RunningInstallation(config=_config(gateway)) as kds:
        # A client that asks again: its commands are done once, whatever is lost on the way.
        client = connect(kds.bus_url("kitchen"), retries=200)
        site = TextSite(client, "main", tmp_path)
        orders = []
        for number in range(ROUNDS):
            for call in range(CALLS):
                orders.append(f"A-{number}-{call}")
                text_id = site.called(orders[-1])
                if call % 2:  # The others are the sweep's to find.
                    enqueue_text(client, "main", orders[-1], text_id)
            if number % 2:
                time.sleep(chance.uniform(0, 0.6))
            else:
                assert gateway.under_way.wait(60)
            _kill(kds, "texts")
            if number == ROUNDS // 2:
                _kill(kds, "server")
            if number == ROUNDS - 2:
                _kill(kds, "sweep")
        await_that(lambda: not client.exists(site.keys.texts_owed), "every text has ended", 120)

        states = {order_id: site.text(order_id).state for order_id in orders}
        received = Counter(gateway.received)
        logs = "".join(each.read_text() for each in (kds.data_dir / "logs").glob("*"))
        assert kds.stop() == 0

    assert set(states.values()) <= ENDS
    assert set(received.values()) == {1}, "none came twice"
    sent = {f"Order {each} is ready" for each, state in states.items() if state is TextState.SENT}
    assert sent <= received.keys(), "what is shown as sent came"
    assert len(sent) > len(orders) / 2
    assert TextState.UNKNOWN in states.values(), "a worker was killed while it was sending"
    for secret in (SECRET, TO, TO.removeprefix("+"), "is ready"):
        assert secret not in logs
