"""Which settings hold for a command that talks to an installation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kds.installation.folder import Installation
from kds.settings.load import CONFIG, DATA_DIR, config_file, load_file
from kds.settings.model import Settings


def settings_in_use(
    config: Path | None, environ: Mapping[str, str]
) -> tuple[Path | None, Settings]:
    """Return the settings file, if any, and the settings of the installation that is meant.

    A file that is named holds. Else the installation's own word does: a kds.toml that only happens
    to lie in the current directory says nothing about what runs. Raises SettingsError.
    """
    file = config_file(config, environ)
    if config is not None or environ.get(CONFIG):
        return file, load_file(file, environ)
    told = environ.get(DATA_DIR)
    data_dir = Path(told).expanduser() if told else load_file(file, environ).data_dir
    if (info := Installation(data_dir).run_info()) is not None:
        used = Path(info.config) if info.config else None
        if used is None or used.is_file():
            file = used
    return file, load_file(file, {**environ, DATA_DIR: str(data_dir)})
