"""Commands from screens and programs: what each takes, and who may give it."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kds.errors import InvalidInput
from kds.orders.part import ActorKind
from kds.web.commands import texts_in, to_command
from kds.web.identity import COMMANDS, OperatorIdentity
from kds.web.texts_asked import Texting
from kds.web.wishes import MAY_LACK, TAKES
from tests.samples import T0

FIELDS: dict[str, Any] = {
    "minutes": 15,
    "reason": "told by phone",
    "station": "grill",
    "method": "card",
    "how": "done",
    "text": {"to": "040 123 4567", "words": "Hei!", "template": "ready"},
    "text_id": "first",
    "collected_name": "Olli",
    "line_ids": ("L1", "L2"),
    "started": True,
    "struck": False,
    "course": 2,
    "priority": False,
    "to": "fryer",
    "seen": True,
    "print_id": "3-1",
    "printer": "counter",
    "reminders": [
        {"to": "040 123 4567", "words": "Huolto!", "send_at": "2027-11-22T12:00:00Z"},
    ],
}
TEXTING = Texting("FI", time(21), time(8), ZoneInfo("Europe/Helsinki"))


def asked(command: str, *fields: str) -> dict[str, Any]:
    """Return what somebody asks, with these fields."""
    common = {"command": command, "command_id": "office-0001", "order_id": "A-1"}
    return common | {name: FIELDS[name] for name in fields}


def test_each_command_that_may_be_given_says_what_it_takes() -> None:
    assert TAKES.keys() == COMMANDS.keys()


@pytest.mark.parametrize("command", TAKES)
def test_a_command_with_what_it_takes_is_one_and_names_who_and_where(command: str) -> None:
    made = to_command(asked(command, *TAKES[command]), OperatorIdentity(), T0, TEXTING)
    assert type(made).__name__ == command
    assert (made.by.kind, made.by.id) == (ActorKind.BACK_OFFICE, "operator")
    for name in set(TAKES[command]) - {"text", "reminders"}:
        assert getattr(made, name) == FIELDS[name]


@pytest.mark.parametrize(
    ("command", "missing"),
    [
        (name, field)
        for name, fields in TAKES.items()
        for field in fields
        if (name, field) not in MAY_LACK
    ],
)
def test_a_command_without_what_it_takes_is_refused(command: str, missing: str) -> None:
    given = [field for field in TAKES[command] if field != missing]
    with pytest.raises(InvalidInput) as refusal:
        to_command(asked(command, *given), OperatorIdentity(), T0, TEXTING)
    assert [path for path, _ in refusal.value.problems] == [f"$.{missing}"]


@pytest.mark.parametrize(("command", "field"), sorted(MAY_LACK))
def test_what_may_be_left_out_is_not_missed(command: str, field: str) -> None:
    given = [each for each in TAKES[command] if each != field]
    assert to_command(asked(command, *given), OperatorIdentity(), T0, TEXTING)


NIGHT = datetime(2026, 11, 22, 20, tzinfo=UTC)
MORNING = datetime(2026, 11, 23, 6, tzinfo=UTC)


@pytest.mark.parametrize("command", ["CallCustomer", "SendTextAgain"])
def test_a_text_goes_to_the_whole_number_and_not_at_night(command: str) -> None:
    given = asked(command, *TAKES[command])
    [text] = texts_in(to_command(given, OperatorIdentity(), NIGHT, TEXTING))
    assert (text.to, text.words, text.send_at) == ("+358401234567", "Hei!", MORNING)
    [again] = texts_in(to_command(given, OperatorIdentity(), NIGHT, TEXTING))
    assert again.text_id == text.text_id


def test_each_reminder_is_a_text_of_its_own_and_none_goes_in_the_past() -> None:
    given = asked("CollectOrder", "reminders")
    early = {**given["reminders"][0], "send_at": "2020-01-01T12:00:00Z", "about": "Bicycle"}
    given["reminders"] = [*given["reminders"], early]
    one, other = texts_in(to_command(given, OperatorIdentity(), T0, TEXTING))
    assert one.text_id != other.text_id
    assert one.send_at == datetime(2027, 11, 22, 12, tzinfo=UTC)
    assert (other.send_at >= T0, other.about) == (True, "Bicycle")


@pytest.mark.parametrize(
    ("field", "value"), [("to", "12"), ("to", ""), ("words", "  "), ("words", "\u202eevil")]
)
def test_a_text_that_cannot_go_is_refused_and_names_its_field(field: str, value: str) -> None:
    given = asked("CallCustomer", "how")
    given["text"] = FIELDS["text"] | {field: value}
    with pytest.raises(InvalidInput) as refusal:
        to_command(given, OperatorIdentity(), T0, TEXTING)
    assert [path for path, _ in refusal.value.problems] == [f"$.text.{field}"]


def test_minutes_may_be_left_out() -> None:
    assert to_command(asked("Approve"), OperatorIdentity(), T0, TEXTING)


def test_a_word_that_is_no_command_is_refused() -> None:
    with pytest.raises(InvalidInput):
        to_command(asked("ApplyOrder"), OperatorIdentity(), T0, TEXTING)
