"""A whole installation for acceptance tests: `kds up` as a real process in its own directory."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import redis

from kds.bus.connect import connect
from kds.installation import Installation, RunInfo
from tests.ports import free_port

READY_WITHIN_S = 120
END_WITHIN_S = 30


class RunningInstallation:
    """`kds up` from start to end; use it in a `with`, or call start() and stop().

    `config` is the text of its kds.toml, `environ` what is set besides (`KDS_FAULT` for example).
    Starting again after stop() goes on with the same data directory and ports.
    """

    def __init__(
        self,
        *,
        config: str | None = None,
        environ: Mapping[str, str] | None = None,
        arguments: tuple[str, ...] = (),
        data_dir: Path | None = None,
    ) -> None:
        self._own_folder = tempfile.TemporaryDirectory(prefix="kds-up-")
        self.folder = Path(self._own_folder.name)
        self.data_dir = data_dir or self.folder / "kds-data"
        self.port = free_port(with_the_one_above=10)
        self.web_url = f"http://127.0.0.1:{self.port}"
        self.till_url = f"http://127.0.0.1:{self.port + 10}"
        self.manager_pin: str | None = None
        self.output: list[str] = []
        self._environ = without_kds(os.environ) | dict(environ or {})
        self._arguments = arguments
        self._process: subprocess.Popen[str] | None = None
        self._installation = Installation(self.data_dir)
        if config is not None:
            (self.folder / "kds.toml").write_text(config, "utf-8")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            sys.stderr.write(f"What kds up said:\n{self.log_text()}\n")
        self.remove()

    def start(self) -> None:
        """Start it and wait until it says that it is ready."""
        self.begin()
        assert self.wait_for_line("ready"), f"kds up ended before it was ready:\n{self.log_text()}"

    def begin(self) -> None:
        """Start it without waiting."""
        with (self.folder / "stderr.txt").open("a") as stderr:
            self._process = subprocess.Popen(
                [*self.command("up"), "--port", str(self.port), *self._arguments],
                cwd=self.folder,
                env=self._environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
            )

    def wait_for_line(self, wanted: str) -> bool:
        """Read what it prints until a line is `wanted`; False when it ends before."""
        process = self.process
        assert process.stdout is not None
        guard = threading.Timer(READY_WITHIN_S, process.kill)
        guard.start()
        try:
            for line in process.stdout:
                self.output.append(line.rstrip("\n"))
                if found := re.search(r"Manager PIN\s+(\d+)", line):
                    self.manager_pin = found[1]
                if line.strip() == wanted:
                    return True
        finally:
            guard.cancel()
        return False

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """End it as Ctrl-C does, wait, and return the exit code."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """Wait until it has ended, and return the exit code."""
        out, _ = self.process.communicate(timeout=END_WITHIN_S)
        self.output += out.splitlines()
        return self.process.returncode

    def remove(self) -> None:
        """End it, whatever its state, and remove its files."""
        if self._process is not None and self._process.poll() is None:
            try:
                self.stop()
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        info = self._installation.run_info()
        for pid in info.parts.values() if info else ():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._own_folder.cleanup()

    def command(self, *arguments: str) -> list[str]:
        """Return a `kds` command line for this installation, to be run with `environ`."""
        return [sys.executable, "-m", "kds", *arguments, "--data-dir", str(self.data_dir)]

    def run(
        self, *arguments: str, stdin: str | None = None, within_s: float = READY_WITHIN_S
    ) -> subprocess.CompletedProcess[str]:
        """Run a `kds` command against this installation and return what came of it."""
        return subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            env=self._environ,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=within_s,
            check=False,
        )

    @property
    def process(self) -> subprocess.Popen[str]:
        """Return the supervisor's process."""
        assert self._process is not None, "it was not started"
        return self._process

    @property
    def environ(self) -> dict[str, str]:
        """Return the environment that it and its commands run in."""
        return dict(self._environ)

    @property
    def till_key(self) -> str:
        """Return the key that the till asks for."""
        return self._installation.secret("till.key")

    @property
    def operator_key(self) -> str:
        """Return the key by which commands come in at the web server."""
        return self._installation.secret("operator.key")

    @property
    def run_info(self) -> RunInfo:
        """Return what `kds up` tells others at this moment."""
        info = self._installation.run_info()
        assert info is not None, "nothing runs here"
        return info

    def part_pid(self, name: str) -> int:
        """Return the process id of `server`, `till`, `web`, or of a worker."""
        return self.run_info.parts[name]

    def kill(self, name: str) -> int:
        """Kill a part as a power cut would; return the process id that it had."""
        pid = self.part_pid(name)
        os.kill(pid, signal.SIGKILL)
        return pid

    def bus_url(self, user: str = "operator") -> str:
        """Return the embedded server's address for one of its users."""
        return self._installation.bus_url(user)

    def bus(self, user: str = "operator") -> redis.Redis:
        """Return a client of the embedded server."""
        return connect(self.bus_url(user))

    def log_text(self) -> str:
        """Return what it said so far, on both streams."""
        stderr = self.folder / "stderr.txt"
        return "\n".join([*self.output, stderr.read_text("utf-8") if stderr.exists() else ""])


def await_that(holds: Callable[[], bool], what: str, within_s: float = 60) -> None:
    """Wait until something holds that nobody announces; AssertionError when it never does."""
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, f"in {within_s} s it did not come about that {what}"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """Tell whether a process exists and is not merely waiting to be noticed as dead."""
    listed = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return bool(listed.stdout.strip()) and not listed.stdout.strip().startswith("Z")


def without_kds(environ: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without settings of another installation."""
    return {name: value for name, value in environ.items() if not name.startswith("KDS_")}
