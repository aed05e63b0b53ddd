"""One request and its answer: bounded, straight to the address, the key only ever in a header."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from contextlib import closing
from email.message import Message
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec

from kds.errors import KdsError, NotReachable, Refused
from kds.installation import Address

TIMEOUT_S = 10.0
MAX_ANSWER_BYTES = 32 * 1024 * 1024


class Reply(NamedTuple):
    """What was answered."""

    status: int
    headers: Message
    body: bytes

    def json(self) -> Any:
        """Return the body as JSON; NotReachable if it is none, for then it was not kds."""
        try:
            return msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise NotReachable(
                f"The answer ({self.status}) is not from kds. Check the address, and what stands "
                "between: a proxy, another program on the same port."
            ) from None


def ask(
    address: Address,
    method: str,
    path: str,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    *,
    timeout_s: float = TIMEOUT_S,
) -> Reply:
    """Send one request with the address's key and return the answer, whatever its status.

    Follows no redirect and asks no proxy: the key goes nowhere else. Raises NotReachable when
    nothing answers; what was asked may have been done all the same.
    """
    all_headers = {"Authorization": f"Bearer {address.key}", "X-KDS": "1"} | dict(headers or {})
    if body is not None:
        all_headers["Content-Type"] = "application/json"
    where = urlsplit(address.url)
    secure = where.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    try:
        connection = kind(where.hostname or "", where.port, timeout=timeout_s)
        with closing(connection):
            connection.request(method, where.path.rstrip("/") + path, body, all_headers)
            answer = connection.getresponse()
            content = answer.read(MAX_ANSWER_BYTES + 1)
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise NotReachable(
            f"{address.url} does not answer ({error or type(error).__name__}). "
            "Is it running, and is the address right?"
        ) from None
    if len(content) > MAX_ANSWER_BYTES:
        raise KdsError(f"{address.url} answered with more than {MAX_ANSWER_BYTES} bytes; ask less.")
    return Reply(answer.status, answer.headers, content)


def expect_ok(reply: Reply, address: Address) -> Any:
    """Return the JSON of an answer that says yes; raise what the others mean.

    NotReachable for 5xx, Refused for what is not allowed or not there.
    """
    if reply.status in (http.HTTPStatus.UNAUTHORIZED, http.HTTPStatus.FORBIDDEN):
        raise Refused(
            "wrong_key",
            f"{address.url} does not accept the key. Take the one of this installation's data "
            "directory, or ask whoever runs it.",
        )
    if reply.status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
        _, detail = _what_it_said(reply)
        raise NotReachable(f"{address.url} cannot do it now: {detail}")
    if reply.status >= http.HTTPStatus.MULTIPLE_CHOICES:
        raise Refused(*_what_it_said(reply))
    return reply.json()


def _what_it_said(reply: Reply) -> tuple[str, str]:
    said = reply.json()
    said = said if isinstance(said, dict) else {}
    code = str(said.get("code") or reply.status)
    return code, str(said.get("detail") or code)
