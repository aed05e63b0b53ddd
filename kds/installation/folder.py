"""The data directory: what is where in it, and the secrets that it keeps."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import msgspec

from kds.errors import KdsError
from kds.installation.run import RunInfo

LAYOUT = 1
"""The version of the data directory's layout; one made by a newer kds is refused."""

MAX_SOCKET_BYTES = 100
"""A unix socket's path must stay under 104 bytes on macOS and 108 on Linux."""

OPERATOR_KEY = "operator.key"
TILL_KEY = "till.key"


class _Layout(msgspec.Struct, frozen=True):
    layout: int


class Installation:
    """One data directory; nothing is made before `prepare` or the first secret."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir.absolute()
        self.server_dir = self.data_dir / "server"
        self.till_file = self.data_dir / "till.sqlite"
        self.access_file = self.data_dir / "access.sqlite"
        self.archive_file = self.data_dir / "archive.sqlite"
        self.kitchen_file = self.data_dir / "kitchen.json"
        self._secrets = self.data_dir / "secrets"
        self._layout_file = self.data_dir / "layout.json"
        self._run_file = self.data_dir / "run.json"

    @property
    def exists(self) -> bool:
        """Tell whether an installation was ever made here."""
        return self._layout_file.exists()

    def prepare(self) -> None:
        """Make the directory for this user alone; KdsError when it cannot be, or is a newer one."""
        try:
            for folder in (self.data_dir, self._secrets, self.server_dir):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self.exists:
                self.data_dir.chmod(0o700)
                write_private(self._layout_file, msgspec.json.encode(_Layout(LAYOUT)))
            found = msgspec.json.decode(self._layout_file.read_bytes(), type=_Layout).layout
        except (OSError, msgspec.MsgspecError) as error:
            raise KdsError(
                f"The data directory {self.data_dir} cannot be used: {error}. "
                "Choose another with --data-dir, or make this one writable."
            ) from None
        if found > LAYOUT:
            raise KdsError(
                f"The data directory {self.data_dir} has layout {found}, this kds knows {LAYOUT}. "
                "Update kds on this machine; nothing was changed."
            )

    def secret(self, name: str, make: Callable[[], str] = secrets.token_urlsafe) -> str:
        """Return a secret of this installation, made at random when it is asked for first.

        Processes that ask at the same moment get the same one.
        """
        file = self.secret_file(name)
        if not file.exists():
            self.prepare()
            _write_once(file, make().encode())
        return file.read_text("ascii").strip()

    def secret_file(self, name: str) -> Path:
        """Return the file that holds a secret, or will."""
        return self._secrets / name

    def password(self, user: str) -> str:
        """Return the password of one user of the embedded server."""
        return self.secret(self.password_file(user).name)

    def password_file(self, user: str) -> Path:
        """Return the file that holds the password of one user of the embedded server."""
        return self.secret_file(f"bus-{user}.password")

    def write_run(self, info: RunInfo) -> None:
        """Tell others what runs here."""
        write_private(self._run_file, msgspec.json.encode(info))

    def run_info(self) -> RunInfo | None:
        """Return what `kds up` told last, which may have ended since; None if nothing."""
        try:
            return msgspec.json.decode(self._run_file.read_bytes(), type=RunInfo)
        except (OSError, msgspec.MsgspecError):
            return None

    def forget_run(self) -> None:
        """Tell others that nothing runs here any more."""
        self._run_file.unlink(missing_ok=True)

    def bus_socket(self) -> Path:
        """Return where the embedded server's socket is, or is to be: as short as it must be.

        When the data directory's path is too long, a private directory for temporary files holds
        the socket; the one used before is used again.
        """
        usual = self.data_dir / "bus.sock"
        if len(os.fsencode(usual)) <= MAX_SOCKET_BYTES:
            return usual
        info = self.run_info()
        if info and info.bus_socket and _is_private(Path(info.bus_socket).parent):
            return Path(info.bus_socket)
        return Path(tempfile.mkdtemp(prefix="kds-")) / "bus.sock"

    def bus_url(self, user: str, socket: Path | None = None) -> str:
        """Return the embedded server's address for one user, with the password: never log it."""
        if socket is None:
            info = self.run_info()
            if info is None or info.bus_socket is None:
                raise KdsError(
                    f"No server runs in {self.data_dir}. Start the installation with `kds up`, or "
                    "name the server with KDS_REDIS_URL."
                )
            socket = Path(info.bus_socket)
        return f"unix://{quote(user)}:{quote(self.password(user))}@{quote(str(socket))}"


def write_private(file: Path, content: bytes) -> None:
    """Put a file in place whole, readable for this user alone; a crash leaves the old one."""
    temporary = _write_temporary(file, content)
    temporary.replace(file)


def _write_once(file: Path, content: bytes) -> None:
    temporary = _write_temporary(file, content)
    try:
        os.link(temporary, file)
    except FileExistsError:
        pass  # Another process was faster; its secret holds.
    finally:
        temporary.unlink()


def _write_temporary(file: Path, content: bytes) -> Path:
    descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    return Path(name)


def _is_private(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    return found.st_uid == os.getuid() and found.st_mode & 0o7777 == 0o700
