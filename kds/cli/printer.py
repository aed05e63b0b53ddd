"""`kds printer`: a virtual printer, for tests and for whoever has no hardware yet."""

from __future__ import annotations

from pathlib import Path

import click

PORT = click.IntRange(0, 65535)


@click.command()
@click.option("--port", type=PORT, default=9100, show_default=True, help="Where it takes sheets.")
@click.option("--page-port", type=PORT, default=9180, show_default=True, help="Its page.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address of both.")
@click.option("--width", type=click.Choice(["58", "80"]), default="80", show_default=True)
@click.option(
    "--speed",
    type=click.FloatRange(0, 1000),
    default=20,
    show_default=True,
    help="Lines a second; 0: at once.",
)
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep each sheet as a file in this folder.",
)
def command(
    *, port: int, page_port: int, host: str, width: str, speed: float, keep: Path | None
) -> None:
    """Run a virtual printer that answers as real ones do, and shows its paper in a page."""
    from kds.virtual_printer.machine import Machine
    from kds.virtual_printer.serve import keeper, run

    kept = keeper(keep) if keep else None
    machine = Machine(host, port, speed=speed, width_mm=int(width), kept=kept)
    run(machine, host, page_port, click.echo)
