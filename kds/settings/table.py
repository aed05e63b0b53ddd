"""What every table of kds.toml is, and the kinds of values that several of them have."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

Minutes = Annotated[int, Meta(ge=1, le=365 * 24 * 60)]
Port = Annotated[int, Meta(ge=0, le=65535)]
Host = Annotated[str, Meta(min_length=1, max_length=255, pattern=r"^[A-Za-z0-9.:-]+$")]


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of kds.toml; unknown keys are refused."""
