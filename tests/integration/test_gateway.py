"""The gateway against real servers: one text, exactly as written, and what became of it."""

from __future__ import annotations

import io
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kds.errors import SettingsError
from kds.texting.gateway import Gateway, check_urls
from kds.texting.outcome import Failed, Sent, Unknown
from kds.texting.reasons import (
    BETWEEN,
    BROKEN,
    NO_GATEWAY,
    NOT_THIS_NUMBER,
    SLOW,
    UNREACHED,
    UNTRUSTED,
    WRONG_URL,
)
from tests.integration.test_webhook_sending import certificate
from tests.integration.text_gateways import HttpGateway, MailGateway, serving
from tests.integration.webhook_receiver import Receiver

TO = "+358401234567"
WORDS = (
    "Pöytä & <b>Åsa</b>: 5 € 😀👩\u200d🍳 :smile: \\n %0A {number} **a** _b_\n\n"
    "  Toinen  rivi\n.\n# x"
)
SECRET = "Hush-hush.42"
SID = "AC" + "a" * 32


def _json(server: HttpGateway, more: str = "") -> str:
    return f"json://anna:{SECRET}@{server.at}/?:to={{to}}{more}"


def _mail(server: MailGateway, more: str = "") -> str:
    return (
        f"mailto://127.0.0.1:{server.port}"
        f"?to={{digits}}@sms.example&from=kds@cafe.example&smtp=127.0.0.1{more}"
    )


@contextmanager
def _log() -> Iterator[io.StringIO]:
    """Give what comes to the root's handlers; pytest's own listens to those who keep silent too."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    logging.getLogger().addHandler(handler)
    try:
        yield text
    finally:
        logging.getLogger().removeHandler(handler)


def _free_port() -> int:
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))
        return int(own.getsockname()[1])


def test_a_text_arrives_once_and_as_written() -> None:
    with serving(HttpGateway()) as server:
        assert Gateway([_json(server)]).send(TO, WORDS) == Sent()

    (text,) = server.texts
    assert (text["to"], text["message"], text["title"]) == (TO, WORDS, "")


@pytest.mark.parametrize(
    "more", ["&format=html", "&format=markdown", "&emojis=yes", "&overflow=split", "&tag=x"]
)
def test_nothing_in_the_url_changes_the_words(more: str) -> None:
    long = WORDS + "ö" * 40_000
    with serving(HttpGateway()) as server:
        assert Gateway([_json(server, more)]).send(TO, long) == Sent()

    assert [text["message"] for text in server.texts] == [long]


@pytest.mark.parametrize("status", [307, 400, 401, 429, 500, 503])
def test_a_refusal_is_a_failure_with_the_gateways_reason(status: int) -> None:
    with serving(HttpGateway(status)) as server:
        done = Gateway([_json(server, "&retry=3&wait=0.1&optional=yes")]).send(TO, WORDS)

    assert isinstance(done, Failed)
    assert str(status) in done.reason
    assert len(server.texts) == 1


def test_nobody_there_is_a_failure() -> None:
    assert Gateway([f"json://127.0.0.1:{_free_port()}/?:to={{to}}"]).send(TO, "x") == Failed(
        UNREACHED
    )
    mail = f"mailto://127.0.0.1:{_free_port()}?to={{digits}}@s.example&from=a@b.fi&smtp=127.0.0.1"
    assert Gateway([mail]).send(TO, "x") == Failed(UNREACHED)


def test_a_gateway_that_cannot_prove_who_it_is_gets_nothing(tmp_path: Path) -> None:
    with Receiver() as server:
        server.speak_tls(*certificate(tmp_path))
        url = f"jsons://{urlsplit(server.url).netloc}/?:to={{to}}"

        assert Gateway([url]).send(TO, "x") == Failed(UNTRUSTED)


def test_what_nobody_knows_is_unknown_and_no_other_gateway_is_tried() -> None:
    with serving(HttpGateway()) as other:
        with serving(HttpGateway(breaks=True)) as server:
            assert Gateway([_json(server), _json(other)]).send(TO, "x") == Unknown(BROKEN)
            assert len(server.texts) == 1
        with serving(HttpGateway(waits=True)) as server:
            slow = Gateway([_json(server, "&rto=100"), _json(other)], answer_s=0.2)
            assert slow.send(TO, "x") == Unknown(SLOW)
            server.let_go.set()
        for status in (502, 504):
            with serving(HttpGateway(status)) as server:
                assert Gateway([_json(server), _json(other)]).send(TO, "x") == Unknown(BETWEEN)

    assert other.texts == []


def test_after_a_certain_failure_the_next_gateway_is_tried() -> None:
    with serving(HttpGateway(401)) as one, serving(HttpGateway()) as other:
        assert Gateway([_json(one), _json(other)]).send(TO, "x") == Sent()

    assert (len(one.texts), len(other.texts)) == (1, 1)


def test_a_mail_arrives_as_written() -> None:
    with serving(MailGateway()) as server:
        assert Gateway([_mail(server)]).send(TO, WORDS) == Sent()

    (mail,) = server.mails
    assert server.recipients == ["358401234567@sms.example"]
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().replace("\r\n", "\n").rstrip("\n") == WORDS


@pytest.mark.parametrize(
    "answers", [{"RCPT": "550 no such user"}, {".": "554 no such user"}, {"MAIL": "451 no such"}]
)
def test_a_mail_that_is_refused_is_a_failure(answers: dict[str, str]) -> None:
    with serving(MailGateway(answers)) as server:
        done = Gateway([_mail(server)]).send(TO, WORDS)

    assert isinstance(done, Failed)
    assert "no such" in done.reason


def test_a_mail_whose_taking_nobody_knows_is_unknown() -> None:
    with serving(MailGateway({".": ""})) as server:
        assert Gateway([_mail(server)]).send(TO, WORDS) == Unknown(BROKEN)

    assert len(server.mails) == 1


def test_without_a_url_there_is_no_gateway() -> None:
    assert not Gateway([]).is_there
    assert Gateway([]).send(TO, "x") == Failed(NO_GATEWAY)
    assert Gateway(["nonsense://{to}"]).send(TO, "x") == Failed(WRONG_URL)


def test_a_number_that_a_service_does_not_take_is_not_texted_to_somebody_else() -> None:
    short = Gateway([f"twilio://{SID}:{'b' * 32}@+15005550006/{{to}}"])

    assert short.send("+35840123", "x") == Failed(NOT_THIS_NUMBER)


def test_secrets_number_and_words_are_in_no_log_and_no_reason(
    capfd: pytest.CaptureFixture[str],
) -> None:
    said = []
    with _log() as log:
        for server in (HttpGateway(401), HttpGateway(breaks=True), HttpGateway()):
            with serving(server):
                said.append(Gateway([_json(server)]).send(TO, "Dear Anna"))
        echo = {"RCPT": f"550 {SECRET} {TO} 358401234567 Dear Anna anna"}
        with serving(MailGateway(echo)) as mail:
            said.append(Gateway([_mail(mail, f"&user=anna&x={SECRET}")]).send(TO, "Dear Anna"))
        said.append(Gateway([f"json://:{SECRET}@:{SECRET}/{{to}}"]).send(TO, "Dear Anna"))

    everything = f"{said} {log.getvalue()} {capfd.readouterr()}"
    assert said[3] == Failed("550 … … … … …")
    for each in (SECRET, "anna:", "40123", "Dear"):
        assert each not in everything


GOOD = [
    f"twilio://{SID}:{'b' * 32}@+15005550006/{{to}}",
    "clicksend://user:key@{to}",
    "bulksms://user:pw@{to}",
    "46elks://user:pw@Resto/{to}",
    "seven://key/{to}",
    "voipms://password:anna@cafe.example/2025550100/{to}",
    "mailto://u:p@cafe.example?to={digits}@sms.example",
    "jsons://cafe.example/?:to={to}",
    "form://cafe.example/?:to={to}",
    "json://cafe.example/text/{to}",
]


def test_urls_of_services_are_right() -> None:
    check_urls([])
    for url in GOOD:
        check_urls([url])


@pytest.mark.parametrize(
    ("url", "why"),
    [
        (f"json://anna:{SECRET}@cafe.example/", "does not say where the number goes"),
        (f"jsn://anna:{SECRET}@cafe.example/{{to}}", "is not one that apprise can read"),
        (f"twilio://anna:{SECRET}@+15005550006/{{to}}", "is not one that apprise can read"),
        (f"mailto://u:{SECRET}@cafe.example?to={{to}}@s.example", "does not look for the number"),
        (f"bulksms://user:{SECRET}@{{to}}/+358407654321", "more than once"),
        ("http://[{to}", "is not one that apprise can read"),
    ],
)
def test_a_wrong_url_is_named_by_its_place_and_not_repeated(url: str, why: str) -> None:
    with pytest.raises(SettingsError, match=why) as refused:
        check_urls([GOOD[0], url])

    assert "place 2" in str(refused.value)
    assert SECRET not in str(refused.value)
