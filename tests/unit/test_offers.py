"""What is offered station by station is what the kitchen does, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kds.errors import Refused
from kds.orders import commands as c
from kds.orders.actions import Action, Place, offered_rows
from kds.orders.decide import Decision, decide
from kds.orders.offers import stations_for
from tests.samples import MANAGER, POLICY, ask
from tests.specimens import SPECIMENS
from tests.till_samples import Life

BY_STATION: dict[Action, type[c.Command]] = {
    Action.START: c.StartPart,
    Action.MARK_READY: c.MarkPartReady,
    Action.RECALL: c.RecallPart,
    Action.MARK_SEEN: c.MarkPartSeen,
}


def changes(life: Life, kind: type[c.Command], station: str) -> bool:
    """Tell whether a command changes a part."""
    command = ask(kind, life.s + 1, station=station, by=MANAGER)
    try:
        return isinstance(decide(life.record, command, POLICY), Decision)
    except Refused:
        return False


@pytest.mark.parametrize("build", [build for _, _, build in SPECIMENS])
def test_a_station_is_offered_where_the_command_changes_something(
    build: Callable[[], Life],
) -> None:
    life = build()
    rows = {row.action for row in offered_rows(life.record, Place.BACK_OFFICE)}
    for action, kind in BY_STATION.items():
        stations = stations_for(action, life.record)
        does = {station for station in life.record.parts if changes(life, kind, station)}
        assert set(stations or ()) == does or action not in rows
        if action is not Action.START:  # What is started already owes a part, and is not begun.
            assert bool(does) is (action in rows)


def test_an_action_of_the_whole_order_has_no_stations() -> None:
    assert stations_for(Action.APPROVE, Life().record) is None
    assert stations_for(Action.MARK_READY, Life().record) == ()
    assert stations_for(Action.MARK_READY, Life().paid().record) == ("grill", "fryer")
