"""What holds for the whole kitchen, and what each command makes of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kds.errors import Refused
from kds.orders.kitchen_state import (
    MAX_SOLD_OUT,
    AnyKitchenCommand,
    KitchenState,
    MarkAvailable,
    MarkSoldOut,
    PauseOutside,
    ResumeOutside,
    SoldOut,
    change,
)
from kds.orders.promise import suggested_minutes

AT = datetime(2026, 11, 22, 23, 50, tzinfo=UTC)


def asked(command: type[AnyKitchenCommand], at: datetime = AT, **details: Any) -> AnyKitchenCommand:
    return command(command_id="command-1", by="Grill 1", at=at, **details)


def after(state: KitchenState, *commands: AnyKitchenCommand) -> KitchenState:
    for command in commands:
        changed = change(state, command)
        assert changed is not None
        assert changed.version == state.version + 1
        state = changed
    return state


def test_a_product_is_sold_out_until_it_is_there_again() -> None:
    state = after(KitchenState(), asked(MarkSoldOut, product="Pike"))
    assert state.sold_out == (SoldOut("Pike", AT, "Grill 1"),)
    assert state.is_sold_out("PIKE")
    assert not state.is_sold_out("Pike perch")

    assert change(state, asked(MarkSoldOut, product="pike")) is None, "it is the same product"
    again = after(state, asked(MarkAvailable, product="pike"))
    assert again.sold_out == ()
    assert change(again, asked(MarkAvailable, product="Pike")) is None


def test_the_list_has_an_end() -> None:
    many = KitchenState(sold_out=tuple(SoldOut(f"p{i}", AT, "x") for i in range(MAX_SOLD_OUT)))
    with pytest.raises(Refused, match="500 products") as refusal:
        change(many, asked(MarkSoldOut, product="one more"))
    assert refusal.value.code == "too_many"


def test_a_pause_ends_by_itself_across_midnight_or_when_somebody_ends_it() -> None:
    state = after(KitchenState(), asked(PauseOutside, minutes=15))
    end = AT + timedelta(minutes=15)
    assert (state.outside_paused_until, state.outside_paused_by) == (end, "Grill 1")
    assert state.paused_until(end - timedelta(seconds=1)) == end
    assert state.paused_until(end) is None
    assert change(state, asked(ResumeOutside, at=end)) is None, "it has ended"

    longer = after(state, asked(PauseOutside, at=AT + timedelta(minutes=10), minutes=30))
    assert longer.paused_until(end) == AT + timedelta(minutes=40)
    resumed = after(longer, asked(ResumeOutside, at=end))
    assert (resumed.paused_until(end), resumed.outside_paused_by) == (None, None)


@pytest.mark.parametrize(
    ("wait_s", "minutes"), [(0, 5), (299, 5), (300, 5), (301, 10), (1500, 25), (7200, 120)]
)
def test_the_suggestion_is_the_next_step_of_five_minutes(wait_s: int, minutes: int) -> None:
    assert suggested_minutes(timedelta(seconds=wait_s)) == minutes
