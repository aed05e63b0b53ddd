"""The command group: finds the commands, and tells errors in one line."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import click

from kds import __version__
from kds.errors import KdsError


class Commands(click.Group):
    """Every module of this package is a command; it is imported only when it is run or listed.

    The module `bus_users` is the command `bus-users` and holds it as `command`.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        found = pkgutil.iter_modules([str(Path(__file__).parent)])
        return sorted(each.name.replace("_", "-") for each in found if each.name[0] != "_")

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return one command, or None if there is none of this name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"kds.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; what kds refuses is one line on stderr and exit code 1."""
        try:
            return super().invoke(ctx)
        except KdsError as error:
            click.echo(f"kds: {error}", err=True)
            ctx.exit(1)


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kds")
def main() -> None:
    """A kitchen display system that proves where every order is.

    Settings come from kds.toml in this directory, or from the file that --config or KDS_CONFIG
    names. Exit codes: 0 done, 1 could not be done, 2 the command was not understood.
    """
