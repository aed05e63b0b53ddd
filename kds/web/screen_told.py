"""What a screen's page is told of its own settings."""

from __future__ import annotations

from typing import Any

import msgspec

from kds.access import Display
from kds.access.screen_settings import ScreenChange
from kds.errors import InvalidInput
from kds.languages import names


def told(display: Display) -> dict[str, Any]:
    """Return a display's settings with its name, as its page has them."""
    settings: dict[str, Any] = msgspec.to_builtins(display.settings)
    return {"name": display.name, **settings}


def check_language(change: ScreenChange) -> None:
    """Raise InvalidInput for a language that nobody has written."""
    if change.language and change.language not in names():
        known = ", ".join(names())
        raise InvalidInput([("$.language", f"must be one of {known}, or empty")])
