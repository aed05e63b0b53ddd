"""The timer of a ticket: its age, how long it is until what was promised, or how long on hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

START = datetime(2026, 11, 26, 12, tzinfo=UTC)
DAY = timedelta(days=1)
TELL = """
async ([source, asked, told]) => {
  const { agesOf, stepAt, shownAt } = await import(
    `data:text/javascript,${encodeURIComponent(source)}`);
  const ages = agesOf(told);
  return asked.map(
    ([view, now]) => [stepAt(view, now, ages), ...Object.values(shownAt(view, now, ages))]);
}
"""

Told = tuple[str, str, timedelta]
Timed = Callable[..., list[Told]]


@pytest.fixture(scope="module")
def timed(browser: Browser) -> Iterator[Timed]:
    """What tells step, kind and time for each promise and each moment, both after the start."""
    source = files("kds.web").joinpath("static/js/screen/timing.js").read_text("utf-8")
    page = browser.new_page()

    def tell(
        *asked: tuple[timedelta | None, timedelta],
        ages: dict[str, int] | None = None,
        held: dict[str, Any] | None = None,
    ) -> list[Told]:
        given = [
            (
                {"since": START.isoformat(), "promised": promise and (START + promise).isoformat()}
                | (held or {}),
                (START + now).timestamp() * 1000,
            )
            for promise, now in asked
        ]
        found = page.evaluate(TELL, [source, given, ages or {}])
        return [(step, kind, timedelta(milliseconds=ms)) for step, kind, ms in found]

    yield tell
    page.close()


def m(minutes: float) -> timedelta:
    """Return so many minutes."""
    return timedelta(minutes=minutes)


def test_without_a_promise_or_with_a_near_one_a_ticket_tells_its_age(timed: Timed) -> None:
    for promise, last in ((None, "late"), (m(8), "over")):
        assert timed(*((promise, m(age)) for age in (-1, 0, 4.99, 5, 7.99, 8, 600))) == [
            ("fresh", "age", m(0)),
            ("fresh", "age", m(0)),
            ("fresh", "age", m(4.99)),
            ("soon", "age", m(5)),
            ("soon", "age", m(7.99)),
            ("late", "age", m(8)),
            (last, "age", m(600)),
        ]


def test_a_promise_that_is_over_counts_more_than_the_age(timed: Timed) -> None:
    assert timed((m(-3), m(0)), (m(4), m(4)), (m(4), m(4.1))) == [
        ("over", "age", m(0)),
        ("fresh", "age", m(4)),
        ("over", "age", m(4.1)),
    ]


def test_each_service_has_its_own_steps(timed: Timed) -> None:
    ages = {"hurry_min": 15, "late_min": 25}
    aged = timed(*((None, m(age)) for age in (14.9, 15, 24.9, 25)), ages=ages)
    assert [step for step, _, _ in aged] == ["fresh", "soon", "soon", "late"]
    # What is promised within the time that a ticket may wait tells its age, and not the promise.
    assert timed((m(20), m(1)), (m(26), m(1)), ages=ages) == [
        ("fresh", "age", m(1)),
        ("fresh", "left", m(25)),
    ]
    assert [step for step, _, _ in timed((m(40), m(24)), (m(40), m(25)), ages=ages)] == [
        "fresh",
        "soon",
    ]


def test_time_on_hold_is_no_part_of_the_age(timed: Timed) -> None:
    on_hold = {"held_at": (START + m(2)).isoformat(), "held_s": 60}
    for promise in (None, m(3), m(60)):
        assert timed((promise, m(20)), held=on_hold) == [("held", "held", m(18))]
    assert timed((None, m(9.9)), (None, m(10)), held={"held_s": 300}) == [
        ("fresh", "age", m(4.9)),
        ("soon", "age", m(5)),
    ]


def test_what_is_promised_in_days_is_calm_until_the_last_tenth_and_late_after_it(
    timed: Timed,
) -> None:
    assert timed(*((5 * DAY, now) for now in (m(0), m(60), 4.4 * DAY, 4.5 * DAY, 5 * DAY))) == [
        ("fresh", "left", 5 * DAY),
        ("fresh", "left", 5 * DAY - m(60)),
        ("fresh", "left", 0.6 * DAY),
        ("soon", "left", 0.5 * DAY),
        ("soon", "left", m(0)),
    ]
    assert timed((5 * DAY, 5 * DAY + m(1)), (5 * DAY, 8 * DAY)) == [
        ("over", "over", m(1)),
        ("over", "over", 3 * DAY),
    ]


def test_the_hurry_begins_at_least_five_minutes_and_at_most_a_day_before(timed: Timed) -> None:
    assert [step for step, _, _ in timed((m(20), m(14)), (m(20), m(15)))] == ["fresh", "soon"]
    month = 30 * DAY
    steps = [step for step, _, _ in timed((month, month - 1.1 * DAY), (month, month - DAY))]
    assert steps == ["fresh", "soon"]
