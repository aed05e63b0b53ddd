"""The gateway: takes one text to one number, once, by whatever service its URL names (apprise).

A URL of the settings has `{to}` where the number goes (`+358401234567`, encoded for a URL), or
`{digits}` for the number without its plus. Services for SMS take it in the path, a gateway by mail
in the address, an HTTP gateway in a field of its own:

    twilio://SID:TOKEN@+15005550006/{to}      clicksend://USER:KEY@{to}
    mailto://USER:PASSWORD@HOST?to={digits}@sms.example
    jsons://USER:PASSWORD@HOST/path?:to={to}  (JSON: the text is `message`, the number is `to`)

With several URLs the next one is tried only where the one before has certainly not taken the text.
What would send a text twice (`retry`, `overflow=split`, a redirect), call a failure a success
(`optional`), change its words (`format`, `emojis`) or wait for long (`cto`, `rto`) is switched
off, whatever the URL says.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from kds.errors import SettingsError
from kds.texting.hiding import hidden
from kds.texting.listening import Heard, listening
from kds.texting.outcome import Failed, Outcome, Sent
from kds.texting.reasons import NO_GATEWAY, NOT_THIS_NUMBER, REASONS, WRONG_URL, outcome_of

if TYPE_CHECKING:
    from apprise import NotifyBase

CONNECT_S = 5.0
ANSWER_S = 10.0
"""How long a gateway may take to let us in, and then to answer, in seconds."""

BEGIN_WITHIN_S = 30.0
"""After so many seconds no further gateway is tried."""

_EXAMPLES = ("+358401234567", "+12025550123")
"""Numbers with which URLs are checked: some services only know those of their own country."""


class Gateway:
    """Sends texts by the URLs of the settings; without one there is no gateway."""

    def __init__(
        self, urls: Sequence[str], *, connect_s: float = CONNECT_S, answer_s: float = ANSWER_S
    ) -> None:
        self._urls = tuple(urls)
        self._connect_s = connect_s
        self._answer_s = answer_s

    @property
    def is_there(self) -> bool:
        """Whether there is a gateway at all; without one, texts stay in the outbox."""
        return bool(self._urls)

    def send(self, to: str, words: str) -> Outcome:
        """Send a text to a number (E.164) and return what became of it; it raises nothing.

        It takes as long as the gateway does: seconds. `Failed` means that it was not taken.
        """
        outcome: Outcome = Failed(NO_GATEWAY)
        begin_until = time.monotonic() + BEGIN_WITHIN_S
        for url in self._urls:
            outcome = self._send_by(url, to, words)
            if not isinstance(outcome, Failed) or time.monotonic() > begin_until:
                break
        return outcome

    def _send_by(self, url: str, to: str, words: str) -> Outcome:
        with listening():
            service = _service(url, to)
        if service is None:
            return Failed(WRONG_URL)
        if not _reaches(service, to):
            return Failed(NOT_THIS_NUMBER)
        mail = hasattr(service, "smtp_host")  # it has one time-out for all that is said
        service.socket_connect_timeout = self._answer_s if mail else self._connect_s
        service.socket_read_timeout = self._answer_s
        with listening() as heard:
            if _notify(service, words, heard):
                return Sent()
        outcome = outcome_of(heard)
        if outcome.reason in REASONS:
            return outcome
        return Failed(hidden(outcome.reason, url, to, words))


def check_urls(urls: Sequence[str]) -> None:
    """Raise SettingsError for the first URL that is no gateway; the URL itself is not repeated."""
    for place, url in enumerate(urls, start=1):
        if why := _wrong(url):
            raise SettingsError(f"texts.gateway: the URL in place {place} {why}.")


def _wrong(url: str) -> str | None:
    if "{to}" not in url and "{digits}" not in url:
        return "does not say where the number goes: write {to} there, or {digits} without the plus"
    with listening():
        services = [_service(url, number) for number in _EXAMPLES]
    there = [each for each in services if each is not None]
    if not there:
        return "is not one that apprise can read: see its page for this service"
    if not any(_reaches(each, to) for each, to in zip(services, _EXAMPLES, strict=True) if each):
        return "has {to} where this service does not look for the number; see its page at apprise"
    if max(map(len, there)) > 1:
        return "would send each text more than once: name nobody but {to}"
    return None


def _service(url: str, to: str) -> NotifyBase | None:
    """Return the service that a URL names, set to send one text, once, as it is written."""
    import apprise

    asset = apprise.AppriseAsset(
        app_id="kds",
        app_desc="kds",
        async_mode=False,
        interpret_emojis=False,
        interpret_escapes=False,
    )
    filled = url.replace("{to}", quote(to, safe="")).replace("{digits}", to.removeprefix("+"))
    service = apprise.Apprise.instantiate(filled, asset=asset)
    if not isinstance(service, apprise.NotifyBase):
        return None
    service.retry = 0
    service.optional = False
    service.redirects = False
    service.overflow_mode = apprise.OverflowMode.UPSTREAM
    service.notify_format = apprise.NotifyFormat.TEXT
    service.body_max_line_count = 0
    service.request_rate_per_sec = 0
    return service


def _reaches(service: NotifyBase, to: str) -> bool:
    """Tell whether a service took the number as its target: some text themselves when they do not.

    A service that keeps no targets is believed. Those of North America leave out its 1.
    """
    targets = getattr(service, "targets", None)
    return targets is None or to.removeprefix("+").removeprefix("1") in str(targets)


def _notify(service: NotifyBase, words: str, heard: Heard) -> bool:
    import apprise

    carrier = apprise.Apprise()
    carrier.add(service)
    try:
        return bool(
            carrier.notify(
                body=words,
                body_format=apprise.NotifyFormat.TEXT,
                interpret_escapes=False,
            )
        )
    except Exception as error:
        heard.errors.append(error)
        return False
