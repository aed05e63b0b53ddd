"""Options that many commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from kds.installation import settings_in_use
from kds.settings.load import environment
from kds.settings.model import Settings

Command = TypeVar("Command", bound=Callable[..., Any])


def installation_options(command: Command) -> Command:
    """Give a command `--config` and `--data-dir`, as `config` and `data_dir` (Path or None)."""
    file = click.Path(exists=True, dir_okay=False, path_type=Path)
    folder = click.Path(file_okay=False, path_type=Path)
    for option in (
        click.option("--data-dir", type=folder, help="The installation's data directory."),
        click.option("--config", type=file, help="The settings file instead of ./kds.toml."),
    ):
        command = option(command)
    return command


def settings_of(config: Path | None, data_dir: Path | None) -> Settings:
    """Return the settings for a command that talks to an installation."""
    environ = environment()
    if data_dir is not None:
        environ["KDS_DATA_DIR"] = str(data_dir)
    return settings_in_use(config, environ)[1]
