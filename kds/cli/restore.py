"""`kds restore`: an installation from a backup."""

from __future__ import annotations

from pathlib import Path

import click

from kds.cli._where import as_json, say, say_json


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--data-dir",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="NEW",
    help="Where the installation shall be; empty or not there yet.",
)
@as_json
def command(file: Path, data_dir: Path, json: bool) -> None:
    """Make the installation of the backup FILE in a new data directory.

    Start it with `kds up --data-dir NEW`. The tills then bring its server up to date.
    """
    from kds.backup import restore
    from kds.settings.load import DEFAULT_FILE

    manifest = restore(file, data_dir)
    if json:
        say_json({"data_dir": str(data_dir), "manifest": manifest})
        return
    say(f"The installation of {manifest.made_at:%Y-%m-%d %H:%M} UTC is in {data_dir}.")
    settings = data_dir / DEFAULT_FILE
    if settings.exists():
        say(f"Its settings are in {settings}, which holds where no other kds.toml is.")
    else:
        say("It has no settings file: name the right one at the start, or stations are missing.")
    say(f"Start it with `kds up --data-dir {data_dir}`; it says whose settings it goes by.")
    if not manifest.has_server:
        say("The server was one of your own and is not in the backup.")
    if manifest.archive_elsewhere:
        say(
            "The archive (closed orders, reminders, templates) is the database that archive.url "
            "names, and is not in the backup: restore it by its own means."
        )
