"""How every part of an installation begins."""

from __future__ import annotations

from pathlib import Path

from kds import faults, lifeline, logs
from kds.installation.folder import Installation
from kds.settings.load import environment, load
from kds.settings.model import Settings


def begin(part: str, config: Path | None = None, data_dir: Path | None = None) -> Settings:
    """Begin the part `part` in this process and return its settings.

    Reads the settings, prepares the data directory, starts the log, holds on to the supervisor if
    there is one, and arms a point of failure in tests. KdsError when something is wrong.
    """
    environ = environment()
    if data_dir is not None:
        environ["KDS_DATA_DIR"] = str(data_dir)
    settings = load(config, environ)
    Installation(settings.data_dir).prepare()
    logs.configure(part, settings.data_dir)
    lifeline.watch(settings)
    faults.arm(settings.fault, settings.data_dir)
    return settings
