"""Checks of external systems: whether each takes what the till tells it by webhook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from kds.doctor.finding import Finding, failed, ok, warning
from kds.errors import KdsError
from kds.installation import find_till
from kds.settings.model import Settings
from kds.talk.http import ask, expect_ok

TAKEN_WITHIN = timedelta(seconds=60)
"""A webhook is sent within seconds; a system that takes longer does not take it."""

PAGE = 1000


class Undelivered(msgspec.Struct, frozen=True):
    """What the till says of a webhook that its system has not taken."""

    system: str
    written_at: datetime
    next_at: datetime | None
    problem: str | None


class _Listed(msgspec.Struct, frozen=True):
    webhooks: list[Undelivered]
    next: str | None


def check_systems(settings: Settings, at: datetime) -> Iterator[Finding]:
    """Check each system that wants webhooks; a till that does not answer is found elsewhere."""
    systems = [name for name, each in settings.systems.items() if each.webhook]
    try:
        left = _undelivered(settings) if systems else []
    except KdsError:
        return
    for name in systems:
        yield _webhooks(name, [each for each in left if each.system == name], at)


def _webhooks(system: str, left: list[Undelivered], at: datetime) -> Finding:
    check = f"webhooks to {system}"
    given_up = [each for each in left if each.next_at is None]
    late = [each for each in left if each.next_at and at - each.written_at > TAKEN_WITHIN]
    if not given_up and not late:
        return ok(check, "it has all of them, or they are on the way")
    problem = (late or given_up)[-1].problem or "no answer"
    advice = (
        f"Look whether {system} runs and takes them at the address in the settings. "
        "`/api/v1/webhooks` at the till lists them, and sends one again."
    )
    if late:
        return warning(
            check, f"{len(late)} wait to be taken, and are sent again: {problem}", advice
        )
    return failed(check, f"{len(given_up)} were given up: {problem}", advice)


def _undelivered(settings: Settings) -> list[Undelivered]:
    """Return what no system has taken, as far as one page goes: more need not be told."""
    till = find_till(settings)
    said = expect_ok(ask(till, "GET", f"/api/v1/webhooks?limit={PAGE}", timeout_s=5.0), till)
    return msgspec.convert(said, _Listed).webhooks
