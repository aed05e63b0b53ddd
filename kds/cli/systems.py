"""`kds systems`: the web shops, kiosks and apps that order through the till, and their keys."""

from __future__ import annotations

from pathlib import Path

import click

from kds.cli._where import Where, as_json, locally, say, say_json


@click.group(invoke_without_command=True)
@as_json
@locally
@click.pass_context
def command(context: click.Context, json: bool, where: Where) -> None:
    """List the external systems: short name, name, approval, and where webhooks go."""
    context.obj = where
    if context.invoked_subcommand is not None:
        return
    systems = where.settings().systems
    if json:
        told = ("name", "needs_approval", "webhook")
        rows = [
            {"system": key} | {name: getattr(each, name) for name in told}
            for key, each in systems.items()
        ]
        say_json({"systems": rows})
        return
    for key, each in systems.items():
        approval = "needs approval" if each.needs_approval else "no approval"
        say(f"{key:<12} {each.name:<20} {approval:<15} {each.webhook or '-'}")


@command.command("show")
@click.argument("system", metavar="NAME")
@as_json
@locally
@click.pass_obj
def show(before: Where, system: str, json: bool, where: Where) -> None:
    """Print what an external system needs to order at the till (docs/external-systems.md)."""
    # The options may stand on either side of `show`.
    needs = what_a_system_needs(where if where != Where() else before, system)
    if json:
        say_json(needs)
        return
    for name, value in needs.items():
        say(f"{name.replace('_', ' '):<15} {value}")


def what_a_system_needs(where: Where, name: str) -> dict[str, str]:
    """Return the till's address and where key and webhook secret are, never these themselves.

    What is not there yet is made, so that its file can be read at once.
    """
    from kds.installation import systems

    settings = where.settings()
    system = systems.find_system(settings, name)
    needs = {"address": where.till().url}
    systems.system_key(settings, name)
    needs["key"] = _place(systems.system_key_file(settings, name))
    if system.webhook is not None:
        systems.system_webhook_secret(settings, name)
        needs["webhook"] = system.webhook
        needs["webhook_secret"] = _place(systems.system_webhook_secret_file(settings, name))
    return needs


def _place(file: Path | None) -> str:
    return f"in {file}" if file else "in the settings file"
