"""`kds web`: the web server alone."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from kds.cli._options import installation_options, settings_of


@click.command()
@installation_options
def command(config: Path | None, data_dir: Path | None) -> None:
    """Run the web server: displays, pass, approvals and back office."""
    from kds.settings.load import CONFIG, environment

    settings_of(config, data_dir)  # A wrong one is told here, in one line.
    environ = environment()
    if config is not None:
        environ[CONFIG] = str(config.absolute())
    if data_dir is not None:
        environ["KDS_DATA_DIR"] = str(data_dir.absolute())
    # gevent must patch a process before anything else runs in it, so a new one takes over.
    os.execve(sys.executable, [sys.executable, "-m", "kds.web"], environ)  # noqa: S606
