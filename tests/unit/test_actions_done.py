"""Every action, tried on orders in all twelve statuses: done or refused as the copy has it."""

from __future__ import annotations

import pytest

from kds.orders.actions import Action, Place, offered
from kds.orders.status import Status, status
from tests.specimens import WAYS
from tests.till_samples import Life
from tests.unit.attempts import attempts
from tests.unit.own_table import EXPECTED, expected_of
from tests.unit.restated import CONDITIONS

SPECIMENS = [(code, way) for code, ways in WAYS.items() for way in ways]


@pytest.fixture(params=SPECIMENS, ids=[f"{code}: {way}" for code, way in SPECIMENS])
def life(request: pytest.FixtureRequest) -> Life:
    """Return an order in each of the twelve statuses, by each of the ways to get there."""
    code, way = request.param
    found = WAYS[code][way]()
    assert found.status == code
    return found


def test_there_are_orders_in_all_twelve_statuses() -> None:
    assert set(WAYS) == {each.code for each in Status}


def _may(action: Action, place: str, life: Life) -> bool:
    """Tell whether the copy of the table allows it, and its condition holds."""
    expected = expected_of(action, status(life.record))
    if expected is None or place not in expected[0]:
        return False
    return expected[1] is None or CONDITIONS[expected[1]](life.record, life.today)


@pytest.mark.parametrize("today", [True, False], ids=["today", "a day later"])
def test_what_is_asked_is_done_or_refused_as_the_table_says(life: Life, *, today: bool) -> None:
    life.today = today
    now, before = status(life.record), life.record
    for action in Action:
        for place, attempt in attempts(action, life.record, life.terms):
            said = attempt()
            assert said.is_done is _may(action, place, life), (action, place, said)
            assert life.record == before
            if said.code == "not_allowed":
                assert f"'{action.value}'" in said.text
                assert f"'{now.english}'" in said.text
                assert "Allowed now: " in said.text
            else:
                assert said.is_done or said.code in ELSEWHERE, said


ELSEWHERE = {"stopped", "already_ready", "not_ready", "no_such_part", "settled"} | {
    "not_needed",
    "already_approved",
    "already_rejected",
    "unchanged",
}
"""Answers that say more than the table: which part, who was faster, that nothing is left to do."""


def test_each_condition_is_met_by_one_order_and_not_by_another() -> None:
    """Else a specimen is missing, and the test above would not see a wrong condition."""
    lives = [(code, build()) for code, ways in WAYS.items() for build in ways.values()]
    for (action, _), (_, condition) in EXPECTED.items():
        if condition is not None:
            where = {code for (a, code), (_, told) in EXPECTED.items() if a == action and told}
            met = {CONDITIONS[condition](x.record, True) for code, x in lives if code in where}
            assert met == {True, False}, (action, condition)


def test_what_is_offered_is_what_is_done(life: Life) -> None:
    for place in Place:
        found = offered(life.record, place, lambda _: life.today)
        assert set(found) == {each for each in Action if _may(each, place.value, life)}


def test_every_status_records_a_payment_under_way_and_settles_what_is_owed(life: Life) -> None:
    for place in (Place.TILL, Place.BACK_OFFICE):
        settles = Action.SETTLE_REFUND in offered(life.record, place)
        assert settles is (life.record.refund_owed > 0)
    reports = Action.REPORT_PAYMENT in offered(life.record, Place.OUTSIDE)
    assert reports is CONDITIONS["payment under way"](life.record, True)
