"""`kds up`: a whole installation on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from kds.cli._options import installation_options


@click.command()
@click.option("--demo", is_flag=True, help="Play a restaurant: stations, a menu, a lunch rush.")
@click.option(
    "--port",
    type=click.IntRange(1, 65525),
    help="Port of the web server; the till listens 10 above it.",
)
@installation_options
def command(demo: bool, port: int | None, config: Path | None, data_dir: Path | None) -> None:
    """Start every part here, watch over them, and end them with Ctrl-C.

    Prints the address of every page and then "ready". Starting again goes on with the same orders.
    """
    from kds.up.run import run

    run(demo=demo, config=config, data_dir=data_dir, port=port, say=click.echo)
