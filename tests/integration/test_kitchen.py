"""The one place that decides, on a real server: atomic, exact under races, and twice is once."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import msgspec
import pytest
import redis
from msgspec.structs import replace

from kds.bus.connect import BUS_LOST, connect
from kds.bus.envelope import open_from_kitchen
from kds.bus.indexes import RECENT, index_entries
from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore, Outcome
from kds.errors import NotReachable
from kds.kitchen.kitchen import MAX_TRIES, Kitchen
from kds.orders import commands as c
from kds.orders.decide import Decision
from kds.orders.order import Service
from kds.orders.part import CookingState
from kds.orders.record import OrderRecord
from kds.orders.ticket import RESERVED
from tests.conftest import Server
from tests.samples import (
    ANN,
    BOB,
    BURGER,
    COLA,
    FISH,
    FRIES,
    MANAGER,
    POLICY,
    T0,
    apply,
    ask,
    no_display,
    order,
)

BOARDS = ("grill", "fryer", "bar", *sorted(RESERVED))


@pytest.fixture
def kitchen(bus: redis.Redis, keys: Keys, site: str) -> Kitchen:
    return Kitchen(OrderStore(bus, keys, site), POLICY)


def _records(kitchen: Kitchen, bus: redis.Redis, keys: Keys) -> list[OrderRecord]:
    ids = [key.decode().removeprefix(keys.order("")) for key in bus.keys(keys.order("*"))]
    return kitchen.store.records(sorted(ids))


def _record(kitchen: Kitchen, order_id: str = "A-1") -> OrderRecord:
    (record,) = kitchen.store.records([order_id])
    return record


def _indexes(bus: redis.Redis, keys: Keys) -> dict[tuple[str, str], int | None]:
    """Return every index entry that the server holds."""
    found: dict[tuple[str, str], int | None] = {}
    for board in BOARDS:
        key = keys.board(board)
        found |= {(key, member.decode()): None for member in bus.smembers(key)}
    lists = (keys.accepted, keys.refunds, keys.open, keys.closed, keys.deadlines, keys.not_sent)
    for key in (*lists, *map(keys.recent, BOARDS)):
        members = bus.zrange(key, 0, -1, withscores=True)
        found |= {(key, member.decode()): int(score) for member, score in members}
    return found


def _expected_indexes(
    keys: Keys, records: Iterable[OrderRecord]
) -> dict[tuple[str, str], int | None]:
    return {k: v for record in records for k, v in index_entries(keys, record).items()}


def test_a_decision_is_saved_whole(kitchen: Kitchen, bus: redis.Redis, keys: Keys) -> None:
    first = kitchen.handle(apply(order(BURGER, FRIES)))
    second = kitchen.handle(ask(c.MarkPartReady, 5, station="grill"))

    assert (first, second) == (Outcome("done", 1), Outcome("done", 2))
    record = _record(kitchen)
    assert bus.hget(keys.order("A-1"), "version") == b"2"
    assert record.parts["grill"].cooking.state is CookingState.READY
    history = kitchen.store.history("A-1")
    assert [change.version for change in history] == [1, 2]
    events = [open_from_kitchen(entry[b"event"]) for _, entry in bus.xrange(keys.events)]
    assert [event.type for event in events] == ["kds.order.applied.v1", "kds.part.ready.v1"]
    assert [event.order_event().change for event in events] == history
    assert events[-1].order_event().record == record
    assert _indexes(bus, keys) == _expected_indexes(keys, [record])


def test_what_changes_nothing_writes_nothing(
    kitchen: Kitchen, bus: redis.Redis, keys: Keys
) -> None:
    kitchen.handle(apply(order(BURGER)))
    before = bus.xlen(keys.events), sorted(bus.keys(keys.prefix + "*"))

    double = kitchen.handle(apply(order(BURGER), 1))
    late = kitchen.handle(ask(c.ConfirmDeliveries, 1, laid_out=(("bar", 1),)))

    assert (double.result, double.version, late.result) == ("unchanged", 1, "unchanged")
    assert (bus.xlen(keys.events), sorted(bus.keys(keys.prefix + "*"))) == before


def test_an_unknown_order_is_refused_and_leaves_no_trace(
    kitchen: Kitchen, bus: redis.Redis, keys: Keys
) -> None:
    outcome = kitchen.handle(ask(c.StartPart, station="grill"))

    assert (outcome.result, outcome.code, outcome.ok) == ("refused", "unknown_order", False)
    assert bus.keys(keys.prefix + "*") == []


def test_the_same_command_again_gets_the_first_answer(kitchen: Kitchen) -> None:
    kitchen.handle(apply(order(BURGER, FRIES)))
    ready = ask(c.MarkPartReady, 5, station="grill")

    first = kitchen.handle(ready)
    kitchen.handle(ask(c.MarkPartReady, 6, station="fryer"))

    assert first == kitchen.handle(ready) == Outcome("done", 2)
    assert _record(kitchen).version == 3


def test_what_was_refused_does_not_happen_when_the_answer_is_asked_for_again(
    kitchen: Kitchen,
) -> None:
    kitchen.handle(apply(order(BURGER)))
    kitchen.handle(ask(c.MarkPartReady, 5, station="grill", by=BOB))
    late = ask(c.MarkPartReady, 6, station="grill", by=ANN)
    refused = kitchen.handle(late)
    kitchen.handle(ask(c.RecallPart, 7, station="grill"))

    assert refused.code == "already_ready"
    assert kitchen.handle(late) == refused
    assert _record(kitchen).parts["grill"].cooking.state is CookingState.WAITING


def test_outcomes_are_not_kept_for_ever(kitchen: Kitchen, bus: redis.Redis, keys: Keys) -> None:
    done = apply(order(BURGER))
    refused = ask(c.RecallPart, station="grill")
    kitchen.handle_all([done, refused])

    for command in (done, refused):
        assert 0 < bus.ttl(keys.command(command.command_id)) <= 24 * 3600


def test_many_commands_keep_their_sequence_on_each_order(kitchen: Kitchen) -> None:
    ids = [f"A-{i}" for i in range(5)]
    steps: list[c.Command] = [apply(order(BURGER, order_id=each)) for each in ids]
    steps += [ask(c.StartPart, 1, order_id=each, station="grill") for each in ids]
    steps += [ask(c.MarkPartReady, 2, order_id=each, station="grill") for each in ids]
    steps += [ask(c.StartPart, 3, order_id=each, station="grill") for each in ids]

    outcomes = kitchen.handle_all(steps)

    assert [each.version for each in outcomes] == [1] * 5 + [2] * 5 + [3] * 5 + [3] * 5
    assert {each.code for each in outcomes[15:]} == {"already_ready"}


def test_of_two_who_press_at_once_one_wins_and_the_other_learns_who(
    shared_server: Server, kitchen: Kitchen, keys: Keys, site: str
) -> None:
    rounds = 40
    kitchen.handle_all([apply(order(BURGER, order_id=f"A-{i}")) for i in range(rounds)])
    start = threading.Barrier(2)

    def press(actor: c.Actor) -> list[Outcome]:
        own = Kitchen(OrderStore(connect(shared_server.url), keys, site), POLICY)
        outcomes = []
        for i in range(rounds):
            start.wait()
            command = ask(c.MarkPartReady, 5, order_id=f"A-{i}", station="grill", by=actor)
            outcomes.append(own.handle(command))
        return outcomes

    with ThreadPoolExecutor(2) as pool:
        anns, bobs = pool.map(press, (ANN, BOB))

    for i, (ann, bob) in enumerate(zip(anns, bobs, strict=True)):
        assert {ann.result, bob.result} == {"done", "refused"}
        loser, winner = (ann, BOB) if bob.ok else (bob, ANN)
        assert loser.code == "already_ready"
        assert loser.reason is not None
        assert winner.name in loser.reason
        assert _record(kitchen, f"A-{i}").parts["grill"].cooking.ready_by == winner


def test_of_two_who_ask_something_else_under_one_id_at_once_one_is_refused(
    shared_server: Server, kitchen: Kitchen, keys: Keys, site: str
) -> None:
    rounds = 40
    pairs = [(f"A-{i}a", f"A-{i}b") for i in range(rounds)]
    kitchen.handle_all([apply(order(BURGER, order_id=each)) for pair in pairs for each in pair])
    start = threading.Barrier(2)

    def press(which: int) -> list[Outcome]:
        own = Kitchen(OrderStore(connect(shared_server.url), keys, site), POLICY)
        outcomes = []
        for i, pair in enumerate(pairs):
            told = {"command_id": f"the-same-{i}", "asked": pair[which], "station": "grill"}
            start.wait()
            outcomes.append(own.handle(ask(c.StartPart, 5, order_id=pair[which], **told)))
        return outcomes

    with ThreadPoolExecutor(2) as pool:
        found = list(zip(*pool.map(press, (0, 1)), strict=True))

    for both, pair in zip(found, pairs, strict=True):
        assert {each.code for each in both} == {None, "idempotency_conflict"}
        assert sorted(each.version for each in kitchen.store.records(pair)) == [1, 2]


class _Disturbed(OrderStore):
    """A store between whose reading and saving somebody else acts, a given number of times."""

    somebody_else: Kitchen
    times = 0

    def save(
        self,
        decided: Sequence[tuple[OrderRecord | None, Decision, c.Command]],
        refused: Sequence[tuple[str, Outcome]] = (),
    ) -> list[Outcome | None]:
        if self.times:
            self.times -= 1
            (record,) = self.records(["A-1"])
            ready = record.parts["bar"].cooking.state is CookingState.READY
            kind = c.RecallPart if ready else c.MarkPartReady
            assert self.somebody_else.handle(ask(kind, 9, station="bar")).result == "done"
        return super().save(decided, refused)


@pytest.fixture
def disturbed(bus: redis.Redis, keys: Keys, site: str) -> _Disturbed:
    store = _Disturbed(bus, keys, site)
    store.somebody_else = Kitchen(OrderStore(bus, keys, site), POLICY)
    store.somebody_else.handle(apply(order(BURGER, COLA)))
    return store


def test_a_changed_order_is_read_and_decided_again(disturbed: _Disturbed) -> None:
    disturbed.times = MAX_TRIES

    outcome = Kitchen(disturbed, POLICY).handle(ask(c.StartPart, 9, station="grill"))

    assert outcome == Outcome("done", 1 + MAX_TRIES + 1)
    versions = [change.version for change in disturbed.history("A-1")]
    assert versions == list(range(1, outcome.version + 1))


def test_who_lost_a_race_still_comes_before_who_waited(disturbed: _Disturbed) -> None:
    disturbed.times = 1

    outcomes = Kitchen(disturbed, POLICY).handle_all(
        [ask(c.StartPart, 9, station="grill"), ask(c.MarkPartReady, 9, station="grill")]
    )

    assert [each.result for each in outcomes] == ["done", "done"]


def test_what_failed_is_due_when_the_till_must_have_answered_or_is_asked_again(
    kitchen: Kitchen, bus: redis.Redis, keys: Keys
) -> None:
    def due_s() -> float:
        score = bus.zscore(keys.not_sent, "A-1")
        assert score is not None
        return float(score) / 1000 - T0.timestamp()

    expire = ask(c.ExpireDelivery, 10, station="grill", cause=no_display("grill"))
    kitchen.handle_all([apply(order(BURGER)), expire])
    assert 12.5 <= due_s() <= 15

    kitchen.handle(ask(c.RequestResend, 20, attempt_id="a1"))
    assert due_s() == 25

    kitchen.handle(apply(order(BURGER), 21, attempt_id="a1"))
    assert 30 <= due_s() <= 35

    kitchen.handle(ask(c.ConfirmDeliveries, 22, laid_out=(("grill", 1),)))
    assert bus.zscore(keys.not_sent, "A-1") is None


def test_an_order_that_never_rests_is_given_up_without_effect(disturbed: _Disturbed) -> None:
    disturbed.times = MAX_TRIES + 1

    with pytest.raises(NotReachable, match="A-1 changes too fast"):
        Kitchen(disturbed, POLICY).handle(ask(c.StartPart, 9, station="grill"))

    (record,) = disturbed.records(["A-1"])
    assert record.parts["grill"].cooking.state is CookingState.WAITING


def _random_command(rng: random.Random, order_id: str, s: float, revision: int) -> c.Command:
    station = rng.choice(["grill", "fryer", "bar"])
    place = rng.choice([station, "approvals"])
    lines = rng.sample([BURGER, FRIES, COLA, FISH], rng.randint(1, 4))
    sent = order(
        *lines,
        order_id=order_id,
        revision=revision,
        needs_approval=int(order_id[2:]) % 4 == 0,
        service=rng.choice(list(Service)),
    )
    at = T0 + timedelta(seconds=s)
    choices: list[c.Command] = [
        apply(sent, s, attempt_id=rng.choice([None, "a1"])),
        ask(c.ConfirmDeliveries, s, laid_out=((place, rng.randint(1, 9)),)),
        ask(c.ExpireDelivery, s, station=place, cause=no_display(place)),
        ask(c.RequestResend, s, attempt_id="a1", by_hand=rng.random() < 0.5, by=MANAGER),
        ask(c.SendOwnCopy, s, attempt_id="a1"),
        ask(c.Approve, s, minutes=10),
        ask(c.MarkPartReady, s, station=station),
        ask(c.MarkPartReady, s, station=station),
        ask(c.RecallPart, s, station=station),
        ask(c.StartPart, s, station=station),
        ask(c.Reject, s, reason="no") if rng.random() < 0.2 else ask(c.Approve, s),
        ask(c.ResolveOtherwise, s, reason="x") if rng.random() < 0.2 else ask(c.Approve, s),
    ]
    return replace(rng.choice(choices), order_id=order_id, at=at)


@pytest.mark.parametrize("seed", range(3))
def test_the_indexes_always_say_what_the_records_say(
    kitchen: Kitchen, bus: redis.Redis, keys: Keys, seed: int
) -> None:
    rng = random.Random(seed)
    ids = [f"A-{i}" for i in range(RECENT)]
    kitchen.handle_all([apply(order(BURGER, FRIES, COLA, order_id=each)) for each in ids[:30]])
    kitchen.handle_all(
        [apply(order(BURGER, FRIES, order_id=each, needs_approval=True)) for each in ids[30:]]
    )
    ever: set[str] = set()
    for step in range(40):
        batch = [
            _random_command(rng, rng.choice(ids), step * 3.0 + 1, rng.randint(1, 6))
            for _ in range(20)
        ]
        kitchen.handle_all(batch)
        if step % 5 == 0:
            held = _indexes(bus, keys)
            ever |= {key for key, _ in held}
            assert held == _expected_indexes(keys, _records(kitchen, bus, keys))
    boards = {keys.board(board) for board in BOARDS if board != "office"}
    recent = {keys.recent(board) for board in ("grill", "fryer", "bar", "pass")}
    lists = {keys.accepted, keys.open, keys.closed, keys.deadlines, keys.not_sent}
    assert ever == {*lists, *boards, *recent}


def test_only_the_latest_fifty_can_be_recalled(
    kitchen: Kitchen, bus: redis.Redis, keys: Keys
) -> None:
    ids = [f"A-{i:03}" for i in range(RECENT + 7)]
    kitchen.handle_all([apply(order(BURGER, order_id=each)) for each in ids])
    kitchen.handle_all(
        [ask(c.MarkPartReady, i, order_id=each, station="grill") for i, each in enumerate(ids)]
    )

    for board in ("grill", "pass"):
        recent = [member.decode() for member in bus.zrange(keys.recent(board), 0, -1)]
        assert recent == ids[7:]


def _round_trips(client: redis.Redis, calls: list[list[str]]) -> None:
    """Note what each sending on the client's connections holds."""
    make = client.connection_pool.connection_class

    class Noting(make):  # type: ignore[misc,valid-type]
        def send_packed_command(self, command: object, *args: object, **kwargs: object) -> None:
            parts = [command] if isinstance(command, bytes) else list(command)  # type: ignore[call-overload]
            calls.append([bytes(part).decode(errors="replace") for part in parts])
            super().send_packed_command(command, *args, **kwargs)

    client.connection_pool.connection_class = Noting


def test_a_decision_takes_two_round_trips_and_so_do_a_hundred(
    shared_server: Server, keys: Keys, site: str
) -> None:
    client = connect(shared_server.url)
    calls: list[list[str]] = []
    _round_trips(client, calls)
    kitchen = Kitchen(OrderStore(client, keys, site), POLICY)
    kitchen.handle(apply(order(BURGER)))

    calls.clear()
    kitchen.handle(ask(c.StartPart, 1, station="grill"))
    assert len(calls) == 2

    calls.clear()
    kitchen.handle_all([apply(order(BURGER, order_id=f"A-{i}")) for i in range(2, 102)])
    assert len(calls) == 2

    calls.clear()
    kitchen.handle(apply(order(BURGER)))
    assert len(calls) == 1
    client.close()


def test_a_server_without_the_script_is_given_it(own_server: Server, keys: Keys, site: str) -> None:
    client = connect(own_server.url)
    kitchen = Kitchen(OrderStore(client, keys, site), POLICY)
    assert kitchen.handle(apply(order(BURGER))).version == 1

    client.script_flush()

    assert kitchen.handle(ask(c.MarkPartReady, 1, station="grill")) == Outcome("done", 2)
    client.close()


def test_a_killed_server_leaves_nothing_half_written(
    own_server: Server, keys: Keys, site: str
) -> None:
    """Whatever was answered is there; whatever is there is whole; asking again ends it."""
    client = connect(own_server.url)
    kitchen = Kitchen(OrderStore(client, keys, site), POLICY)
    kitchen.handle(apply(order(BURGER, order_id="A-first")))
    answered: list[str] = []
    killed = threading.Event()

    def work() -> c.Command:
        for i in range(100_000):
            command = apply(order(BURGER, FRIES, order_id=f"A-{i}"))
            try:
                kitchen.handle(command)
            except BUS_LOST:
                return command
            answered.append(command.order_id)
            if len(answered) == 50:
                killed.set()
        raise AssertionError("the server was never missed")

    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work)
        assert killed.wait(60)
        own_server.kill()
        unsure = working.result(60)
    own_server.start()

    assert kitchen.handle(unsure) == Outcome("done", 1)
    records = _records(kitchen, client, keys)
    assert {r.order_id for r in records} == {"A-first", *answered, unsure.order_id}
    events = [open_from_kitchen(entry[b"event"]) for _, entry in client.xrange(keys.events)]
    assert [e.order_event().record.order_id for e in events] == [
        "A-first",
        *answered,
        unsure.order_id,
    ]
    for record in records:
        assert len(kitchen.store.history(record.order_id)) == 1
    assert _indexes(client, keys) == _expected_indexes(keys, records)
    client.close()


def test_what_the_server_holds_reads_back_as_it_was(kitchen: Kitchen) -> None:
    kitchen.handle(apply(order(BURGER, replace(FRIES, note="ääkköset 🍟 \u2028 <b>"))))

    record = _record(kitchen)

    assert record.order.lines[1].note == "ääkköset 🍟 \u2028 <b>"
    assert msgspec.json.decode(msgspec.json.encode(record), type=OrderRecord) == record
