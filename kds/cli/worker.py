"""`kds worker`: one worker alone."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from kds.cli._options import installation_options


@click.command()
@click.argument("name", type=click.Choice(["route", "resend", "texts", "sweep"]))
@installation_options
def command(name: str, config: Path | None, data_dir: Path | None) -> None:
    """Run a worker.

    `route` brings orders to the stations, `resend` watches that they arrive, `texts` sends texts
    to customers, `sweep` looks for what was left lying.
    """
    from kds.installation import begin

    settings = begin(name, config, data_dir)
    import_module(f"kds.workers.{name}").run(settings)
