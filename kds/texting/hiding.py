"""What a gateway says, without the secrets of its URL, the customer's number and the words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

MAX_REASON_CHARS = 300
HIDDEN = "…"

_NAMES_ITS_HOST = re.compile(r"^(?:jsons?|xmls?|forms?|mailtos?)$", re.IGNORECASE)
"""Schemes in which a host is a host; in those of services it may be a token."""

_OPEN = frozenset(
    {"post", "put", "get", "text", "html", "yes", "no", "starttls", "ssl", "insecure"}
)
"""Values that say nothing, and occur in sentences."""


def hidden(said: str, url: str, to: str, words: str) -> str:
    """Return a sentence on one line, with everything hidden that is nobody's business."""
    if len(words) > 3:  # a shorter one says nothing, and occurs in every sentence
        said = said.replace(words, HIDDEN)
    digits = re.escape(to.removeprefix("+"))
    said = re.sub(rf"(?:\+|%2[Bb])?{digits}", HIDDEN, said)
    for secret in sorted(set(_secrets(url)), key=len, reverse=True):
        said = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", HIDDEN, said)
    said = " ".join("".join(char if char.isprintable() else " " for char in said).split())
    return said if len(said) <= MAX_REASON_CHARS else said[: MAX_REASON_CHARS - 1] + "…"


def _secrets(url: str) -> Iterator[str]:
    """Yield the pieces of a URL that may be secret, as they stand and decoded, longer ones too."""
    scheme, _, rest = url.partition("://")
    before, _, query = rest.partition("?")
    account, _, place = before.rpartition("@")
    host, *path = place.split("/")
    values = [pair.partition("=")[2] for pair in query.split("&")]
    pieces = [account, *account.split(":"), *path, *values]
    if not _NAMES_ITS_HOST.match(scheme):
        pieces += [host, *host.split(":")]
    for piece in pieces:
        for each in (piece, unquote(piece)):
            yield from (part for part in (each, *re.split(r"[:/@,+]", each)) if _is_one(part))


def _is_one(part: str) -> bool:
    return len(part) >= 3 and part.lower() not in _OPEN and "{" not in part
