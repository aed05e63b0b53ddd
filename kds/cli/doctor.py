"""`kds doctor`: is this installation well, and if not, what to do."""

from __future__ import annotations

import sys

import click

from kds.cli._where import Where, as_json, locally, say, say_json
from kds.errors import SettingsError

MARKS = {"ok": "ok     ", "warning": "WARNING", "failed": "FAILED "}


@click.command()
@as_json
@locally
def command(json: bool, where: Where) -> None:
    """Examine the installation and say what to do. Exit code 1 if anything failed."""
    from kds.doctor import Level, examine
    from kds.doctor.finding import failed

    try:
        config, settings = where.config_and_settings()
        found = examine(settings, config)
    except SettingsError as error:
        found = iter((failed("settings", str(error), "Correct it; nothing starts before."),))
    findings = []
    for finding in found:
        findings.append(finding)
        if not json:
            say(f"{MARKS[finding.level]}  {finding.check}: {finding.text}")
            if finding.advice:
                say(f"         -> {finding.advice}")
    broken = sum(finding.level is Level.FAILED for finding in findings)
    if json:
        say_json({"ok": not broken, "findings": findings})
    else:
        warned = sum(finding.level is Level.WARNING for finding in findings)
        say(f"{len(findings)} checks: {broken} failed, {warned} to look at.")
    sys.exit(1 if broken else 0)
