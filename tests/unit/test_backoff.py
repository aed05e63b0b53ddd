"""Pauses grow, are spread, and never end or run away."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kds.orders.backoff import pause_s

ATTEMPTS = st.integers(1, 100_000)
CHANCE = st.floats(0, 1)


@given(attempt=ATTEMPTS, chance=CHANCE, first=st.floats(0.1, 60), longest=st.floats(60, 3600))
def test_a_pause_stays_between_half_the_first_and_the_longest(
    attempt: int, chance: float, first: float, longest: float
) -> None:
    pause = pause_s(attempt, chance, first_s=first, longest_s=longest)

    assert first / 2 <= pause <= longest


@given(attempt=ATTEMPTS, chance=CHANCE)
def test_pauses_grow_until_the_longest(attempt: int, chance: float) -> None:
    this, later = pause_s(attempt, chance), pause_s(attempt + 1, chance)

    assert later > this or this == later == pause_s(100_000, chance)


def test_pauses_double_from_the_first() -> None:
    whole = [pause_s(attempt, 1.0, first_s=5, longest_s=60) for attempt in range(1, 7)]

    assert whole == [5, 10, 20, 40, 60, 60]


@given(attempt=ATTEMPTS, chance=CHANCE)
def test_chance_spreads_the_upper_half(attempt: int, chance: float) -> None:
    assert pause_s(attempt, 0.0) * 2 == pause_s(attempt, 1.0)
    assert pause_s(attempt, 0.0) <= pause_s(attempt, chance) <= pause_s(attempt, 1.0)


def test_an_attempt_that_was_never_made_waits_like_the_first() -> None:
    assert pause_s(0, 1.0) == pause_s(1, 1.0) == 5.0
