"""Makes an installation from a backup: checked whole before anything is in its place."""

from __future__ import annotations

import hashlib
import shutil
import tarfile
import tempfile
import time
import zlib
from pathlib import Path

import msgspec

from kds.backup.manifest import MANIFEST, SERVER, FileSum, Manifest
from kds.bus.connect import connect
from kds.bus.embedded import EmbeddedServer
from kds.bus.keys import Keys
from kds.bus.schema import begin_anew, prepare
from kds.bus.users import KITCHEN, OPERATOR, acl_lines, user_names
from kds.errors import KdsError
from kds.installation import Installation

MAX_MANIFEST_BYTES = 1024 * 1024
LOAD_WITHIN_S = 600.0
_CHUNK = 1 << 20


def restore(file: Path, data_dir: Path) -> Manifest:
    """Make the installation of a backup in `data_dir`, which must be empty or not there.

    Its settings are in it too, as kds.toml, and hold at its start unless others are named.

    Its server begins a new life: every till, also one that is ahead of the backup, then sends it
    all it keeps, and every screen takes a new snapshot. Raises KdsError, and leaves nothing.
    """
    target = data_dir.absolute()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise KdsError(f"{target} is not empty. Nothing was restored: name a new directory.")
    target.parent.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        manifest = _unpack(file, stage)
        if manifest.has_server:
            _begin_new_life(stage, manifest.site)
        stage.rename(target)
    except (OSError, EOFError, zlib.error, tarfile.TarError, msgspec.MsgspecError) as error:
        raise KdsError(f"{file} cannot be restored: {error}. Nothing was changed.") from None
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return manifest


def _unpack(file: Path, stage: Path) -> Manifest:
    with tarfile.open(file, "r:gz") as archive:
        first = archive.next()
        if first is None or first.name != MANIFEST or first.size > MAX_MANIFEST_BYTES:
            raise KdsError(f"{file} is not a backup of kds. Nothing was changed.")
        content = archive.extractfile(first)
        manifest = msgspec.json.decode(content.read() if content else b"", type=Manifest)
        manifest.check()
        left = dict(manifest.files)
        for entry in archive:
            wanted = left.pop(entry.name, None)
            if entry.name == MANIFEST:
                continue
            if wanted is None or not entry.isreg() or entry.size != wanted.size:
                raise KdsError(f"{file} is damaged at {entry.name[:80]!r}. Take another backup.")
            _extract(archive, entry, wanted, stage / entry.name)
    if left:
        raise KdsError(f"{file} is incomplete: {next(iter(left))} is missing. Take another backup.")
    return manifest


def _extract(archive: tarfile.TarFile, entry: tarfile.TarInfo, wanted: FileSum, to: Path) -> None:
    source = archive.extractfile(entry)
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with to.open("xb") as copy:
        to.chmod(0o600)
        while source and (chunk := source.read(_CHUNK)):
            digest.update(chunk)
            copy.write(chunk)
    if digest.hexdigest() != wanted.sha256:
        raise KdsError(f"The backup is damaged: {entry.name} has changed. Take another backup.")


def _begin_new_life(stage: Path, site: str) -> None:
    """Load the server's copy once, which proves that it can be, and give it a new epoch."""
    here = Installation(stage)
    passwords = {user: here.password(user) for user in user_names(())}
    with tempfile.TemporaryDirectory(prefix="kds-") as temporary:
        socket, log_file = Path(temporary) / "bus.sock", Path(temporary) / "server.log"
        server = EmbeddedServer(
            here.server_dir,
            socket,
            acl_lines(site, (), passwords),
            here.bus_url(OPERATOR, socket),
            log_file,
        )
        server.take()
        process = server.start()
        try:
            give_up_at = time.monotonic() + LOAD_WITHIN_S
            while not server.answers():
                if process.poll() is not None or time.monotonic() > give_up_at:
                    said = log_file.read_text("utf-8", "replace")[-500:]
                    raise KdsError(f"The server cannot load the backup's copy. It said: {said}")
                time.sleep(0.05)
            client = connect(here.bus_url(KITCHEN, socket))
            prepare(client, Keys(site))
            begin_anew(client, Keys(site))
            client.close()
        finally:
            process.terminate()
            process.wait()
    kept = stage / SERVER
    for path in here.server_dir.iterdir():
        if path != kept:
            path.unlink()
