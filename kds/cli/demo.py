"""`kds demo`: guests for a running installation; `kds up --demo` starts it by itself."""

from __future__ import annotations

import signal
from importlib import resources
from pathlib import Path

import click

from kds.cli._options import installation_options, settings_of
from kds.demo.player import Player
from kds.demo.steps import Hand
from kds.installation import Address, begin, find_till, find_web, system_key
from kds.orders.menu import Menu
from kds.settings import Settings
from kds.settings.load import load_file
from kds.talk import Office, Till

SHOP = "webshop"
"""The external system that the demo plays, if there is one of this name."""


@click.command()
@click.option("--seed", type=int, help="The same guests each time.")
@installation_options
def command(seed: int | None, config: Path | None, data_dir: Path | None) -> None:
    """Let guests come like a lunch rush, order, pay and go, until Ctrl-C.

    Guests choose from the menu in kds.toml; if it has none, from that of a restaurant of ours,
    which fits the stations that `kds up --demo` brings. Where kds.toml has [systems.webshop],
    some order there; else they telephone.
    """
    settings = begin("demo", config, data_dir)
    till, used = find_till(settings), settings_of(config, settings.data_dir)
    player = Player(_tills(till, used), Office(find_web(settings)), _menu(used), seed)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: player.stop())
    player.run()


def _tills(till: Address, used: Settings) -> dict[Hand, Till]:
    """Return the till for each hand: the web shop has a key of its own, if this machine has it."""
    tills = {Hand.CASHIER: Till(till)}
    shop = used.systems.get(SHOP)
    if shop is not None and (shop.key or used.till.url is None):
        tills[Hand.SHOP] = Till(till._replace(key=system_key(used, SHOP)))
    return tills


def _menu(used: Settings) -> Menu:
    if len(used.menu):
        return used.menu
    with resources.as_file(resources.files("kds.up") / "demo.toml") as packaged:
        return load_file(packaged, {}).menu
