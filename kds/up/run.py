"""The course of `kds up`: check, take the data directory, start, tell, watch, end."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib import resources
from pathlib import Path

import redis

from kds import lifeline, logs
from kds.access import Access
from kds.bus.connect import connect
from kds.bus.embedded import EmbeddedServer
from kds.bus.keys import Keys
from kds.bus.schema import prepare
from kds.bus.users import KITCHEN, OPERATOR
from kds.clock import now
from kds.errors import KdsError, NotReachable
from kds.installation import Installation, RunInfo, local_url
from kds.settings.load import config_file, environment, load
from kds.settings.model import Settings
from kds.up.pages import pages
from kds.up.parts import TILL, WEB, WORKERS, embedded_server, python_parts, server_part
from kds.up.readiness import Readiness, beats_since, is_healthy
from kds.up.supervisor import Supervisor

OLDEST_REDIS = (7, 0, 5)
TILL_ABOVE_WEB = 10
"""With `--port N` the till listens at N + 10."""

PARTS_END_WITHIN_S = lifeline.GRACE_S + 3.0
"""How long parts may take to end after their supervisor was killed."""

Say = Callable[[str], None]


def run(
    *, demo: bool, config: Path | None, data_dir: Path | None, port: int | None, say: Say
) -> None:
    """Run a whole installation until SIGINT, SIGTERM or SIGHUP; `say` prints a line for people."""
    environ = environment()
    if data_dir is not None:
        environ["KDS_DATA_DIR"] = str(data_dir)
    if port is not None:
        environ |= {"KDS_WEB_PORT": str(port), "KDS_TILL_PORT": str(port + TILL_ABOVE_WEB)}
    with contextlib.ExitStack() as stack:
        file = config_file(config, environ)
        if file is None and demo:
            packaged = resources.as_file(resources.files("kds.up") / "demo.toml")
            file = stack.enter_context(packaged)
        settings = load(file, environ)
        here = Installation(settings.data_dir)
        here.prepare()
        logs.configure("up", settings.data_dir)
        stack.enter_context(_alone(here))
        _await_ports(settings, patience_s=PARTS_END_WITHIN_S if here.run_info() else 0)
        _Course(settings, here, environ, file, say).run(demo=demo)


class _Course:
    """One run of an installation."""

    def __init__(
        self,
        settings: Settings,
        here: Installation,
        environ: dict[str, str],
        config: Path | None,
        say: Say,
    ) -> None:
        self._settings = settings
        self._here = here
        self._environ = environ
        self._config = config
        self._say = say
        self._began = now()
        self._server: EmbeddedServer | None = None
        if settings.bus.url is None:
            self._server = embedded_server(settings, here, OPERATOR)
        self._supervisor = Supervisor(self._tell)

    def run(self, *, demo: bool) -> None:
        """Start everything, tell where it is, and keep it running until the end is asked for."""
        settings, supervisor = self._settings, self._supervisor
        self._say(f"kds starts; everything is kept in {self._here.data_dir}")
        with supervisor.listening():
            try:
                self._start_server()
                parts = python_parts(settings, self._environ, self._config, self._server, demo=demo)
                supervisor.add(parts)
                if supervisor.run(until=self._readiness().reached):
                    self._announce()
                    supervisor.run()
            finally:
                with contextlib.suppress(OSError):  # Nobody may be reading any more.
                    self._say("kds ends")
                supervisor.end()
                self._forget()

    def _start_server(self) -> None:
        if self._server is None:
            check_server(self._bus_url(KITCHEN), Keys(self._settings.site))
            return
        self._server.take()
        self._supervisor.add([server_part(self._server)])
        if self._supervisor.run(until=self._server.answers):
            client = connect(self._bus_url(KITCHEN))
            prepare(client, Keys(self._settings.site))
            client.close()

    def _readiness(self) -> Readiness:
        found = Readiness()
        keys = Keys(self._settings.site)
        for worker in WORKERS:
            url = self._bus_url(OPERATOR)
            found.expect(worker, partial(beats_since, url, keys, worker, self._began))
        for name, url in ((TILL, self._till_url()), (WEB, self._web_url())):
            found.expect(name, partial(is_healthy, url))
        return found

    def _bus_url(self, user: str) -> str:
        if self._server is None:
            return self._settings.bus.url or ""
        return self._here.bus_url(user, self._server.socket)

    def _web_url(self) -> str:
        return local_url(self._settings.web.host, self._settings.web.port)

    def _till_url(self) -> str:
        return local_url(self._settings.till.host, self._settings.till.port)

    def _tell(self, processes: dict[str, int]) -> None:
        self._here.write_run(
            RunInfo(
                pid=os.getpid(),
                started_at=self._began,
                web_url=self._web_url(),
                till_url=self._till_url(),
                bus_socket=str(self._server.socket) if self._server else None,
                config=str(self._config) if self._config else None,
                parts=processes,
            )
        )

    def _announce(self) -> None:
        for what, address in pages(self._settings):
            self._say(f"  {what:<20} {address}")
        if first_pin := _first_pin(self._here):
            self._say(f"  {'Manager PIN':<20} {first_pin}   (shown only now; write it down)")
        self._say("ready")

    def _forget(self) -> None:
        """Leave nothing that would say that this installation runs."""
        self._here.forget_run()
        folder = self._server.socket.parent if self._server else self._here.data_dir
        if folder != self._here.data_dir:
            shutil.rmtree(folder, ignore_errors=True)


def check_server(url: str, keys: Keys) -> None:
    """Check a server of one's own: it answers, is new enough, and holds nothing of a newer kds."""
    client = connect(url)
    try:
        info = client.info("server")
    except redis.exceptions.NoPermissionError:
        info = {}  # A user for kds alone need not see it; what is missing shows at the first use.
    except redis.exceptions.RedisError as error:
        raise NotReachable(
            f"The server of bus.url (KDS_REDIS_URL) does not answer: {error}. "
            "Start it or correct the address, then start again."
        ) from None
    version = str(info.get("redis_version", ""))
    numbers = tuple(int(n) for n in version.split(".") if n.isdigit())
    if numbers and "valkey_version" not in info and numbers < OLDEST_REDIS:
        raise KdsError(f"The server is Redis {version}. kds needs Redis 7.0.5 or newer, or Valkey.")
    prepare(client, keys)
    client.close()


@contextlib.contextmanager
def _alone(here: Installation) -> Iterator[None]:
    """Hold the data directory for this process; KdsError when another `kds up` has it."""
    lock = os.open(here.data_dir / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            info = here.run_info()
            which = f" (process {info.pid})" if info else ""
            raise KdsError(
                f"Another `kds up`{which} runs on {here.data_dir} already. "
                "End that one first, or choose another directory with --data-dir."
            ) from None
        yield
    finally:
        os.close(lock)


def _await_ports(settings: Settings, patience_s: float) -> None:
    """Check that the ports are free, or become so when parts of a killed `kds up` still end."""
    deadline = time.monotonic() + patience_s
    for what, host, port in (
        ("web", settings.web.host, settings.web.port),
        ("till", settings.till.host, settings.till.port),
    ):
        if port == 0:
            raise KdsError(f"{what}.port is 0. `kds up` needs a port that people can open.")
        while reason := _not_free(host, port):
            if time.monotonic() >= deadline:
                raise KdsError(
                    f"Port {port} on {host}, for {what}, cannot be used: {reason}. "
                    "End the program that has it, or choose another with --port."
                )
            time.sleep(0.1)


def _not_free(host: str, port: int) -> str | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.strerror or str(error)
    return None


def _first_pin(here: Installation) -> str | None:
    access = Access(here.access_file)
    try:
        return access.ensure_first_manager()
    finally:
        access.close()
