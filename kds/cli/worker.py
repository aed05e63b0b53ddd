"""`kds worker`: one worker alone."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import click

from kds.cli._options import installation_options


@click.command()
@click.argument("name", type=click.Choice(["route", "resend", "texts", "sweep", "printer"]))
@click.argument("printer", required=False)
@installation_options
def command(name: str, printer: str | None, config: Path | None, data_dir: Path | None) -> None:
    """Run a worker.

    `route` brings orders to the stations, `resend` watches that they arrive, `texts` sends texts
    to customers, `printer` prints on the PRINTER of that name in the settings, `sweep` looks for
    what was left lying.
    """
    from kds.installation import begin
    from kds.orders.order import STATION_PATTERN

    if (name == "printer") != (printer is not None):
        raise click.UsageError("Name a printer with `printer`, and with no other worker.")
    if printer is not None and not re.fullmatch(STATION_PATTERN, printer):
        raise click.UsageError("Printers have names of a-z, 0-9 and '-', as in the settings.")
    if printer is None:
        settings = begin(name, config, data_dir)
        import_module(f"kds.workers.{name}").run(settings)
    else:
        from kds.bus.worker_names import printer_worker
        from kds.workers.printer import run

        run(begin(printer_worker(printer), config, data_dir), printer)
