"""The command group: finds the commands, and tells errors in one line."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import click

from kds import __version__
from kds.errors import KdsError, NotReachable
from kds.logs import escape

NOBODY_ANSWERS = 3
"""The exit code when the part that a command needs does not answer now."""


class Commands(click.Group):
    """Every module of this package is a command; it is imported only when it is run or listed.

    The module `bus_users` is the command `bus-users`, and holds it as `bus_users` or `command`.
    A module that holds neither is none.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        found = pkgutil.iter_modules([str(Path(__file__).parent)])
        return sorted(each.name.replace("_", "-") for each in found if each.name[0] != "_")

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return one command, or None if there is none of this name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        name = cmd_name.replace("-", "_")
        module = importlib.import_module(f"kds.cli.{name}")
        command = getattr(module, "command", getattr(module, name, None))
        return command if isinstance(command, click.Command) else None

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; what kds refuses is one line on stderr, with exit code 1 or 3."""
        try:
            return super().invoke(ctx)
        except KdsError as error:
            click.echo(f"kds: {escape(str(error))}", err=True)
            ctx.exit(NOBODY_ANSWERS if isinstance(error, NotReachable) else 1)


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kds")
def main() -> None:
    """A kitchen display system that proves where every order is.

    Settings come from the file that --config or KDS_CONFIG names, else from kds.toml in this
    directory, else from kds.toml in the data directory. A command that talks to an installation
    that runs goes by that one's settings unless a file is named.

    Exit codes: 0 done, 1 could not be done, 2 not understood, 3 nobody answers.
    """
