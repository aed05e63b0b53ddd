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


def words(code: str, trade: str = "") -> Words:
    """Return a language; KeyError if there is none of this code.

    `trade` is the name of a file beside the languages with other words, such as `workshop`.
    """
    return _of_trade(code, trade)


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
def _of_trade(code: str, trade: str) -> Words:
    """Put a trade's words into every text of a language that has one of ours."""
    found = _all()[code]
    file = files(__package__) / f"{trade}.toml"
    if not trade or not file.is_file():
        return found
    told = msgspec.toml.decode(file.read_bytes(), type=dict[str, dict[str, str]])
    instead = told.get(code, {})
    if not instead:
        return found
    whole = {word.removesuffix("-"): other.removesuffix("-") for word, other in instead.items()}
    one_of = "|".join(
        re.escape(word.removesuffix("-")) + ("" if word.endswith("-") else r"\b")
        for word in instead
    )
    pattern = re.compile(rf"\b(?:{one_of})")
    # The texts in English are known as those that other languages translate.
    every = {text: text for each in _all().values() for text in each.texts} | dict(found.texts)
    own = {text: pattern.sub(lambda word: whole[word[0]], said) for text, said in every.items()}
    return found._replace(texts=own)


@cache
def _all() -> Mapping[str, Words]:
    found = {ENGLISH: Words(ENGLISH, "English", {})}
    for file in sorted(files(__package__).iterdir(), key=lambda file: file.name):
        if code := _FILE.fullmatch(file.name):
            found[code[1]] = read(code[1], file.read_bytes())
    return found
