"""Checks of texts to customers: the gateway's URLs, and what is owed for too long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import redis

from kds.bus.keys import Keys
from kds.clock import millis
from kds.doctor.finding import Finding, failed, ok, warning
from kds.errors import SettingsError
from kds.settings.model import Settings
from kds.texting.gateway import check_urls

OWED_FOR = timedelta(minutes=10)
"""A text that is due goes within seconds, or ends as unknown after `texts.give_up_s`."""


def check_gateway(settings: Settings) -> Iterator[Finding]:
    """Check that the URLs of the settings name gateways; nothing is sent."""
    if not settings.texts.gateway:
        yield ok("text gateway", "there is none, so texts lie in the outbox")
        return
    try:
        check_urls(settings.texts.gateway)
    except SettingsError as error:
        yield failed("text gateway", str(error), "Correct it in kds.toml, then start again.")
    else:
        yield ok("text gateway", "its URL can be read")


def check_texts(
    client: redis.Redis, keys: Keys, settings: Settings, at: datetime
) -> Iterator[Finding]:
    """Check that nothing which is due lies about; in quiet hours something may."""
    late = int(client.zcount(keys.texts_owed, "-inf", millis(at - OWED_FOR)))
    if late:
        yield warning(
            "texts",
            f"{late} text(s) to customers are due for more than 10 minutes",
            "Look whether the workers texts and sweep run, and what their logs say; in quiet "
            "hours (texts.quiet_from) texts wait on purpose.",
        )
    else:
        yield ok("texts", "none is overdue")
