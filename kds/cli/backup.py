"""`kds backup`: a copy of a whole installation in one file."""

from __future__ import annotations

from pathlib import Path

import click

from kds.cli._where import Where, as_json, locally, say, say_json


@click.command()
@click.argument("dest", type=click.Path(file_okay=False, path_type=Path))
@as_json
@locally
def command(dest: Path, json: bool, where: Where) -> None:
    """Copy the installation, running or not, into a new file in the directory DEST.

    In it are orders, people and keys: whoever has the file has the installation.
    """
    from kds.backup import make_backup

    config, settings = where.config_and_settings()
    file, manifest = make_backup(settings, config, dest)
    size = file.stat().st_size
    if json:
        say_json({"file": str(file), "bytes": size, "manifest": manifest})
        return
    say(f"{file}  ({size // 1000} kB)")
    if config is None:
        say("Without a settings file: none is in use here. Name it with --config, if there is one.")
    if not manifest.has_server:
        say(
            "Without the server's data: it is a server of your own, with backups of its own "
            "(docs/operations.md)."
        )
    if manifest.not_rewritten:
        say(
            "The server's file was copied as it stands, and may hold names of customers who were "
            f"erased before: {manifest.not_rewritten}"
        )
    if manifest.archive_elsewhere:
        say(
            "Without the archive: closed orders, reminders and templates are in the database that "
            "archive.url names, which must be backed up by its own means (docs/operations.md)."
        )
