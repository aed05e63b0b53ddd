"""The business day, also when the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.orders.business_day import business_day, starts_at

HELSINKI = ZoneInfo("Europe/Helsinki")
FIVE = time(5)

MOMENTS = [
    ("2026-11-20T16:00:00+02:00", "2026-11-20"),
    ("2026-11-21T00:30:00+02:00", "2026-11-20"),
    ("2026-11-21T04:59:59.999999+02:00", "2026-11-20"),
    ("2026-11-21T05:00:00+02:00", "2026-11-21"),
    ("2026-11-21T03:00:00+00:00", "2026-11-21"),
    # 29 March 2026: 03:00 becomes 04:00.
    ("2026-03-29T02:59:59+02:00", "2026-03-28"),
    ("2026-03-29T04:59:59+03:00", "2026-03-28"),
    ("2026-03-29T05:00:00+03:00", "2026-03-29"),
    # 25 October 2026: 04:00 becomes 03:00.
    ("2026-10-25T04:59:59+02:00", "2026-10-24"),
    ("2026-10-25T05:00:00+02:00", "2026-10-25"),
]


@pytest.mark.parametrize(("at", "day"), MOMENTS)
def test_the_day_begins_at_five_local_time(at: str, day: str) -> None:
    assert business_day(datetime.fromisoformat(at), HELSINKI, FIVE) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-28", 23), ("2026-03-29", 24), ("2026-10-24", 25)]
)
def test_a_day_in_which_the_clocks_change_is_shorter_or_longer(day: str, hours: int) -> None:
    begins = starts_at(date.fromisoformat(day), HELSINKI, FIVE)
    ends = starts_at(date.fromisoformat(day) + timedelta(days=1), HELSINKI, FIVE)

    assert ends - begins == timedelta(hours=hours)


CUT_OFFS = st.sampled_from([time(0), time(3), time(3, 30), time(4), FIVE, time(12), time(23, 59)])
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
CHANGES = [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]
AROUND_2026 = st.builds(
    lambda begin, minutes: begin + timedelta(minutes=minutes),
    st.sampled_from(CHANGES),
    st.integers(-300, 300),
) | st.integers(0, 365 * 86400).map(lambda s: NEW_YEAR + timedelta(seconds=s))


@given(at=AROUND_2026, cut_off=CUT_OFFS)
def test_each_moment_lies_in_its_day(at: datetime, cut_off: time) -> None:
    day = business_day(at, HELSINKI, cut_off)

    assert starts_at(day, HELSINKI, cut_off) <= at
    assert at < starts_at(day + timedelta(days=1), HELSINKI, cut_off)


@given(at=AROUND_2026, cut_off=CUT_OFFS, later=st.integers(0, 3 * 3600))
def test_the_day_never_goes_back(at: datetime, cut_off: time, later: int) -> None:
    then = at + timedelta(seconds=later)

    assert business_day(at, HELSINKI, cut_off) <= business_day(then, HELSINKI, cut_off)


@given(at=AROUND_2026)
def test_the_zone_of_the_clock_does_not_matter(at: datetime) -> None:
    assert business_day(at.astimezone(HELSINKI), HELSINKI, FIVE) == business_day(at, HELSINKI, FIVE)
