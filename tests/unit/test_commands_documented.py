"""The table of commands in docs/pages.md says what the code takes, and who may give each."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kds.access import Person, Role
from kds.errors import InvalidInput
from kds.settings.model import Settings
from kds.web.commands import to_command
from kds.web.identity import COMMANDS, OperatorIdentity, PersonIdentity, may_act
from kds.web.texts_asked import texting_of
from kds.web.wishes import MAY_LACK, TAKES
from tests.samples import T0

PAGE = Path(__file__).parents[2] / "docs" / "pages.md"
MANAGER = PersonIdentity(Person(1, "Mari", Role.MANAGER))
CASHIER = PersonIdentity(Person(2, "Otto", Role.CASHIER))

TEXT = {"to": "040 123 4567", "words": "Hei!"}
FIELDS: dict[str, Any] = {
    "station": "grill",
    "minutes": 15,
    "reason": "because",
    "method": "card",
    "how": "done",
    "text": TEXT,
    "text_id": "t1",
    "print_id": "3-1",
    "printer": "bar",
    "collected_name": "Olli",
    "line_ids": ["L1"],
    "started": False,
    "struck": True,
    "course": 2,
    "priority": True,
    "to": "fryer",
    "seen": True,
    "reminders": [{**TEXT, "send_at": T0.isoformat()}],
}
"""A value for every field that a command can have."""


class Row(NamedTuple):
    """What the page says of one command."""

    action: str
    needs: frozenset[str]
    may_have: frozenset[str]
    who: str


def documented() -> dict[str, Row]:
    section = PAGE.read_text("utf-8").split("### The commands\n")[1].split("\n## ")[0]
    rows = re.findall(
        r"^\| `(\w+)` \| ([^|]*) \| ([^|]*)\| ([^|]*) \| [^|]+ \|$", section, re.MULTILINE
    )
    return {name: _row(*cells) for name, *cells in rows}


def _row(action: str, fields: str, who: str) -> Row:
    names = frozenset(re.findall(r"`(\w+)`", fields))
    in_brackets = "".join(re.findall(r"\[[^]]*]", fields))
    may_have = frozenset(re.findall(r"`(\w+)`", in_brackets))
    return Row(action, names - may_have, may_have, who)


ROWS = documented()


def test_each_command_is_named_once_with_its_action() -> None:
    section = PAGE.read_text("utf-8").split("### The commands\n")[1].split("\n## ")[0]

    assert {name: row.action for name, row in ROWS.items()} == {
        name: action.value for name, action in COMMANDS.items()
    }
    assert len(re.findall(r"^\| `", section, re.MULTILINE)) == len(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_its_fields_are_those_that_are_told_to_pages(name: str) -> None:
    may_lack = {field for command, field in MAY_LACK if command == name}

    assert ROWS[name].needs | ROWS[name].may_have == set(TAKES[name])
    assert ROWS[name].may_have == may_lack


@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_not_in_brackets_is_needed_and_the_rest_is_not(name: str) -> None:
    row = ROWS[name]
    least: dict[str, Any] = {"command": name, "command_id": "command-1", "order_id": "A-1"}
    least |= {field: FIELDS[field] for field in row.needs}

    for more in ({}, {field: FIELDS[field] for field in row.may_have}):
        to_command(least | more, MANAGER, T0, texting_of(Settings()))
    for field in row.needs:
        lacking = {key: value for key, value in least.items() if key != field}
        with pytest.raises(InvalidInput, match=field):
            to_command(lacking, MANAGER, T0, texting_of(Settings()))


@pytest.mark.parametrize("name", COMMANDS)
def test_it_says_who_may(name: str) -> None:
    may = {"managers": may_act(MANAGER, name), "cashiers": may_act(CASHIER, name)}

    assert ROWS[name].who == ", ".join(who for who, is_allowed in may.items() if is_allowed)
    assert may_act(OperatorIdentity(), name) is may["managers"]
