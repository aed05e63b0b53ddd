"""`kds worker`: one worker alone."""

from __future__ import annotations

from pathlib import Path

import click

from kds.cli._options import installation_options


@click.command()
@click.argument("name", type=click.Choice(["route", "resend"]))
@installation_options
def command(name: str, config: Path | None, data_dir: Path | None) -> None:
    """Run a worker: `route` brings orders to the stations, `resend` watches that they arrive."""
    from kds.installation import begin

    settings = begin(name, config, data_dir)
    if name == "route":
        from kds.workers import route

        route.run(settings)
    else:
        from kds.workers import resend

        resend.run(settings)
