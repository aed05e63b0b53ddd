"""Preparation times summed up, and written as a file for spreadsheets."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from kds.orders.order import Service
from kds.orders.preparation import Ages, Preparation
from kds.orders.report import Counted, Days, Figures, counted, figures_by_key, figures_of_all
from kds.web.csv_file import csv_text
from tests.samples import T0

AHEAD = timedelta(hours=2)
DAYS = Days(ZoneInfo("Europe/Helsinki"), time(4))


def made(took_s: float, promised_s: float | None = None, **facts: object) -> Preparation:
    promised_at = None if promised_s is None else T0 + timedelta(seconds=promised_s)
    ready_at = T0 + timedelta(seconds=took_s)
    usual = Preparation(
        "A-1", "grill", Service.DINE_IN, ("Burger",), T0, ready_at, promised_at=promised_at
    )
    return replace(usual, **facts)


def one(preparation: Preparation, key: str = "grill") -> Counted:
    return counted(preparation, key, {"takeaway": Ages(60, 120)}, AHEAD)


def test_figures_tell_average_median_ninetieth_and_longest() -> None:
    times = [100] * 5 + [200] * 4 + [1300]
    figures = figures_of_all(one(made(each)) for each in times)

    assert (figures.made, figures.average_s, figures.longest_s) == (10, 260, 1300)
    assert (figures.median_s, figures.p90_s) == (100, 200), "half and nine of ten within it"
    assert (figures.fresh, figures.soon, figures.late) == (9, 0, 1)


def test_promises_are_counted_with_how_much_was_over() -> None:
    figures = figures_of_all(map(one, (made(60), made(60, 90), made(90, 60), made(150, 60))))

    assert (figures.made, figures.promised, figures.in_time, figures.over_s) == (4, 3, 1, 60)


def test_what_was_agreed_for_much_later_counts_against_its_promise_alone() -> None:
    figures = figures_of_all(map(one, (made(100), made(9000, 9001), made(9100, 9000))))

    assert (figures.made, figures.planned, figures.longest_s) == (3, 2, 100)
    assert (figures.promised, figures.in_time, figures.over_s) == (2, 1, 100)
    assert (figures.fresh, figures.soon, figures.late) == (1, 0, 0)


def test_where_there_is_nothing_there_are_no_figures() -> None:
    assert figures_of_all([]) == Figures(0, 0, None, None, None, None, 0, 0, 0, 0, 0, None)


def test_each_service_has_its_own_steps() -> None:
    figures = figures_of_all(map(one, (made(90), made(90, service=Service.TAKEAWAY))))

    assert (figures.fresh, figures.soon) == (1, 1)


def test_keys_stand_in_their_order() -> None:
    found = figures_by_key(Counted(each, 1, 1, 0, 0, 0, 0, 0) for each in (11, 9, 23, 9))

    assert [(key, each.made) for key, each in found.items()] == [(9, 2), (11, 1), (23, 1)]


def test_days_and_hours_are_those_of_the_restaurant() -> None:
    at_night = made(60, since=datetime(2026, 11, 21, 0, 30, tzinfo=UTC))

    assert DAYS.hour(at_night) == 2
    assert DAYS.day(at_night) == date(2026, 11, 20), "before four it is still the day before"


# The file.


def read(text: str) -> list[list[str]]:
    assert text.encode().startswith(b"\xef\xbb\xbf"), "spreadsheets know it as UTF-8 by that"
    return list(csv.reader(text[1:].splitlines(keepends=True)))


def test_a_file_reads_back_as_it_was() -> None:
    rows = [["Käristys, iso", 'a "quoted" one', "two\nlines", 12, None, date(2026, 11, 26)]]
    text = csv_text(["a", "b", "c", "d", "e", "f"], rows)

    assert text.count("\r\n") == 2
    assert read(text) == [
        ["a", "b", "c", "d", "e", "f"],
        ["Käristys, iso", 'a "quoted" one', "two\nlines", "12", "", "2026-11-26"],
    ]


def test_no_name_becomes_a_formula() -> None:
    names = ["=1+1", "+358", "-2", "@SUM(A1)", "\t=1", "\uff1d1", "5=5", "Coffee - black"]
    text = csv_text(["name", "over_s"], [[name, -5] for name in names])

    found = read(text)[1:]
    assert [name for name, _ in found] == [f"'{each}" for each in names[:6]] + names[6:]
    assert {over for _, over in found} == {"-5"}, "a number stays one"
