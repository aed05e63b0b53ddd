"""What may stand in a till's stream, and what is said about everything else."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.bus.envelope import (
    MAX_EVENT_BYTES,
    ORDER_RESENT,
    ORDER_RESTORED,
    ORDER_SUBMITTED,
    Envelope,
    FromTill,
    Resent,
    Restored,
    Submitted,
    kitchen_source,
    open_from_kitchen,
    open_from_till,
    peek,
    seal,
    till_source,
)
from kds.bus.indexes import index_entries
from kds.bus.keys import Keys
from kds.errors import InvalidInput, Refused
from kds.orders import commands as c
from kds.orders.decide import Decision, decide
from kds.orders.events import OrderEvent
from kds.orders.ticket import boards_of, view
from tests.samples import BURGER, FRIES, POLICY, TILL, after, apply, ask, decided, order
from tests.unit.json_paths import is_there

SOURCE = till_source("main", "A")
SENT = order(BURGER, FRIES)
KNOWN = after(apply(SENT), ask(c.MarkPartReady, 5, station="grill"))


def _event(**changed: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "type": ORDER_SUBMITTED,
        "source": SOURCE,
        "id": "e-1",
        "data": {"order": msgspec.to_builtins(SENT)},
    } | changed


def _problems(raw: bytes | dict[str, Any]) -> dict[str, str]:
    body = raw if isinstance(raw, bytes) else json.dumps(raw).encode()
    with pytest.raises(InvalidInput) as refused:
        open_from_till(body, SOURCE)
    return dict(refused.value.problems)


@pytest.mark.parametrize(
    ("type_name", "data"),
    [
        (ORDER_SUBMITTED, Submitted(SENT)),
        (ORDER_RESENT, Resent(SENT, "a1")),
        (ORDER_RESTORED, Restored(SENT)),
        (ORDER_RESTORED, Restored(SENT, KNOWN)),
    ],
)
def test_what_a_till_seals_the_kitchen_reads(type_name: str, data: FromTill) -> None:
    envelope, said = open_from_till(seal(type_name, SOURCE, "A-1", data), SOURCE)

    assert said == data
    assert (envelope.type, envelope.subject, envelope.specversion) == (type_name, "A-1", "1.0")


def test_each_event_has_an_id_of_its_own_and_a_time() -> None:
    raw = [seal(ORDER_SUBMITTED, SOURCE, "A-1", Submitted(SENT)) for _ in range(50)]

    events = [json.loads(each) for each in raw]
    assert len({event["id"] for event in events}) == 50
    assert all(datetime.fromisoformat(event["time"]).tzinfo for event in events)
    assert all(event["datacontenttype"] == "application/json" for event in events)


def test_what_the_kitchen_seals_it_reads() -> None:
    decision = decided(None, apply(SENT))
    event = OrderEvent(change=decision.change, record=decision.record)

    entry = open_from_kitchen(seal(decision.change.type, kitchen_source("main"), "A-1", event))

    assert entry.type == "kds.order.applied.v1"
    assert entry.order_event() == event


def test_attributes_of_other_systems_are_let_through() -> None:
    _, said = open_from_till(json.dumps(_event(traceparent="00-1", x=[1])).encode(), SOURCE)

    assert isinstance(said, Submitted)


LINE = msgspec.to_builtins(BURGER)
ORDER = msgspec.to_builtins(SENT)
FACTS = msgspec.to_builtins(KNOWN)

WRONG: dict[str, tuple[bytes | dict[str, Any], str]] = {
    "nothing": (b"", "$"),
    "no JSON": (b"order!", "$"),
    "no UTF-8": (b'{"type":"\xff"}', "$"),
    "deep": (b'{"data":' * 100_000, "$"),
    "not a number": (b'{"data":NaN}', "$"),
    "too large": (_event(x="y" * MAX_EVENT_BYTES), "$"),
    "a list": (b"[]", "$"),
    "another version of the envelope": (_event(specversion="2.0"), "$"),
    "an unknown type": (_event(type="kds.order.eaten.v1"), "$.type"),
    "what only the kitchen says": (_event(type="kds.part.ready.v1"), "$.type"),
    "another till's name": (_event(source=till_source("main", "B")), "$.source"),
    "the kitchen's name": (_event(source=kitchen_source("main")), "$.source"),
    "no order": (_event(data={}), "$.data.order"),
    "no data": (_event(data=None), "$.data"),
    "unknown data": (_event(data={"order": ORDER, "extra": 1}), "$.data.extra"),
    "a broken line": (
        _event(data={"order": ORDER | {"lines": [LINE | {"quantity": 0}]}}),
        "$.data.order.lines[0].quantity",
    ),
    "a clock that is not set": (
        _event(data={"order": ORDER | {"accepted_at": "0001-01-01T00:00:00Z"}}),
        "$.data.order.accepted_at",
    ),
    "facts of a clock that is not set": (
        _event(
            type=ORDER_RESTORED,
            data={"order": ORDER, "known": FACTS | {"applied_at": "9999-12-31T23:59:59Z"}},
        ),
        "$.data.known.applied_at",
    ),
    "no revision": (
        _event(data={"order": {k: v for k, v in ORDER.items() if k != "revision"}}),
        "$.data.order.revision",
    ),
    "one line id twice": (
        _event(data={"order": ORDER | {"lines": [LINE, LINE]}}),
        "$.data.order.lines[1].line_id",
    ),
    "a local time": (
        _event(data={"order": ORDER | {"accepted_at": "2026-11-20T17:00:00"}}),
        "$.data.order.accepted_at",
    ),
    "a resend without an attempt": (_event(type=ORDER_RESENT), "$.data.attempt_id"),
    "facts with a local time": (
        _event(
            type=ORDER_RESTORED,
            data={"order": ORDER, "known": FACTS | {"applied_at": "2026-11-20T17:00:00"}},
        ),
        "$.data.known.applied_at",
    ),
    "facts with a station that is a key": (
        _event(
            type=ORDER_RESTORED,
            data={"order": ORDER, "known": FACTS | {"parts": {"x:recent:y": {}}}},
        ),
        "$.data.known.parts",
    ),
}


@pytest.mark.parametrize(("raw", "path"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named(raw: bytes | dict[str, Any], path: str) -> None:
    assert path in _problems(raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@st.composite
def _spoilt(draw: st.DrawFn) -> dict[str, Any]:
    """Return a sound event with facts, of which some places hold anything at all."""
    event = json.loads(seal(ORDER_RESTORED, SOURCE, "A-1", Restored(SENT, KNOWN)))
    for _ in range(draw(st.integers(0, 3))):
        at: Any = event
        while True:
            keys = list(at) if isinstance(at, dict) else list(range(len(at)))
            key = draw(st.sampled_from(keys))
            if not at[key] or not isinstance(at[key], dict | list) or draw(st.integers(0, 9)) == 0:
                break
            at = at[key]
        value = at[key]
        if isinstance(value, int):
            other = st.integers(-(2**62), 2**62)
        elif isinstance(value, str) and value[:4] == "2026":
            times = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "2026-11-20T17:00:00"]
            other = st.sampled_from(times)  # type: ignore[assignment]
        else:
            words = ["ready", "confirmed", "settled", "awaiting", "approved", "rejected", "bar"]
            other = st.sampled_from(words)  # type: ignore[assignment]
        if draw(st.booleans()):
            at[key] = draw(other | JSON)
        elif isinstance(at, dict):
            del at[key]
        if not isinstance(event.get("data"), dict):
            break
    return event


@given(event=JSON | _spoilt())
def test_any_entry_is_understood_or_answered_with_a_reason(event: Any) -> None:
    raw = json.dumps(event).encode()
    said, wrong = _read_or_problems(raw)
    if said is None:
        assert wrong
        for path, reason in wrong:
            assert reason
            assert path == "$" or is_there(event, path, missing=True)
        return
    _live_on(said)


def _read_or_problems(raw: bytes) -> tuple[FromTill | None, list[tuple[str, str]]]:
    try:
        return open_from_till(raw, SOURCE)[1], []
    except InvalidInput as refused:
        return None, refused.problems


def _live_on(said: FromTill) -> None:
    """Take an entry that was understood through all that could stumble over it."""
    known = said.known if isinstance(said, Restored) else None
    order_id = said.order.order_id
    command = ask(
        c.TakeBackOrder, order_id=order_id, order=said.order, till="A", known=known, by=TILL
    )
    record = decided(None, command).record
    for kind in (c.Approve, c.Reject, c.MarkPartReady, c.RecallPart, c.ResolveOtherwise):
        fields = {"station": "fryer"} if "station" in kind.__struct_fields__ else {}
        if "reason" in kind.__struct_fields__:
            fields = {"reason": "x"}
        try:
            result = decide(record, ask(kind, 9, order_id=order_id, **fields), POLICY)
        except Refused:
            continue
        if isinstance(result, Decision):
            record = result.record
        assert all(key for key, _ in index_entries(Keys("main"), record))
        for board in boards_of(record):
            msgspec.json.encode(view(record, board))
        assert msgspec.json.decode(msgspec.json.encode(record), type=type(record)) == record


@given(event=JSON)
def test_a_peek_never_fails(event: Any) -> None:
    found = peek(json.dumps(event).encode())

    assert all(each is None or isinstance(each, str) for each in found)


def test_a_peek_finds_what_can_be_answered() -> None:
    assert peek(json.dumps(_event(type="unknown")).encode()) == ("e-1", "A-1")
    assert peek(json.dumps({"id": 5, "data": []}).encode()) == (None, None)
    assert peek(json.dumps({"id": "x" * 900}).encode()) == ("x" * 200, None)
    assert peek(b"[" * 100_000) == peek(b"\xff") == peek(b"") == (None, None)


def test_the_envelope_is_the_one_that_cloudevents_names() -> None:
    names = set(Envelope.__struct_fields__)

    assert names == {
        "type", "source", "id", "data", "specversion", "subject", "time", "datacontenttype"
    }  # fmt: skip
