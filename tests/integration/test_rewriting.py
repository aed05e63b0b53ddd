"""The server's file, written anew after an erasure: once for several, and said where it is not."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import redis

from kds.bus import rewriting
from kds.bus.connect import connect
from kds.bus.keys import Keys
from kds.bus.rewriting import REST, NotRewritten, Rewriter, rewrite
from tests.conftest import Server
from tests.samples import T0


@pytest.fixture
def client(own_server: Server) -> Iterator[redis.Redis]:
    """A client of a server whose file nobody else writes anew."""
    client = connect(own_server.url)
    yield client
    client.close()


def rewrites(client: redis.Redis) -> int:
    """Return how often the server began to write its file anew since its start."""
    return int(client.info("persistence")["aof_rewrites"])


def await_that(holds: Callable[[], bool]) -> None:
    """Wait until something holds, a minute at most."""
    give_up_at = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < give_up_at


def test_several_erasures_are_one_rewrite_and_a_later_one_is_another(
    client: redis.Redis, keys: Keys
) -> None:
    rewriter = Rewriter(client, keys)
    rewriter.step(T0)
    assert rewrites(client) == 0
    for _ in range(3):
        rewriting.want(client, keys)

    def is_done() -> bool:
        rewriter.step(T0)
        return not client.exists(keys.rewrite)

    await_that(is_done)
    assert rewrites(client) == 1

    rewriting.want(client, keys)
    for _ in range(3):
        rewriter.step(T0 + REST / 2)
    assert rewrites(client) == 1, "it rests, so that further ones come together"
    rewriter.step(T0 + REST)
    assert rewrites(client) == 2


def test_what_is_erased_during_a_rewrite_wants_another_one(client: redis.Redis, keys: Keys) -> None:
    rewriter = Rewriter(client, keys)
    rewriting.want(client, keys)
    rewriter.step(T0)
    rewriting.want(client, keys)
    later = T0 + REST

    def is_done() -> bool:
        rewriter.step(later)
        return not client.exists(keys.rewrite)

    await_that(is_done)
    assert rewrites(client) == 2


def test_a_rewrite_that_a_kill_interrupted_is_done_again(
    client: redis.Redis, keys: Keys, own_server: Server
) -> None:
    rewriter = Rewriter(client, keys)
    rewriting.want(client, keys)
    rewriter.step(T0)
    own_server.kill()
    own_server.start()
    client.close()
    assert rewrites(client) == 0

    rewriter.step(T0 + REST)

    assert rewrites(client) == 1
    assert client.exists(keys.rewrite)


def test_a_server_without_a_file_is_said_so_once(
    client: redis.Redis, keys: Keys, caplog: pytest.LogCaptureFixture
) -> None:
    client.config_set("appendonly", "no")
    rewriting.want(client, keys)
    rewriter = Rewriter(client, keys)
    with caplog.at_level(logging.WARNING):
        rewriter.step(T0)
        rewriter.step(T0 + timedelta(days=1))

    (said,) = caplog.records
    assert said.action == "file-not-rewritten"  # type: ignore[attr-defined]
    assert "keeps no append-only file" in said.getMessage()
    assert not client.exists(keys.rewrite)
    with pytest.raises(NotRewritten, match="keeps no append-only file"):
        rewrite(client, within_s=60)


def test_a_server_that_refuses_is_asked_again_only_later(
    client: redis.Redis, keys: Keys, own_server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    client.acl_setuser(
        "tenant", enabled=True, nopass=True, keys=["*"], commands=["+@all", "-bgrewriteaof"]
    )
    tenant = connect(own_server.url.replace("unix://", "unix://tenant:any@"))
    rewriting.want(tenant, keys)
    rewriter = Rewriter(tenant, keys)
    with caplog.at_level(logging.WARNING):
        rewriter.step(T0)
        rewriter.step(T0 + timedelta(minutes=2))

    (said,) = caplog.records
    assert "BGREWRITEAOF" in said.getMessage()
    assert client.exists(keys.rewrite), "it is still owed"
    with pytest.raises(NotRewritten, match="refuses"):
        rewrite(tenant, within_s=60)
    tenant.close()

    Rewriter(client, keys).step(T0)
    assert rewrites(client) == 1


def test_to_wait_for_a_rewrite_is_to_have_it(client: redis.Redis, own_server: Server) -> None:
    folder = own_server.folder / "appendonlydir"
    client.xadd("s", {"event": "Zerubbabel"}, id="1-1")
    client.xadd("s", {"event": "Olli"}, id="1-2")
    client.xdel("s", "1-1")

    rewrite(client, within_s=60)

    names = [
        line.split()[1] for line in (folder / "appendonly.aof.manifest").read_text().splitlines()
    ]
    whole = b"".join((folder / name).read_bytes() for name in names)
    assert b"Olli" in whole
    assert b"Zerubbabel" not in whole
