"""Commands from screens and programs: what each takes, and who may give it."""

from __future__ import annotations

from typing import Any

import pytest

from kds.errors import InvalidInput
from kds.orders.part import ActorKind
from kds.web.commands import TAKES, to_command
from kds.web.identity import COMMANDS, OperatorIdentity
from tests.samples import T0

FIELDS: dict[str, Any] = {
    "minutes": 15,
    "reason": "told by phone",
    "station": "grill",
    "method": "card",
}


def asked(command: str, *fields: str) -> dict[str, Any]:
    """Return what somebody asks, with these fields."""
    common = {"command": command, "command_id": "office-0001", "order_id": "A-1"}
    return common | {name: FIELDS[name] for name in fields}


def test_each_command_that_may_be_given_says_what_it_takes() -> None:
    assert TAKES.keys() == COMMANDS.keys()


@pytest.mark.parametrize("command", TAKES)
def test_a_command_with_what_it_takes_is_one_and_names_who_and_where(command: str) -> None:
    made = to_command(asked(command, *TAKES[command]), OperatorIdentity(), T0)
    assert type(made).__name__ == command
    assert (made.by.kind, made.by.id) == (ActorKind.BACK_OFFICE, "operator")
    for name in TAKES[command]:
        assert getattr(made, name) == FIELDS[name]


@pytest.mark.parametrize(
    ("command", "missing"),
    [(name, field) for name, fields in TAKES.items() for field in fields if field != "minutes"],
)
def test_a_command_without_what_it_takes_is_refused(command: str, missing: str) -> None:
    given = [field for field in TAKES[command] if field != missing]
    with pytest.raises(InvalidInput) as refusal:
        to_command(asked(command, *given), OperatorIdentity(), T0)
    assert [path for path, _ in refusal.value.problems] == [f"$.{missing}"]


def test_minutes_may_be_left_out() -> None:
    assert to_command(asked("Approve"), OperatorIdentity(), T0)


def test_a_word_that_is_no_command_is_refused() -> None:
    with pytest.raises(InvalidInput):
        to_command(asked("ApplyOrder"), OperatorIdentity(), T0)
