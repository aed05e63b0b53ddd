"""Sums on receipts: as people write them, and VAT in whole cents that adds up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.orders.order import Line
from kds.paper.money import VatRow, money, percent, plain, vat_rows
from kds.settings.paper import ReceiptSettings

SETTINGS = ReceiptSettings(vat=13.5, vat_by_category={"Drinks": 25.5, "Gift cards": 0})


@pytest.mark.parametrize(
    ("cents", "currency", "english", "finnish"),
    [
        (1390, "EUR", "€13.90", "13,90 €"),
        (5, "EUR", "€0.05", "0,05 €"),
        (-1390, "EUR", "-€13.90", "-13,90 €"),
        (0, "SEK", "SEK 0.00", "0,00 SEK"),
        (1390, "JPY", "JPY 1390", "1390 JPY"),
        (123456, "KWD", "KWD 123.456", "123,456 KWD"),
    ],
)
def test_money_is_written_as_people_write_it(
    cents: int, currency: str, english: str, finnish: str
) -> None:
    assert money(cents, currency, "en") == english
    assert money(cents, currency, "fi") == finnish
    assert plain(cents, currency, "fi") in finnish


def test_rates_have_no_needless_digits() -> None:
    assert [percent(Decimal(rate), "fi") for rate in ("13.50", "10", "0.0", "25.5")] == [
        "13,5",
        "10",
        "0",
        "25,5",
    ]


def line(category: str | None, cents: int) -> tuple[Line, int]:
    return Line("L1", "X", 1, abs(cents), category=category), cents


def test_vat_goes_by_category_and_the_lowest_rate_comes_first() -> None:
    sold = [line("drinks", 1260), line("Food", 1000), line(None, 390), line("GIFT CARDS", 500)]

    assert vat_rows(sold, SETTINGS) == [
        VatRow(Decimal("0"), 500, 0, 500),
        VatRow(Decimal("13.5"), 1225, 165, 1390),
        VatRow(Decimal("25.5"), 1004, 256, 1260),
    ]


def test_half_a_cent_goes_away_from_zero_on_both_sides() -> None:
    half = ReceiptSettings(vat=100)

    assert [vat_rows([line(None, cents)], half)[0].vat for cents in (1, 3, -1, -3)] == [
        1,
        2,
        -1,
        -2,
    ]


def test_without_a_rate_receipts_show_no_vat() -> None:
    assert vat_rows([line("drinks", 100)], ReceiptSettings(vat_by_category={"drinks": 25.5})) == []


RATES = st.floats(0, 100).map(lambda rate: round(rate, 2))
LINES = st.lists(
    st.builds(line, st.sampled_from([None, "drinks", "gift cards", "food"]), st.integers(0, 10**7)),
    max_size=20,
)


@given(LINES, RATES, RATES)
def test_vat_adds_up_to_the_cent_and_a_refund_takes_back_just_that(
    sold: list[tuple[Line, int]], rate: float, other: float
) -> None:
    settings = ReceiptSettings(vat=rate, vat_by_category={"drinks": other})

    rows = vat_rows(sold, settings)

    assert all(row.net + row.vat == row.gross for row in rows)
    assert sum(row.gross for row in rows) == sum(cents for _, cents in sold)
    assert all(
        abs(row.vat * (100 + row.rate) - row.gross * row.rate) <= 50 + row.rate for row in rows
    )
    back = vat_rows([(each, -cents) for each, cents in sold], settings)
    assert [(r.net, r.vat, r.gross) for r in back] == [(-r.net, -r.vat, -r.gross) for r in rows]
