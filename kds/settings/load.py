"""Reads the settings: the only place that reads the environment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kds.settings.model import Settings


def load(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """Return the checked settings; SettingsError names file, line and reason of the first fault."""
    raise NotImplementedError
