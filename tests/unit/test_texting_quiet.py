"""Quiet hours, over midnight and over changes of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kds.texting.quiet import in_daytime, is_quiet, months_later, next_allowed

HELSINKI = ZoneInfo("Europe/Helsinki")
CLOCKS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 15, 30, 59]))
TIMES = st.integers(0, 4 * 365 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
# The clock changes on Sundays, in other zones than Helsinki by half an hour, and at midnight.
ZONES = st.sampled_from(
    ["Europe/Helsinki", "UTC", "Australia/Lord_Howe", "America/Havana", "Asia/Beirut"]
).map(ZoneInfo)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        ("2026-05-04T20:59:59", "2026-05-04T20:59:59"),
        ("2026-05-04T21:00", "2026-05-05T08:00"),
        ("2026-05-05T00:00", "2026-05-05T08:00"),
        ("2026-05-05T07:59:59.999999", "2026-05-05T08:00"),
        ("2026-05-05T08:00", "2026-05-05T08:00"),
        ("2026-12-31T23:00", "2027-01-01T08:00"),
        ("2026-03-28T22:00", "2026-03-29T08:00"),
        ("2026-10-24T22:00", "2026-10-25T08:00"),
    ],
)
def test_a_text_of_the_night_goes_in_the_morning(at: str, allowed: str) -> None:
    assert next_allowed(_at(at), time(21), time(8), HELSINKI) == _at(allowed)


def test_quiet_hours_within_a_day_and_none() -> None:
    assert next_allowed(_at("2026-05-04T12:30"), time(12), time(13), HELSINKI) == _at(
        "2026-05-04T13:00"
    )
    assert next_allowed(_at("2026-05-04T12:30"), time(9), time(9), HELSINKI) == _at(
        "2026-05-04T12:30"
    )


def test_hours_that_end_in_the_missing_hour_end_after_it() -> None:
    at = _at("2026-03-28T22:00")

    assert next_allowed(at, time(21), time(3, 30), HELSINKI) == _at("2026-03-29T04:30")


def test_in_the_hour_that_comes_twice_it_is_quiet_twice() -> None:
    second = datetime(2026, 10, 25, 3, 10, tzinfo=HELSINKI, fold=1)

    allowed = next_allowed(second, time(21), time(3, 30), HELSINKI)

    assert allowed - second.astimezone(UTC) == timedelta(minutes=20)


@given(TIMES, CLOCKS, CLOCKS, ZONES)
@example(datetime(2026, 3, 28, 20, tzinfo=UTC), time(4), time(3, 30), HELSINKI)
def test_the_next_allowed_time_is_never_before_nor_quiet_and_stays(
    at: datetime, quiet_from: time, quiet_until: time, zone: ZoneInfo
) -> None:
    allowed = next_allowed(at, quiet_from, quiet_until, zone)

    assert allowed >= at
    assert allowed.utcoffset() == timedelta(0)
    assert not is_quiet(allowed, quiet_from, quiet_until, zone)
    assert next_allowed(allowed, quiet_from, quiet_until, zone) == allowed
    assert allowed - at <= timedelta(hours=50)
    if not is_quiet(at, quiet_from, quiet_until, zone):
        assert allowed == at


@given(TIMES, CLOCKS, CLOCKS, ZONES)
def test_reminders_go_by_day_where_that_is_not_quiet(
    at: datetime, quiet_from: time, quiet_until: time, zone: ZoneInfo
) -> None:
    allowed = in_daytime(at, quiet_from, quiet_until, zone)

    assert allowed >= at
    assert not is_quiet(allowed, quiet_from, quiet_until, zone)
    clock = allowed.astimezone(zone).time()
    hours = [time(hour, minute) for hour in range(10, 18) for minute in (0, 1, 15, 30, 59)]
    day = allowed.astimezone(zone)
    free = [
        h
        for h in hours
        if not is_quiet(day.replace(hour=h.hour, minute=h.minute), quiet_from, quiet_until, zone)
    ]
    assert time(10) <= clock < time(18) or not free


def test_a_reminder_comes_on_the_same_day_of_a_later_month() -> None:
    assert months_later(_at("2026-01-31T15:20"), 1, HELSINKI) == _at("2026-02-28T15:20")
    assert months_later(_at("2026-11-26T15:20"), 18, HELSINKI) == _at("2028-05-26T15:20")
    assert months_later(_at("2026-12-01T15:20"), 36, HELSINKI) == _at("2029-12-01T15:20")
