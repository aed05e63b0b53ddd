"""What a failed call came to by what apprise let slip, and what of it people may read."""

from __future__ import annotations

import logging
import threading

import pytest

from kds.texting.hiding import HIDDEN, MAX_REASON_CHARS, hidden
from kds.texting.listening import Heard, listening
from kds.texting.outcome import Failed, Unknown
from kds.texting.reasons import BETWEEN, BROKEN, ODD, SLOW, UNREACHED, outcome_of

TO = "+358401234567"


def _heard(*lines: str, errors: tuple[BaseException, ...] = ()) -> Heard:
    heard = Heard()
    heard.lines += lines
    heard.errors += errors
    return heard


@pytest.mark.parametrize(
    ("heard", "outcome"),
    [
        (_heard(), Unknown(ODD)),
        (_heard("No such key, error=401."), Failed("No such key, error=401.")),
        (_heard("first", "last"), Failed("last")),
        (_heard("Bad Gateway, error=502."), Unknown(BETWEEN)),
        (_heard("A Connection error occurred sending X."), Unknown(ODD)),
        (_heard("x", errors=(ConnectionRefusedError(),)), Failed(UNREACHED)),
        (_heard("x", errors=(TimeoutError(),)), Unknown(SLOW)),
        (_heard("x", errors=(ConnectionResetError(),)), Unknown(BROKEN)),
        (_heard("x", errors=(KeyError("id"),)), Unknown(ODD)),
        # Of two requests the first may have sent it.
        (_heard("x", errors=(TimeoutError(), ConnectionRefusedError())), Unknown(SLOW)),
    ],
)
def test_what_is_not_certain_is_unknown(heard: Heard, outcome: Failed | Unknown) -> None:
    assert outcome_of(heard) == outcome


def test_only_what_this_thread_says_is_heard() -> None:
    logger = logging.getLogger("apprise")
    with listening() as heard:
        other = threading.Thread(target=logger.warning, args=("of another text",))
        other.start()
        other.join()
        logger.warning("of %s", "this one")

    assert heard.lines == ["of this one"]


@pytest.mark.parametrize(
    ("url", "said", "shown"),
    [
        ("twilio://ACab:tok1@+15005550006/{to}", "ACab tok1 15005550006: no", "… … …: no"),
        ("json://a:p%40ss%2Fword@h.fi/{to}", "p@ss/word p%40ss%2Fword h.fi", "… … h.fi"),
        ("jsons://h.fi/hook/s3cret?:to={to}&+X-Key=k3y", "s3cret k3y hook to", "… … … to"),
        ("seven://k3y/{to}", f"k3y {TO} 358401234567 %2B358401234567", "… … … …"),
        ("json://h.fi?:to={to}", "Dear Anna\x1b[2J\r\nand\u202e", "… [2J and"),
        ("json://h.fi?:to={to}", "x" * 999, "x" * (MAX_REASON_CHARS - 1) + HIDDEN),
    ],
)
def test_secrets_number_and_words_are_hidden(url: str, said: str, shown: str) -> None:
    assert hidden(said, url, TO, "Dear Anna") == shown
