"""`kds demo`: guests for a running installation; `kds up --demo` starts it by itself."""

from __future__ import annotations

import signal
from importlib import resources
from pathlib import Path

import click

from kds.cli._options import installation_options, settings_of
from kds.orders.menu import Menu


@click.command()
@click.option("--seed", type=int, help="The same guests each time.")
@installation_options
def command(seed: int | None, config: Path | None, data_dir: Path | None) -> None:
    """Send orders like a lunch rush to the till, until Ctrl-C.

    Guests choose from the menu in kds.toml; if it has none, from that of a restaurant of ours,
    which fits the stations that `kds up --demo` brings.
    """
    from kds.demo.player import Player
    from kds.installation import begin, find_till, find_web
    from kds.talk import Office, Till

    settings = begin("demo", config, data_dir)
    menu = _menu(config, settings.data_dir)
    player = Player(Till(find_till(settings)), Office(find_web(settings)), menu, seed)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: player.stop())
    player.run()


def _menu(config: Path | None, data_dir: Path) -> Menu:
    """Return the menu of the installation that runs, which may go by another settings file."""
    from kds.settings.load import load_file

    menu = settings_of(config, data_dir).menu
    if len(menu):
        return menu
    with resources.as_file(resources.files("kds.up") / "demo.toml") as packaged:
        return load_file(packaged, {}).menu
