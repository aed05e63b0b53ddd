"""The embedded server: durable, closed to strangers, and never two on one directory."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis.exceptions import AuthenticationError, NoPermissionError

from kds.bus.connect import connect
from kds.bus.embedded import EmbeddedServer
from kds.bus.keys import Keys
from kds.bus.schema import prepare
from kds.bus.users import acl_lines, user_names
from kds.errors import KdsError
from kds.installation import Installation
from kds.up.checks import check_server

SITE = "main"
KEYS = Keys(SITE)


class Running:
    """A directory with a server in it."""

    def __init__(self, data_dir: Path) -> None:
        self.here = Installation(data_dir)
        self.here.prepare()
        self.socket = self.here.bus_socket()
        self.processes: list[subprocess.Popen[bytes]] = []

    def make(self) -> EmbeddedServer:
        """Return the server of this directory, as a new supervisor would make it."""
        passwords = {user: self.here.password(user) for user in user_names(["A"])}
        return EmbeddedServer(
            self.here.server_dir,
            self.socket,
            acl_lines(SITE, ["A"], passwords),
            self.here.bus_url("operator", self.socket),
            self.here.data_dir / "logs" / "server.log",
        )

    def start(self, server: EmbeddedServer) -> subprocess.Popen[bytes]:
        """Start a taken server and wait until it answers."""
        process = server.start()
        self.processes.append(process)
        client = connect(self.here.bus_url("operator", self.socket), retries=200)
        client.ping()
        client.close()
        assert server.answers()
        return process

    def url(self, user: str) -> str:
        """Return the address for one user."""
        return self.here.bus_url(user, self.socket)


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[Callable[[str], Running]]:
    """Make directories with servers, and end these after the test."""
    made: list[Running] = []

    def make(name: str) -> Running:
        made.append(Running(tmp_path / name))
        return made[-1]

    yield make
    for running in made:
        for process in running.processes:
            process.kill()
            process.wait()
        if running.socket.parent != running.here.data_dir:
            shutil.rmtree(running.socket.parent)


@pytest.mark.parametrize("name", ["plain", 'sp ace"quote', "öäå %2F?x", "x" * 120])
def test_a_server_runs_in_any_directory(directory: Callable[[str], Running], name: str) -> None:
    running = directory(name)
    server = running.make()
    server.take()
    running.start(server)
    assert len(os.fsencode(running.socket)) < 104
    with connect(running.url("operator")) as client:
        told = client.config_get("append*") | client.config_get("maxmemory-policy")
        assert told["appendonly"] == "yes"
        assert told["appendfsync"] == "always"
        assert told["maxmemory-policy"] == "noeviction"
        assert client.config_get("port")["port"] == "0"


def test_only_its_users_come_in(directory: Callable[[str], Running]) -> None:
    running = directory("plain")
    server = running.make()
    server.take()
    running.start(server)
    for url in (f"unix://{running.socket}", f"unix://kitchen:wrong@{running.socket}"):
        with connect(url) as stranger, pytest.raises(AuthenticationError):
            stranger.set("x", "y")
    with connect(running.url("kitchen")) as kitchen, connect(running.url("till-A")) as till:
        prepare(kitchen, KEYS)
        assert till.get(KEYS.epoch) == kitchen.get(KEYS.epoch)
        with pytest.raises(NoPermissionError):
            till.set(KEYS.epoch, "mine")


def test_what_was_answered_survives_a_kill(directory: Callable[[str], Running]) -> None:
    running = directory("plain")
    server = running.make()
    server.take()
    process = running.start(server)
    with connect(running.url("kitchen")) as client:
        epoch = prepare(client, KEYS)
        for number in range(50):
            client.rpush(KEYS.history("A1"), number)
        process.kill()
        process.wait()
        running.start(server)
        assert client.llen(KEYS.history("A1")) == 50
        assert prepare(client, KEYS) == epoch


TAKER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from test_embedded import Running
running = Running(Path(sys.argv[2]))
server = running.make()
server.take()
print(running.start(server).pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("stopped", [False, True], ids=["leftover", "hanging leftover"])
def test_a_leftover_of_a_killed_supervisor_is_ended_first(
    directory: Callable[[str], Running], monkeypatch: pytest.MonkeyPatch, stopped: bool
) -> None:
    running = directory("plain")
    monkeypatch.setattr("kds.bus.embedded.END_WITHIN_S", 3.0)
    supervisor = subprocess.Popen(
        [sys.executable, "-c", TAKER, str(Path(__file__).parent), str(running.here.data_dir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert supervisor.stdout is not None
    leftover = int(supervisor.stdout.readline())
    with connect(running.url("kitchen")) as client:
        client.rpush(KEYS.history("A1"), "kept")
    supervisor.kill()
    supervisor.communicate()
    if stopped:
        os.kill(leftover, signal.SIGSTOP)
    server = running.make()
    server.take()
    process = running.start(server)
    assert process.pid != leftover
    with connect(running.url("operator")) as client:
        assert client.info("server")["process_id"] == process.pid
        assert client.llen(KEYS.history("A1")) == 1


def test_a_server_of_a_newer_kds_is_refused(directory: Callable[[str], Running]) -> None:
    running = directory("plain")
    server = running.make()
    server.take()
    running.start(server)
    with connect(running.url("kitchen")) as client:
        client.set(KEYS.schema, 99)
    with pytest.raises(KdsError, match="schema 99"):
        check_server(running.url("kitchen"), KEYS)


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(KdsError, match="does not answer"):
        check_server(f"unix://{tmp_path}/none", KEYS)


def test_a_directory_of_a_newer_kds_is_refused(tmp_path: Path) -> None:
    here = Installation(tmp_path / "data")
    here.prepare()
    (tmp_path / "data" / "layout.json").write_text('{"layout": 99}')
    with pytest.raises(KdsError, match="layout 99"):
        here.prepare()


def test_processes_that_ask_together_get_the_same_secret(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from kds.installation import Installation;"
        "print(Installation(Path(sys.argv[1])).secret('x.key'))"
    )
    asking = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path / "data")], stdout=subprocess.PIPE
        )
        for _ in range(4)
    ]
    answers = {process.communicate()[0] for process in asking}
    assert len(answers) == 1
    assert len(answers.pop().strip()) >= 32
