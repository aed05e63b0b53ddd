"""Why a gateway did not take a text, and whether that is certain. In doubt it is in doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from kds.texting.listening import Heard
from kds.texting.outcome import Failed, Unknown

NO_GATEWAY = "There is no gateway."
WRONG_URL = "The gateway's URL in the settings cannot be read."
NOT_THIS_NUMBER = "The gateway does not take this number."
UNREACHED = "The gateway could not be reached."
UNTRUSTED = "The gateway's certificate is not trusted."
SLOW = "The gateway did not answer in time. Nobody knows whether it sent the text."
BROKEN = "The connection to the gateway broke. Nobody knows whether it sent the text."
BETWEEN = "Something before the gateway answered for it. Nobody knows whether it sent the text."
ODD = "The gateway failed in an unknown way. Nobody knows whether it sent the text."
IN_OUTBOX = "There is no gateway: it lies in the outbox."
WANTS_NONE = "This number wants no texts."
TOO_LATE = "It waited too long to be of use."
HELD_UP = "It was not sent: the worker was held up before it could ask the gateway."
CUSTOMER_ERASED = "The customer was erased before it was sent."
WORKER_ENDED = "The worker ended before the gateway answered. Nobody knows whether it came."

REASONS = (
    *(NO_GATEWAY, WRONG_URL, NOT_THIS_NUMBER, UNREACHED, UNTRUSTED),
    *(SLOW, BROKEN, BETWEEN, ODD),
    *(IN_OUTBOX, WANTS_NONE, TOO_LATE, HELD_UP, CUSTOMER_ERASED, WORKER_ENDED),
)
"""The reasons that are ours, and can be said in a language; any other is the gateway's own."""

_NEVER_LEFT = {
    # Of urllib3, requests and the system: by name, since importing them is slow.
    "NewConnectionError",
    "ConnectTimeoutError",
    "ProxyError",
    "ConnectionRefusedError",
    "gaierror",
    "InvalidURL",
    "InvalidHeader",
    "LocationParseError",
}
"""Errors after which nothing can have been sent: there was nobody to send it to."""

_BETWEEN = re.compile(r"\berror[=:] ?(502|504)\b")
"""Answers of a proxy that asked the gateway, and does not know what it did."""

_SWALLOWED = re.compile(r"(?i)\bconnection error\b|\bexception\b")
"""Lines of a service that lost its connection and kept the error to itself."""


def outcome_of(heard: Heard) -> Failed | Unknown:
    """Return what a failed call came to, by the errors and lines that were heard during it."""
    if heard.errors:
        outcomes = [_of_error(error) for error in heard.errors]
        doubts = [each for each in outcomes if isinstance(each, Unknown)]
        return doubts[0] if doubts else outcomes[-1]
    if any(map(_BETWEEN.search, heard.lines)):
        return Unknown(BETWEEN)
    if not heard.lines or any(map(_SWALLOWED.search, heard.lines)):
        return Unknown(ODD)
    return Failed(heard.lines[-1])


def _of_error(error: BaseException) -> Failed | Unknown:
    if isinstance(error, SMTPRecipientsRefused):
        return Failed("; ".join(_answer(*each) for each in error.recipients.values()))
    if isinstance(error, SMTPResponseException):
        return Failed(_answer(error.smtp_code, error.smtp_error))
    causes = list(_causes(error))
    names = {cls.__name__ for each in causes for cls in type(each).__mro__}
    if "SSLCertVerificationError" in names:
        return Failed(UNTRUSTED)
    if names & _NEVER_LEFT:
        return Failed(UNREACHED)
    if any(isinstance(each, TimeoutError) for each in causes) or "Timeout" in names:
        return Unknown(SLOW)
    lost = isinstance(error, OSError | SMTPException)
    return Unknown(BROKEN if lost else ODD)


def _answer(code: int, said: bytes | str) -> str:
    """Return what a mail server answered, as people read it."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {text}"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and those that it was made of; each library keeps them in another place."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        each = waiting.pop()
        if isinstance(each, BaseException) and id(each) not in seen:
            seen.add(id(each))
            yield each
            waiting += [each.__cause__, each.__context__, getattr(each, "reason", None), *each.args]
