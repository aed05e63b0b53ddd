"""Who may give which command, from where; and which of several tokens counts."""

from __future__ import annotations

import msgspec
import pytest

from kds.access import Display, Person, Role
from kds.orders.actions import TABLE, Place
from kds.orders.commands import CommandId
from kds.orders.part import Actor, ActorKind
from kds.settings.model import Settings
from kds.web.commands import own_command_id, to_command
from kds.web.identity import (
    COMMANDS,
    DisplayIdentity,
    Identity,
    OperatorIdentity,
    PersonIdentity,
    find_token,
    may_act,
    may_manage,
    may_see,
)
from kds.web.texts_asked import texting_of
from tests.samples import T0

GRILL = DisplayIdentity(Display("d1", "Grill 1", "grill"))
GRILL_AND_BAR = DisplayIdentity(Display("d2", "Grill 2", "grill", ("bar",)))
PASS = DisplayIdentity(Display("d3", "Pass", "pass"))
APPROVALS = DisplayIdentity(Display("d4", "Approvals", "approvals"))
PASS_AND_APPROVALS = DisplayIdentity(Display("d5", "Chef", "pass", ("approvals",)))
MANAGER = PersonIdentity(Person(1, "Mari", Role.MANAGER))
CASHIER = PersonIdentity(Person(2, "Otto", Role.CASHIER))
SHELL = OperatorIdentity()

OF_PARTS = {
    "StartPart",
    "MarkPartReady",
    "RecallPart",
    "MarkPartSeen",
    "StrikeLines",
    "HoldPart",
    "FirePart",
    "MovePart",
}
OF_ORDERS = {"FireCourse", "SetPriority"}
COOKING = OF_PARTS | OF_ORDERS
APPROVING = {"Approve", "Reject"}
AT_COUNTER = {"CallCustomer", "CallOff", "CollectOrder", "SendTextAgain"}
AT_PASS = COOKING | AT_COUNTER
OF_CASHIERS = AT_COUNTER | {"RequestResend", "PrintAgain"}
WITH_REASON = {
    "Reject",
    "ResolveOtherwise",
    "CancelOrder",
    "MarkCompleted",
    "RequestRefund",
    "EraseCustomer",
}
EVERYTHING = set(COMMANDS)


@pytest.mark.parametrize(
    ("identity", "at_grill", "at_bar", "without_station"),
    [
        (GRILL, COOKING, OF_ORDERS, OF_ORDERS),
        (GRILL_AND_BAR, COOKING, COOKING, OF_ORDERS),
        (PASS, AT_PASS, AT_PASS, AT_PASS),
        (APPROVALS, APPROVING, APPROVING, APPROVING),
        (PASS_AND_APPROVALS, AT_PASS | APPROVING, AT_PASS | APPROVING, AT_PASS | APPROVING),
        (CASHIER, OF_CASHIERS, OF_CASHIERS, OF_CASHIERS),
        (MANAGER, EVERYTHING, EVERYTHING, EVERYTHING),
        (SHELL, EVERYTHING, EVERYTHING, EVERYTHING),
    ],
)
def test_who_may_give_which_command(
    identity: Identity, at_grill: set[str], at_bar: set[str], without_station: set[str]
) -> None:
    for station, wanted in (("grill", at_grill), ("bar", at_bar), (None, without_station)):
        assert {name for name in EVERYTHING if may_act(identity, name, station)} == wanted
        assert not may_act(identity, "ConfirmDeliveries", station)
        assert not may_act(identity, "ApplyOrder", station)


def test_every_action_of_the_table_has_a_command() -> None:
    here = {Place.STATION, Place.PASS, Place.APPROVALS, Place.BACK_OFFICE}
    assert set(COMMANDS.values()) == {row.action for row in TABLE if row.places & here}


def test_a_station_display_cannot_pass_for_the_pass() -> None:
    for station in ("pass", "approvals"):
        assert not may_act(GRILL, "MarkPartReady", station)
        assert not may_act(APPROVALS, "MarkPartReady", station)


def test_displays_see_their_own_boards_and_people_all() -> None:
    assert may_see(GRILL_AND_BAR, "bar")
    assert not may_see(GRILL, "bar")
    assert not may_see(PASS_AND_APPROVALS, "office")
    assert may_see(CASHIER, "office")
    assert may_manage(MANAGER)
    assert may_manage(SHELL)
    assert not may_manage(CASHIER)
    assert not may_manage(PASS)
    assert not may_manage(None)


@pytest.mark.parametrize(
    ("authorization", "board", "token"),
    [
        ("", "grill", "of grill"),
        ("", "fryer", "of a display"),
        ("", None, "of a display"),
        ("", "office", "of a person"),
        ("Bearer of a program", "office", "of a program"),
        ("bearer  of a program ", "grill", "of a program"),
        ("Bearer ", "grill", None),
        ("Basic YTpi", "office", "of a person"),
    ],
)
def test_which_token_counts(authorization: str, board: str | None, token: str | None) -> None:
    cookies = {
        "kds_session": "of a person",
        "kds_display": "of a display",
        "kds_display_grill": "of grill",
    }
    assert find_token(cookies, {"Authorization": authorization}, board) == token


def test_without_any_token_nobody_asks() -> None:
    assert find_token({"kds_display": ""}, {}, "grill") is None
    assert find_token({"kds_session": "of a person"}, {}, "grill") == "of a person"
    assert find_token({"kds_display": "of a display"}, {}, "office") == "of a display"


def test_command_ids_of_two_who_ask_never_meet_and_always_fit() -> None:
    asked = [f"{'x' * 72}{number:08}" for number in range(2)] + ["command-1", "b:command-1"]
    names = ["Mari", "Märi", "a", "a:b", "Anna Maria", "n" * 60]
    people = [Actor(ActorKind.BACK_OFFICE, name) for name in names]
    actors = [*people, Actor(ActorKind.DISPLAY, "Mari"), Actor(ActorKind.DISPLAY, "d1")]
    ids = {own_command_id(actor, each) for actor in actors for each in asked}
    assert len(ids) == len(actors) * len(asked)
    for each in ids:
        msgspec.convert(each, CommandId)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_says_who_asked_and_when(name: str) -> None:
    asked = {
        "command": name,
        "command_id": "command-1",
        "order_id": "A-1",
        "station": "grill",
        "minutes": 15,
        "reason": "because",
        "method": "card",
        "how": "done",
        "text_id": "t1",
        "print_id": "3-1",
        "text": {"to": "040 123 4567", "words": "Hei!"},
        "line_ids": ["L1"],
        "struck": True,
        "course": 2,
        "priority": True,
        "to": "bar",
    }
    command = to_command(asked, MANAGER, T0, texting_of(Settings()))
    assert type(command).__name__ == name
    assert command.command_id == "back-office:Mari:command-1"
    assert (command.order_id, command.at) == ("A-1", T0)
    assert command.by == MANAGER.actor
    told = {field: getattr(command, field, None) for field in ("station", "minutes", "reason")}
    assert told == {
        "station": "grill" if name in OF_PARTS else None,
        "minutes": 15 if name == "Approve" else None,
        "reason": "because" if name in WITH_REASON else None,
    }
