"""`kds till`: the main till alone."""

from __future__ import annotations

from pathlib import Path

import click

from kds.cli._options import installation_options


@click.command()
@installation_options
def command(config: Path | None, data_dir: Path | None) -> None:
    """Run the till: it takes orders in and brings them to the kitchen."""
    from kds.installation import begin
    from kds.till.serve import run

    run(begin("till", config, data_dir))
