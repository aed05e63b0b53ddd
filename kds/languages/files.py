"""Finds the languages: read when the first page or message needs them, then kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec

from kds.errors import SettingsError
from kds.languages.words import Words

ENGLISH = "en"

_FILE = re.compile(r"([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\.toml")


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a language's file says."""

    name: str
    texts: dict[str, str]


def words(code: str) -> Words:
    """Return a language; KeyError if there is none of this code."""
    return _all()[code]


def names() -> Mapping[str, str]:
    """Return what speakers call each language, by its code; English comes first."""
    return {code: each.name for code, each in _all().items()}


def read(code: str, raw: bytes) -> Words:
    """Return the language that a file says; SettingsError names the file and what is wrong."""
    try:
        told = msgspec.toml.decode(raw, type=_File)
    except (msgspec.MsgspecError, ValueError) as error:
        raise SettingsError(f"The language file {code}.toml is wrong: {error}.") from error
    return Words(code, told.name, told.texts)


@cache
def _all() -> Mapping[str, Words]:
    found = {ENGLISH: Words(ENGLISH, "English", {})}
    for file in sorted(files(__package__).iterdir(), key=lambda file: file.name):
        if code := _FILE.fullmatch(file.name):
            found[code[1]] = read(code[1], file.read_bytes())
    return found
