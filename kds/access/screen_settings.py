"""What is chosen for one screen: kept with the display, set at it or by a manager from afar."""

from __future__ import annotations

import logging
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

log = logging.getLogger(__name__)

LanguageCode = Annotated[str, Meta(max_length=16, pattern=r"^([a-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$")]
Volume = Annotated[int, Meta(ge=0, le=100)]
ActionName = Annotated[str, Meta(min_length=1, max_length=32)]
KeyName = Annotated[str, Meta(min_length=1, max_length=32)]


class TextSize(StrEnum):
    """How large everything is."""

    SMALL = "small"
    NORMAL = "normal"
    LARGE = "large"
    HUGE = "huge"


class Theme(StrEnum):
    """What it is drawn with."""

    DARK = "dark"
    LIGHT = "light"
    CONTRAST = "contrast"


class Counts(StrEnum):
    """Where the screen counts what is still to be made."""

    OFF = "off"
    COLUMN = "column"
    ONLY = "only"


class Sounds(msgspec.Struct, frozen=True):
    """Which sounds are heard."""

    new: bool = True
    changed: bool = True
    stopped: bool = True
    overdue: bool = True
    alarm: bool = True


class ScreenKeys(msgspec.Struct, frozen=True):
    """Which keyboard or bump bar stands before the screen, and what was learned of it."""

    profile: Annotated[str, Meta(max_length=32)] = "keyboard"
    learned: Annotated[dict[ActionName, KeyName], Meta(max_length=60)] = {}


class ScreenSettings(msgspec.Struct, frozen=True):
    """All that is kept for one screen; an empty `language` is the restaurant's."""

    language: LanguageCode = ""
    text_size: TextSize = TextSize.NORMAL
    theme: Theme = Theme.DARK
    volume: Volume = 100
    sounds: Sounds = Sounds()
    counts: Counts = Counts.OFF
    figures: bool = False
    keys: ScreenKeys = ScreenKeys()


class SoundsChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sounds to be switched."""

    new: bool | UnsetType = UNSET
    changed: bool | UnsetType = UNSET
    stopped: bool | UnsetType = UNSET
    overdue: bool | UnsetType = UNSET
    alarm: bool | UnsetType = UNSET


class KeysChange(ScreenKeys, frozen=True, forbid_unknown_fields=True):
    """Keys to be used from now on."""


class ScreenChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody chooses; what is left out stays as it is."""

    name: Annotated[str, Meta(min_length=1, max_length=60)] | UnsetType = UNSET
    language: LanguageCode | UnsetType = UNSET
    text_size: TextSize | UnsetType = UNSET
    theme: Theme | UnsetType = UNSET
    volume: Volume | UnsetType = UNSET
    sounds: SoundsChange | UnsetType = UNSET
    counts: Counts | UnsetType = UNSET
    figures: bool | UnsetType = UNSET
    keys: KeysChange | UnsetType = UNSET

    def of(self, before: ScreenSettings) -> ScreenSettings:
        """Return the settings as they are after it."""
        chosen = _chosen(self)
        chosen.pop("name", None)
        if isinstance(self.sounds, SoundsChange):
            chosen["sounds"] = msgspec.structs.replace(before.sounds, **_chosen(self.sounds))
        if isinstance(self.keys, KeysChange):
            chosen["keys"] = ScreenKeys(self.keys.profile, self.keys.learned)
        return msgspec.structs.replace(before, **chosen)

    @property
    def named(self) -> str | None:
        """Return the new name, if there is one."""
        return None if self.name is UNSET else self.name


def kept(raw: str) -> ScreenSettings:
    """Return settings as they were kept; what cannot be read any more is as at the beginning."""
    try:
        return msgspec.json.decode(raw, type=ScreenSettings)
    except msgspec.MsgspecError as error:
        log.warning("a screen's settings cannot be read (%s): it has the usual ones", error)
        return ScreenSettings()


def _chosen(change: msgspec.Struct) -> dict[str, object]:
    return {
        name: value for name, value in msgspec.structs.asdict(change).items() if value is not UNSET
    }
