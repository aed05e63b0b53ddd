"""The contract and the code are the same: keys, types, schemas, examples, and the bytes shown."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from kds.bus.envelope import (
    ALARMS_CHANGED,
    CUSTOMER_FORGOTTEN,
    FROM_TILL,
    KITCHEN_CHANGED,
    ORDER_REFUSED,
    ORDER_SUBMITTED,
    AlarmsChanged,
    open_from_till,
    seal,
)
from kds.bus.keys import KEYS, Keys
from kds.bus.schemas import SCHEMA_OF, all_schemas, as_text
from kds.bus.users import till_user
from kds.errors import InvalidInput
from kds.orders.alarms import Alarm, AlarmKind
from kds.orders.commands import (
    ApplyOrder,
    Approve,
    ConfirmDeliveries,
    ExpireDelivery,
    MarkPartReady,
    RequestResend,
)
from kds.orders.decide import Decision, decide
from kds.orders.events import EventType, OrderEvent
from kds.orders.kitchen_state import KitchenState, SoldOut
from kds.orders.order import Order
from kds.orders.part import Actor, ActorKind, Cause, CauseCode
from kds.orders.record import OrderRecord
from kds.settings.model import Settings

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "bus.md").read_text(encoding="utf-8")
AT = datetime(2026, 11, 22, 11, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 22, 11, 31, tzinfo=UTC)


def _section(heading: str) -> str:
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)
    assert found, f"docs/bus.md has no section {heading!r}"
    return found[1]


def _rows(heading: str) -> list[list[str]]:
    lines = [line for line in _section(heading).splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.M | re.S)


def test_every_key_is_listed_as_it_is_in_the_code() -> None:
    assert _rows("Keys") == [[f"`{key.pattern}`", key.kind, key.meaning] for key in KEYS]


def test_every_key_that_the_code_makes_is_listed() -> None:
    keys = Keys("s")
    made = [value for name, value in vars(keys).items() if name != "prefix"]
    made += [
        getattr(keys, name)("x")
        for name in dir(Keys)
        if not name.startswith("_") and not name.endswith("_of") and callable(getattr(keys, name))
    ]
    listed = {re.sub("<.*>", "x", key.pattern) for key in KEYS}
    assert {key.removeprefix(keys.prefix) for key in made} == listed


def test_every_type_that_a_till_may_write_is_listed() -> None:
    assert [row[0].strip("`") for row in _rows("What a till may say")] == list(FROM_TILL)


def test_every_type_that_the_kitchen_writes_is_listed_with_its_meaning_and_schema() -> None:
    rows = {row[0].strip("`"): row for row in _rows("What the kitchen says")}
    for event in EventType:
        assert rows.pop(event.type_name)[1:] == [event.meaning, "`order-event`"]
    assert set(rows) == {ORDER_REFUSED, ALARMS_CHANGED, CUSTOMER_FORGOTTEN, KITCHEN_CHANGED}
    assert all(row[2] == f"`{SCHEMA_OF[name]}`" for name, row in rows.items())


def test_no_type_has_two_shapes() -> None:
    assert not set(FROM_TILL) & {event.type_name for event in EventType}


def test_the_published_schemas_are_those_of_the_code() -> None:
    published = {path.name: path.read_text("utf-8") for path in (DOCS / "schemas").glob("*.json")}
    made = {name: as_text(schema) for name, schema in all_schemas().items()}
    assert published == made, "run `python -m kds.bus.schemas docs/schemas`"


def test_each_schema_is_one() -> None:
    for schema in all_schemas().values():
        jsonschema.Draft202012Validator.check_schema(schema)


def _check(event: dict[str, Any]) -> None:
    schema = all_schemas()[f"{SCHEMA_OF[event['type']]}.json"]
    jsonschema.Draft202012Validator(schema).validate(event)


@pytest.mark.parametrize("text", _blocks("json"))
def test_the_examples_hold(text: str) -> None:
    event = json.loads(text)
    _check(event)
    if event["type"] in FROM_TILL:
        open_from_till(text.encode(), event["source"])


def test_the_bytes_shown_are_an_order_of_that_till() -> None:
    (text,) = _blocks("resp")
    auth, xadd = _commands(text.replace("\n", "\r\n").encode())
    assert auth[:2] == [b"AUTH", till_user("W").encode()]
    assert xadd[:4] == [b"XADD", Keys("main").orders("W").encode(), b"*", b"event"]
    envelope, _ = open_from_till(xadd[4], "kds/main/till/W")
    assert envelope.type == ORDER_SUBMITTED


def test_the_event_shown_is_what_becomes_of_the_bytes_shown() -> None:
    (shown,) = (
        event
        for event in map(json.loads, _blocks("json"))
        if event["type"] == EventType.ORDER_APPLIED.type_name
    )
    (text,) = _blocks("resp")
    _, xadd = _commands(text.replace("\n", "\r\n").encode())
    _, said = open_from_till(xadd[4], "kds/main/till/W")
    command = ApplyOrder(
        command_id="command-1",
        order_id=said.order.order_id,
        by=Actor(ActorKind.TILL, "W"),
        at=AT + timedelta(seconds=1),
        order=said.order,
        till="W",
    )

    decision = decide(None, command, Settings().policy())

    assert isinstance(decision, Decision)
    change = decision.change
    event = OrderEvent(change=change, record=decision.record)
    written = json.loads(seal(change.type, "kds/main/kitchen", change.order_id, event))
    assert shown == written | {"id": shown["id"], "time": shown["time"]}


def test_a_wrong_order_fails_the_schema_and_the_code_alike() -> None:
    event = json.loads(_blocks("json")[0])
    event["data"]["order"]["lines"][0]["quantity"] = 0
    with pytest.raises(jsonschema.ValidationError):
        _check(event)
    with pytest.raises(InvalidInput, match="quantity"):
        open_from_till(json.dumps(event).encode(), event["source"])


def test_what_the_kitchen_writes_fulfils_its_schema() -> None:
    for decision in _story():
        change = decision.change
        event = OrderEvent(change=change, record=decision.record)
        _check(json.loads(seal(change.type, "kds/main/kitchen", change.order_id, event)))
    alarms = AlarmsChanged(alarms=(Alarm(AlarmKind.NOT_SENT, AT, count=1),))
    _check(json.loads(seal(ALARMS_CHANGED, "kds/main/kitchen", "alarms", alarms)))
    state = KitchenState(3, (SoldOut("Burger", AT, "Grill 1"),), LATER, "Pass")
    _check(json.loads(seal(KITCHEN_CHANGED, "kds/main/kitchen", "kitchen", state)))


def _story() -> list[Decision]:
    """Return decisions that fill as many fields of the record as an order can have."""
    example = json.loads(_blocks("json")[0])["data"]["order"] | {"needs_approval": True}
    order = msgspec.convert(example, Order)
    cook = Actor(ActorKind.DISPLAY, "d1", "Grill 1")
    common = {"order_id": order.order_id, "by": cook}
    cause = Cause(CauseCode.NO_DISPLAY, "kitchen", AT)
    steps = [
        ApplyOrder(command_id="command-1", at=AT, order=order, till="W", **common),
        Approve(command_id="command-2", at=AT, minutes=15, **common),
        ExpireDelivery(command_id="command-3", at=LATER, station="kitchen", cause=cause, **common),
        RequestResend(command_id="command-4", at=LATER, attempt_id="a1", by_hand=True, **common),
        ConfirmDeliveries(command_id="command-5", at=LATER, laid_out=(("kitchen", 2),), **common),
        MarkPartReady(command_id="command-6", at=LATER, station="kitchen", **common),
    ]
    record: OrderRecord | None = None
    decisions = []
    for step in steps:
        decision = decide(record, step, Settings().policy())
        assert isinstance(decision, Decision), decision
        record = decision.record
        decisions.append(decision)
    return decisions


def _commands(raw: bytes) -> list[list[bytes]]:
    """Read commands as a server does, by their counts."""
    commands = []
    while raw:
        count, _, raw = raw.partition(b"\r\n")
        assert count.startswith(b"*")
        words = []
        for _ in range(int(count[1:])):
            size, _, raw = raw.partition(b"\r\n")
            assert size.startswith(b"$")
            end = int(size[1:])
            words.append(raw[:end])
            assert raw[end : end + 2] == b"\r\n"
            raw = raw[end + 2 :]
        commands.append(words)
    return commands
