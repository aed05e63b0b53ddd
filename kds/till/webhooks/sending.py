"""One webhook over HTTP, signed as Standard Webhooks 1.0 has it: bounded, and to one address only.

Source: github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md.
"""

from __future__ import annotations

import base64
import hmac
import http.client
import socket
import threading
from contextlib import closing, suppress
from datetime import datetime
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urlsplit

from kds import __version__

TIMEOUT_S = 5.0
"""How long each step may take: to connect, to send, to be answered."""

WHOLE_S = 10.0
"""How long all of it may take; a system that answers a byte at a time gets no more."""


MAX_ANSWER_BYTES = 64 * 1024


class Target(NamedTuple):
    """Where a system hears, and the secret that signs what it hears."""

    url: str
    secret: str


class Limits(NamedTuple):
    """How long sending may take, in seconds."""

    timeout_s: float = TIMEOUT_S
    whole_s: float = WHOLE_S


def sign(secret: str, event_id: str, timestamp: int, body: bytes) -> str:
    """Return what proves that the body comes from whoever has the secret (`whsec_…`)."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"{event_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, content, "sha256")).decode()


def headers(secret: str, event_id: str, body: bytes, at: datetime) -> dict[str, str]:
    """Return the headers of one try; the id stays the same through all tries."""
    timestamp = int(at.timestamp())
    return {
        "Content-Type": "application/json",
        "User-Agent": f"kds/{__version__}",
        "webhook-id": event_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(secret, event_id, timestamp, body),
    }


def send(target: Target, event_id: str, body: bytes, at: datetime, limits: Limits) -> str | None:
    """Send it once; return None if it was taken, else what went wrong, in words without secrets.

    Follows no redirect and asks no proxy. After a problem it may have arrived all the same.
    """
    try:
        status = _post(target, headers(target.secret, event_id, body, at), body, limits)
    except TimeoutError:
        return f"it did not answer within {limits.timeout_s:g} seconds"
    except http.client.HTTPException:
        return "it ended without an answer, or what it answered is no HTTP"
    except OSError as error:
        return f"it cannot be reached ({error.strerror or type(error).__name__})"
    except ValueError:
        return "its address in the settings is none"
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    is_redirect = HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST
    return f"it answered {status}" + (", a redirect: none is followed" if is_redirect else "")


def _post(target: Target, all_headers: dict[str, str], body: bytes, limits: Limits) -> int:
    where = urlsplit(target.url)
    secure = where.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    path = (where.path or "/") + (f"?{where.query}" if where.query else "")
    connection = kind(where.hostname or "", where.port, timeout=limits.timeout_s)
    is_over = threading.Event()
    end = threading.Timer(limits.whole_s, _cut, (connection, is_over))
    end.daemon = True
    end.start()
    try:
        with closing(connection):
            connection.connect()
            if is_over.is_set():  # there was nothing to cut yet: a slow name or many addresses
                raise TimeoutError
            connection.request("POST", path, body, all_headers)
            answer = connection.getresponse()
            with suppress(OSError, http.client.HTTPException):
                answer.read(MAX_ANSWER_BYTES)  # so that the other side is not cut off in it
            return answer.status
    finally:
        end.cancel()


def _cut(connection: http.client.HTTPConnection, is_over: threading.Event) -> None:
    """End a connection in the middle; whoever reads from it finds its end."""
    is_over.set()
    if connection.sock is not None:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)
