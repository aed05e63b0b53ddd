"""Conditions of a request: what it may be repeated under, and which state it is about.

An order's tag is `"r<revision>.v<version>"`: the till's revision and the kitchen's version. Each
change of the order, on either side, makes another. What is answered of an order depends on more:
time, language, who asks. So its `ETag` goes on with a hash of the answer, for `If-None-Match`;
`If-Match` is about the order, and takes either.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec
from werkzeug.datastructures import Headers

from kds.errors import InvalidInput, Refused
from kds.orders.status import Status

IDEMPOTENCY_KEY = "Idempotency-Key"

_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_ANY = "*"
_OF_ANSWER = re.compile(r"^(r\d+\.v\d+)\.[0-9a-f]{16}\Z")


def order_tag(revision: int, version: int) -> str:
    """Return the tag of an order as it stands; version 0 is one that the kitchen has not told."""
    return f"r{revision}.v{version}"


def answer_tag(tag: str, content: Any) -> str:
    """Return the tag of an answer about an order: that of the order, and of all that is said."""
    return f"{tag}.{sha256(msgspec.json.encode(content)).hexdigest()[:16]}"


def idempotency_key(headers: Headers) -> str | None:
    """Return the key under which a repeated request is done once; InvalidInput for what is none."""
    key = headers.get(IDEMPOTENCY_KEY)
    if key is not None and not _KEY.fullmatch(key):
        raise InvalidInput([(IDEMPOTENCY_KEY, "must be 1 to 200 visible ASCII characters")])
    return key


class IfMatch(NamedTuple):
    """The tags that a change may start from; None where it may start from any."""

    tags: frozenset[str] | None = None

    def require(self, tag: str, number: str, status: Status) -> None:
        """Refuse as `stale` a change that starts from another state of an order than now."""
        if self.tags is not None and tag not in self.tags:
            raise Refused(
                "stale",
                "Order {number} has changed meanwhile: it is '{status}' now, and its tag is "
                '"{tag}". Nothing was changed.',
                number=number,
                status=[status.english],
                tag=tag,
            )


def if_match(headers: Headers) -> IfMatch:
    """Return the condition of `If-Match`; a weak tag (`W/`) never matches, as HTTP has it."""
    given = headers.get("If-Match")
    if given is None or given.strip() == _ANY:
        return IfMatch()
    return IfMatch(frozenset(_OF_ANSWER.sub(r"\1", tag) for tag in _tags(given)))


def is_known(headers: Headers, tag: str) -> bool:
    """Tell whether `If-None-Match` says that the caller has this state already."""
    is_any = headers.get("If-None-Match", "").strip() == _ANY
    return is_any or tag in known_tags(headers)


def known_tags(headers: Headers) -> list[str]:
    """Return the tags of the states that `If-None-Match` says the caller has."""
    return _tags(headers.get("If-None-Match", "").replace("W/", ""))


def _tags(given: str) -> list[str]:
    parts = (part.strip() for part in given.split(","))
    return [part[1:-1] for part in parts if len(part) > 2 and part[0] == part[-1] == '"']
