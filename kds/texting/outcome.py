"""What became of a text that a gateway was asked to send."""

from __future__ import annotations

import msgspec


class Sent(msgspec.Struct, frozen=True):
    """The gateway has taken it; whether it arrives is the network's."""


class Failed(msgspec.Struct, frozen=True):
    """The gateway has certainly not taken it, and why, without secrets, number and words."""

    reason: str


class Unknown(msgspec.Struct, frozen=True):
    """The gateway may have taken it: only a person has it sent again."""

    reason: str


Outcome = Sent | Failed | Unknown
