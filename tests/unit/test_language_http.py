"""The language of a request, and the words that pages fetch."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from kds.errors import Refused
from kds.http import language
from kds.http.problem import answer_errors
from kds.languages import names
from kds.orders.alarms import Alarm, AlarmKind
from kds.orders.failure import Failure
from kds.orders.order import Service
from kds.orders.part import Cause, CauseCode
from kds.orders.status import Status
from kds.web.wire import Wire

PROGRAM = {"Authorization": "Bearer key"}
AT = datetime(2026, 11, 26, 10, 5, tzinfo=UTC)
WIRE = Wire(ZoneInfo("Europe/Helsinki"), {"grill": "Grill"})


def client(default: str = "en") -> FlaskClient:
    """A server with a page, a static page and a refusal."""
    app = Flask(__name__)
    language.serve(app, default)
    answer_errors(app)
    page = '<html lang="{{ language }}"><b>{{ t("Table {table}", table="<7>") }}</b>'
    app.add_url_rule("/page", "page", lambda: render_template_string(page))
    app.add_url_rule("/static-page", "static-page", lambda: language.page('<html lang="en"> en'))

    def refuse() -> str:
        raise Refused("unknown_order", "The kitchen has no order {order}.", order="{who}")

    app.add_url_rule("/refused", "refused", refuse)
    return app.test_client()


def test_a_page_is_in_the_language_of_the_settings_until_one_is_chosen() -> None:
    asked = client("fi")

    assert asked.get("/page").text == '<html lang="fi"><b>Pöytä &lt;7&gt;</b>'
    assert asked.get("/static-page").text == '<html lang="fi"> en'
    asked.set_cookie("kds_language", "en")
    assert asked.get("/page").text == '<html lang="en"><b>Table &lt;7&gt;</b>'
    assert asked.get("/static-page").text == '<html lang="en"> en'


@pytest.mark.parametrize("cookie", ["", "xx", "fi.toml", "../fi", '"><script>', "FI"])
def test_a_cookie_that_is_no_language_counts_for_nothing(cookie: str) -> None:
    asked = client()
    asked.set_cookie("kds_language", cookie)

    assert '<html lang="en">' in asked.get("/page").text


@pytest.mark.parametrize(
    ("headers", "detail"),
    [
        ({}, "Keittiöllä ei ole tilausta {who}."),
        ({"Accept-Language": "en"}, "Keittiöllä ei ole tilausta {who}."),
        (PROGRAM, "The kitchen has no order {who}."),
        (PROGRAM | {"Accept-Language": "tlh, fi;q=0.5"}, "Keittiöllä ei ole tilausta {who}."),
        (PROGRAM | {"Accept-Language": "fi-FI"}, "Keittiöllä ei ole tilausta {who}."),
        (PROGRAM | {"Accept-Language": "tlh"}, "The kitchen has no order {who}."),
    ],
)
def test_a_browser_is_answered_in_the_pages_language_and_a_program_as_it_asks(
    headers: dict[str, str], detail: str
) -> None:
    told = client("fi").get("/refused", headers=headers).json

    assert told is not None
    assert told["detail"] == detail
    assert told["code"] == "unknown_order"


def test_a_page_fetches_the_words_of_a_language() -> None:
    told = client().get("/languages/fi.json").json

    assert told is not None
    assert told["code"] == "fi"
    assert told["languages"] == dict(names())
    assert told["texts"]["Send again"] == "Lähetä uudelleen"
    assert told["statuses"] == {status.code: status.finnish for status in Status}


def test_english_needs_no_texts_but_names_the_statuses() -> None:
    told = client().get("/languages/en.json").json

    assert told is not None
    assert told["texts"] == {}
    assert told["statuses"] == {status.code: status.english for status in Status}


@pytest.mark.parametrize("code", ["xx", "__init__", "fi.toml", "..%2Ffi"])
def test_there_is_nothing_but_languages(code: str) -> None:
    assert client().get(f"/languages/{code}.json").status_code == 404


def test_what_is_pushed_to_all_screens_carries_each_language() -> None:
    alarm = WIRE.pushed_alarm(Alarm(AlarmKind.NOT_SENT, AT, count=2))

    assert alarm.text == alarm.text_in["en"] == "2 orders are not sent to the kitchen"
    assert alarm.text_in["fi"] == "2 tilausta on lähettämättä keittiöön"
    assert alarm.text_in.keys() == names().keys()


def test_causes_are_pushed_in_each_language_with_its_times() -> None:
    cause = Cause(CauseCode.NO_DISPLAY, "grill", AT)
    failure = Failure(
        order_id="A-1",
        board="office",
        version=1,
        number="A1",
        till="A",
        service=Service.TAKEAWAY,
        accepted_at=AT,
        causes=(cause,),
        failed_at=AT,
        lines=(),
    )

    view = WIRE.view(failure)

    english = "no display of station Grill is connected since 12:05"
    assert view["cause_texts"] == view["cause_texts_in"]["en"] == [english]
    finnish = "yhtään keittiöpisteen Grill näyttöä ei ole ollut yhteydessä klo 12.05 jälkeen"
    assert view["cause_texts_in"]["fi"] == [finnish]
