"""Telephone numbers as people type them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.errors import InvalidInput
from kds.languages import Words
from kds.orders import text
from kds.texting.phones import parse, shown
from kds.texting.wrong import Wrong


@pytest.mark.parametrize(
    ("typed", "country", "e164"),
    [
        ("040 123 4567", "FI", "+358401234567"),
        (" (040) 123-4567 ", "FI", "+358401234567"),
        ("+358 40 123 4567", "SE", "+358401234567"),
        ("00358401234567", "FI", "+358401234567"),
        ("+44 20 7946 0018", "FI", "+442079460018"),
        ("09 1234 5678", "FI", "+358912345678"),
        ("070-174 06 05", "SE", "+46701740605"),
        ("٠٤٠ ١٢٣ ٤٥٦٧", "FI", "+358401234567"),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str, country: str, e164: str) -> None:
    assert parse(typed, country) == e164
    assert re.search(text.Phone.__metadata__[0].pattern, e164)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "Type a telephone number."),
        (" \n", "Type a telephone number."),
        ("04", "04 is too short for a telephone number."),
        ("7", "7 is no telephone number."),
        ("040 123 4567 8901 2345", "is too long for a telephone number."),
        ("1" * 100_000, "is too long for a telephone number."),
        ("040 PIZZA 12", "040 PIZZA 12 is no telephone number."),
        ("040 1234567;ext=12", "is no telephone number."),
        ("040 1234567#12", "is no telephone number."),
        ("+210 123456789", "is no telephone number."),
        ("040\u202e1234567", "is no telephone number."),
        ("010 123", "is no number of FI. One from abroad begins with + and its country."),
        ("+44 10 0000 0000", "is no number of GB."),
    ],
)
def test_a_wrong_number_is_told_in_words_of_daily_work(typed: str, why: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse(typed, "FI")

    assert why in str(refused.value)
    assert refused.value.problems[0][0] == "phone"


def test_what_is_wrong_can_be_said_in_a_language() -> None:
    own = Words("xx", "X", {"{phone} is no telephone number.": "{phone} ei ole."})

    assert Wrong("phone", "{phone} is no telephone number.", phone="7").said(own.t) == "7 ei ole."


def test_a_number_is_shown_as_people_of_the_country_write_it() -> None:
    assert shown("+358401234567", "FI") == "040 1234567"
    assert shown("+358401234567", "SE") == "+358 40 1234567"
    assert shown("", "FI") == ""
    assert shown("nonsense", "FI") == "nonsense"


@given(st.text(max_size=50) | st.from_regex(r"\+?[0-9 ()/-]{1,30}", fullmatch=True))
def test_whatever_is_typed_is_a_number_or_refused(typed: str) -> None:
    try:
        e164 = parse(typed, "FI")
    except InvalidInput:
        return

    assert re.fullmatch(r"\+[1-9][0-9]{5,14}", e164)
    assert parse(e164, "SE") == e164
    assert parse(shown(e164, "FI"), "FI") == e164
