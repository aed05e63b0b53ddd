"""The table of actions against a copy of its own, and what a refusal says."""

from __future__ import annotations

import pytest

from kds.errors import Refused
from kds.orders.actions import (
    TABLE,
    Action,
    Place,
    allowed,
    allowed_actions,
    offered_rows,
    places_of,
    require,
    row_of,
)
from kds.orders.status import Status
from tests.specimens import WAYS
from tests.unit.own_table import EXPECTED, SEED, expected_of

PAIRS = [(action, now) for now in Status for action in Action]


@pytest.mark.parametrize(("action", "now"), PAIRS, ids=[f"{a}, {s.code}" for a, s in PAIRS])
def test_each_pair_is_in_the_table_or_not(action: Action, now: Status) -> None:
    expected = expected_of(action, now)
    row = row_of(action, now)

    assert (row is not None) is (expected is not None)
    assert allowed(action, now) is (expected is not None)
    assert (action in allowed_actions(now)) is (expected is not None)
    places, condition = expected or (set(), None)
    for place in Place:
        assert allowed(action, now, place) is (place.value in places)
        assert (action in allowed_actions(now, place)) is (place.value in places)
    if row is not None:
        assert row.reason
        assert (row.only_if is None) is (condition is None)


def test_the_copy_says_of_each_action_where_it_is_possible() -> None:
    assert {action for action, _ in EXPECTED} == {action.value for action in Action}
    for action in Action:
        named = [places for (each, _), (places, _) in EXPECTED.items() if each == action.value]
        assert {place.value for place in places_of(action)} == set().union(*named)
    assert len(TABLE) == len(EXPECTED)


@pytest.mark.parametrize("name", SEED)
def test_what_the_seed_offers_is_in_the_table(name: str) -> None:
    now = next(each for each in Status if each.finnish == name)

    for place, action in SEED[name]:
        assert allowed(Action(action), now, Place(place))
    marked = {row.action.value for row in TABLE if row.status is now and row.in_seed}
    assert marked == {action for _, action in SEED[name]}


def test_a_refusal_names_status_action_condition_and_what_is_allowed() -> None:
    life = WAYS["IN_KITCHEN"]["not paid"]()

    with pytest.raises(Refused) as refused:
        require(Action.VOID, life.record, Place.TILL, lambda _: True)

    assert refused.value.code == "not_allowed"
    said = str(refused.value)
    assert said.startswith("Order A1 cannot be changed by 'void': ")
    assert "it was paid on this business day and nothing of it is refunded" in said
    assert "it is 'In kitchen'" in said
    assert said.endswith("Allowed now: change, park, pay, delete.")


def test_a_refusal_where_nothing_is_allowed_says_so() -> None:
    life = WAYS["CANCELLED"]["deleted"]()

    with pytest.raises(Refused, match=r"it is 'Cancelled'\. Allowed now: nothing") as refused:
        require(Action.PAY, life.record, Place.TILL)

    assert "that needs" not in str(refused.value)


def test_an_action_is_refused_from_a_place_that_has_no_such_right() -> None:
    life = WAYS["IN_KITCHEN"]["paid"]()

    require(Action.MARK_READY, life.record, Place.STATION)
    with pytest.raises(Refused, match="'mark ready'"):
        require(Action.MARK_READY, life.record, Place.TILL)
    with pytest.raises(Refused, match="'void'"):
        require(Action.VOID, life.record, Place.BACK_OFFICE)


def test_a_status_that_somebody_knows_better_decides_what_is_offered() -> None:
    life = WAYS["IN_KITCHEN"]["paid"]()

    rows = offered_rows(life.record, Place.TILL, None, Status.NOT_SENT_TO_KITCHEN)

    assert Action.SEND_AGAIN in {row.action for row in rows}
