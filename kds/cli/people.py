"""`kds people`: who may sign in, for whoever has the machine itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

from kds.access import Access, Role
from kds.access.pins import new_pin
from kds.cli._options import installation_options, settings_of
from kds.installation.folder import Installation
from kds.logs import escape


@click.group()
def people() -> None:
    """Add, list and remove people who may sign in, and give them new PINs.

    PINs are asked for, never given as arguments: whoever lists processes could read them.
    """


def _access(config: Path | None, data_dir: Path | None) -> Access:
    return Access(Installation(settings_of(config, data_dir).data_dir).access_file)


def _ask_pin(random: bool) -> str:
    if random:
        return new_pin()
    pin: str = click.prompt("PIN", hide_input=True, confirmation_prompt=True)
    return pin


random_pin = click.option("--random", is_flag=True, help="Make a PIN of six digits and print it.")


@people.command()
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), default="cashier")
@random_pin
@installation_options
def add(name: str, role: str, random: bool, config: Path | None, data_dir: Path | None) -> None:
    """Add NAME, as a cashier or a manager."""
    access = _access(config, data_dir)
    pin = _ask_pin(random)
    access.add_person(name, Role(role), pin)
    click.echo(f"{escape(name)} may sign in as a {role}.")
    _tell(pin, random)


@people.command()
@click.argument("name")
@random_pin
@installation_options
def pin(name: str, random: bool, config: Path | None, data_dir: Path | None) -> None:
    """Give NAME a new PIN; ends their sessions, and a lock after too many wrong tries."""
    access = _access(config, data_dir)
    new = _ask_pin(random)
    access.set_pin(name, new)
    click.echo(f"{escape(name)} has a new PIN and must sign in again.")
    _tell(new, random)


@people.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
@installation_options
def everyone(as_json: bool, config: Path | None, data_dir: Path | None) -> None:
    """List everybody who may sign in."""
    found: list[dict[str, Any]] = [
        {"name": person.name, "role": person.role.value}
        for person in _access(config, data_dir).people()
    ]
    if as_json:
        click.echo(msgspec.json.encode({"people": found}))
        return
    for person in found:
        click.echo(f"{person['role']:8} {escape(person['name'])}")


@people.command()
@click.argument("name")
@installation_options
def remove(name: str, config: Path | None, data_dir: Path | None) -> None:
    """Remove NAME and end their sessions."""
    _access(config, data_dir).remove_person(name)
    click.echo(f"{escape(name)} may no longer sign in.")


def _tell(pin: str, random: bool) -> None:
    if random:
        click.echo(f"PIN: {pin}  (shown this once)")
