"""An installation on this machine: its data directory, its secrets, and how to find it."""

from kds.installation.folder import Installation
from kds.installation.in_use import settings_in_use
from kds.installation.part import begin
from kds.installation.reach import (
    Address,
    archive_file,
    archive_url,
    bus_url,
    find_till,
    find_web,
    local_url,
    operator_key,
    till_key,
)
from kds.installation.run import RunInfo
from kds.installation.systems import system_key, system_webhook_secret

__all__ = [
    "Address",
    "Installation",
    "RunInfo",
    "archive_file",
    "archive_url",
    "begin",
    "bus_url",
    "find_till",
    "find_web",
    "local_url",
    "operator_key",
    "settings_in_use",
    "system_key",
    "system_webhook_secret",
    "till_key",
]
