"""What an external system proves itself by at the till, and the till by at the external system."""

from __future__ import annotations

import base64
import secrets
from pathlib import Path

from kds.errors import KdsError
from kds.installation.folder import Installation
from kds.settings.model import Settings, SystemSettings


def system_key(settings: Settings, name: str) -> str:
    """Return the key that a system sends to the till; made at first when none is set."""
    told = find_system(settings, name).key
    return told or Installation(settings.data_dir).secret(_key(name))


def system_webhook_secret(settings: Settings, name: str) -> str:
    """Return what signs webhooks to a system; made at first when none is set.

    It is `whsec_` and the bytes in base64, as Standard Webhooks writes it.
    """
    told = find_system(settings, name).webhook_secret
    return told or Installation(settings.data_dir).secret(_webhook_secret(name), _make_secret)


def system_key_file(settings: Settings, name: str) -> Path | None:
    """Return the file that holds the key, or None when the settings hold it."""
    told = find_system(settings, name).key
    return None if told else Installation(settings.data_dir).secret_file(_key(name))


def system_webhook_secret_file(settings: Settings, name: str) -> Path | None:
    """Return the file that holds what signs webhooks, or None when the settings hold it."""
    told = find_system(settings, name).webhook_secret
    return None if told else Installation(settings.data_dir).secret_file(_webhook_secret(name))


def find_system(settings: Settings, name: str) -> SystemSettings:
    """Return the settings of a system; KdsError names those that there are."""
    if name not in settings.systems:
        known = f"there are {', '.join(settings.systems)}" if settings.systems else "there is none"
        raise KdsError(
            f"There is no external system {name}; {known}. Add a table [systems.{name}] to "
            "kds.toml and restart."
        )
    return settings.systems[name]


def _key(name: str) -> str:
    return f"system-{name}.key"


def _webhook_secret(name: str) -> str:
    return f"system-{name}.webhook"


def _make_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
