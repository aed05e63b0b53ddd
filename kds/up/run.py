"""The course of `kds up`: check, take the data directory, start, tell, watch, end."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable
from functools import partial
from importlib import resources
from pathlib import Path

from kds import logs
from kds.access import Access
from kds.bus.connect import BUS_LOST, connect
from kds.bus.embedded import EmbeddedServer
from kds.bus.keys import Keys
from kds.bus.schema import prepare
from kds.bus.users import KITCHEN, OPERATOR
from kds.bus.worker_names import all_workers
from kds.clock import now
from kds.installation import Installation, RunInfo, local_url
from kds.settings.load import config_file, environment, load
from kds.settings.model import Settings
from kds.texting.gateway import check_urls
from kds.up.checks import PARTS_END_WITHIN_S, alone, await_ports, check_server
from kds.up.pages import pages, told_by
from kds.up.parts import TILL, WEB, embedded_server, python_parts, server_part
from kds.up.readiness import Readiness, beats_since, is_healthy
from kds.up.supervisor import Supervisor

TILL_ABOVE_WEB = 10
"""With `--port N` the till listens at N + 10."""

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
        check_urls(settings.texts.gateway)
        here = Installation(settings.data_dir)
        here.prepare()
        logs.configure("up", settings.data_dir)
        stack.enter_context(alone(here))
        await_ports(settings, patience_s=PARTS_END_WITHIN_S if here.run_info() else 0)
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
        self._say(f"kds starts {told_by(self._config, self._here.data_dir)}")
        self._say(f"Everything is kept in {self._here.data_dir}")
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
            # Should the server die this moment, each part prepares it again.
            with contextlib.suppress(*BUS_LOST), connect(self._bus_url(KITCHEN)) as client:
                prepare(client, Keys(self._settings.site))

    def _readiness(self) -> Readiness:
        found = Readiness()
        keys = Keys(self._settings.site)
        for worker in all_workers(self._settings.printers):
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


def _first_pin(here: Installation) -> str | None:
    access = Access(here.access_file)
    try:
        return access.ensure_first_manager()
    finally:
        access.close()
