"""What is wrong with one value, in the words of people who write a settings file."""

from __future__ import annotations

import re

from kds.orders.order import STATION_PATTERN

PATTERNS = {
    STATION_PATTERN: "a to z, 0 to 9 and '-', beginning with a letter or a digit",
    r"^[a-z0-9][a-z0-9-]{0,31}$(?!\n)": "up to 32 of a to z, 0 to 9 and '-'",
    r"^[A-Z]{1,2}$(?!\n)": "one or two capital letters, such as B",
    r"\S": "a text that is not empty",
    r"^[A-Za-z0-9.:-]+$": "an address to listen on, such as 127.0.0.1, or the name of a machine",
    r"^https?://[^\s/?#]+[^\s?#]*$": "an address such as https://kitchen.example",
    r"^(redis|rediss|unix)://\S+$": "an address such as redis://user:password@host:6379",
    r"^https?://[^\s/?#@]+([/?][^\s#]*)?$(?!\n)": "an address without user and password, "
    "such as https://shop.example/kitchen",
    r"^whsec_[A-Za-z0-9+/]{32,86}={0,2}$(?!\n)": "whsec_ and 24 to 64 bytes in base64",
    r"^[A-Z]{3}$(?!\n)": "three capital letters, such as EUR",
    r"^[A-Z]{2}$(?!\n)": "two capital letters, such as FI",
    r"^\S+$(?!\n)": "an address without spaces",
    r"^(sqlite|postgresql)(\+\w+)?://\S*$": "an address such as sqlite:///archive.sqlite or "
    "postgresql://user:password@host/name",
    r"^[0-9a-fA-F]{4}$(?!\n)": "four hexadecimal digits, such as 04b8",
    r"^cp[0-9]{3,4}$(?!\n)": "a code page, such as cp858",
    r"^/[^\s\x00]+$(?!\n)": "the path of a device, such as /dev/ttyUSB0",
    r"^[\x21-\x7e]+$": "letters, digits and signs of ASCII, without spaces",
}
"""What each pattern of a setting lets through; a test finds those that are missing."""

KINDS = {
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "str": "a text in quotes",
    "array": "a list in [ ]",
    "object": "a table",
    "time": "a time such as 05:00:00",
    "datetime": "a date with a time",
    "date": "a date",
    "null": "nothing",
}

TOML_HINTS = {
    "Invalid value": 'texts stand in quotes, as in name = "Grill"',
    "Expected '=' after a key in a key/value pair": 'a setting is written name = "Grill"',
    "Cannot overwrite a value": "this setting is there twice",
}
"""What most likely is meant, by what the parser says."""


def in_words(reason: str) -> str:
    """Return what msgspec says of a value (``Expected `int` <= 9``) without its own terms."""
    if found := re.fullmatch(r"Expected `str` matching regex (.+)", reason, re.DOTALL):
        allowed = next((words for each, words in PATTERNS.items() if repr(each) == found[1]), None)
        return f"must be {allowed}" if allowed else reason
    if found := re.fullmatch(r"Expected `(\w+)(?: \| null)?`, got `(\w+)`", reason):
        return f"must be {_kind(found[1])}, and is {_kind(found[2])}"
    if found := re.fullmatch(r"Expected `(\w+)` of length ([<>]=) (\d+)", reason):
        one, more = ("character", "characters") if found[1] == "str" else ("entry", "entries")
        return f"must have {_bound(found[2])} {found[3]} {one if found[3] == '1' else more}"
    if found := re.fullmatch(r"Expected `(\w+)` ([<>]=?) (\S+)", reason):
        return f"must be {_kind(found[1])}, {_bound(found[2])} {found[3]}"
    if reason == "Invalid RFC3339 encoded time":
        return f"must be {KINDS['time']}"
    return f"{reason[:1].lower()}{reason[1:]}"


def _kind(name: str) -> str:
    return KINDS.get(name, name)


def _bound(sign: str) -> str:
    return {"<=": "at most", ">=": "at least", ">": "more than", "<": "less than"}[sign]
