"""`kds demo`: guests for a running installation; `kds up --demo` starts it by itself."""

from __future__ import annotations

import signal
from pathlib import Path

import click

from kds.cli._options import installation_options


@click.command()
@click.option("--seed", type=int, help="The same guests each time.")
@installation_options
def command(seed: int | None, config: Path | None, data_dir: Path | None) -> None:
    """Send orders of a restaurant of our own making to the till, like a lunch rush, until Ctrl-C.

    The stations are those of kds.toml; `kds up --demo` brings settings that fit.
    """
    from kds.demo.player import Player
    from kds.installation import begin, find_till, find_web
    from kds.talk import Office, Till

    settings = begin("demo", config, data_dir)
    player = Player(Till(find_till(settings)), Office(find_web(settings)), seed)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: player.stop())
    player.run()
