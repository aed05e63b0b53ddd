"""The server's append-only file, written anew: what was erased stands in it until then.

The file is a log, so a name that is gone from every key is still in the commands that once wrote
it. `want` notes that something was erased; the sweep worker has the file written anew, once for
all that was erased until then.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec
import redis
from redis.exceptions import ResponseError

from kds.bus.keys import Keys
from kds.errors import KdsError

log = logging.getLogger(__name__)

REST = timedelta(minutes=1)
"""What is erased within so long is left to one rewrite."""

REST_REFUSED = timedelta(hours=1)
_POLL_S = 0.05


class NotRewritten(KdsError):
    """The server did not write its file anew: what was erased may still stand in it."""

    code = "not_rewritten"


class _State(msgspec.Struct, frozen=True):
    """How the server's file stands; `life` is another after each start of the server."""

    life: str
    has_file: bool
    is_busy: bool
    went_well: bool


def want(client: redis.Redis, keys: Keys) -> None:
    """Note that something was erased, which is to leave the server's file as well."""
    client.set(keys.rewrite, uuid4().hex)


class Rewriter:
    """Has the file written anew when something was erased, and sees to it that it was."""

    def __init__(self, client: redis.Redis, keys: Keys) -> None:
        self._client = client
        self._keys = keys
        self._begun: tuple[str, bytes] | None = None
        self._next: datetime | None = None

    def step(self, at: datetime) -> None:
        """Begin what is wanted, or note that it is done; it never waits for the server."""
        wanted: Any = self._client.get(self._keys.rewrite)
        if wanted is None:
            return
        try:
            self._go_on(wanted, at)
        except NotRewritten as error:
            self._begun, self._next = None, at + REST_REFUSED
            log.warning("%s", error, extra={"action": "file-not-rewritten"})

    def _go_on(self, wanted: bytes, at: datetime) -> None:
        state = _state(self._client)
        if not state.has_file:
            # Nothing of this server's that kds could renew; and nothing comes of asking again.
            _settle(self._client, self._keys, wanted)
            raise NotRewritten(
                "The server keeps no append-only file, so none was rewritten after an erasure. "
                "Its snapshots and backups hold what was erased until newer ones take their place."
            )
        if state.is_busy:
            return
        if self._begun == (state.life, wanted):
            self._begun = None
            _require_well(state)
            _settle(self._client, self._keys, wanted)
            log.info(
                "the server's file is rewritten: what was erased is not in it any more",
                extra={"action": "file-rewritten"},
            )
        elif self._next is None or at >= self._next:
            self._next = at + REST
            if _begin(self._client):
                self._begun = (state.life, wanted)


def rewrite(client: redis.Redis, within_s: float) -> None:
    """Have the file written anew and wait until it is; raises NotRewritten.

    A rewrite that is under way does not count: it may have begun before the erasure.
    """
    give_up_at = time.monotonic() + within_s
    state = _await_idle(client, give_up_at)
    if not state.has_file:
        raise NotRewritten("The server keeps no append-only file.")
    while not _begin(client):
        state = _await_idle(client, give_up_at)
    after = _await_idle(client, give_up_at)
    if after.life != state.life:
        raise NotRewritten("The server was started anew meanwhile.")
    _require_well(after)


def _await_idle(client: redis.Redis, give_up_at: float) -> _State:
    while (state := _state(client)).is_busy:
        if time.monotonic() > give_up_at:
            raise NotRewritten("The server's rewrite of its file does not come to an end.")
        time.sleep(_POLL_S)
    return state


def _state(client: redis.Redis) -> _State:
    try:
        server: Any = client.info("server")
        file: Any = client.info("persistence")
    except ResponseError as error:
        raise _refused(error) from None
    return _State(
        life=str(server.get("run_id", "")),
        has_file=bool(file.get("aof_enabled")),
        is_busy=bool(file.get("aof_rewrite_in_progress") or file.get("aof_rewrite_scheduled")),
        went_well=file.get("aof_last_bgrewrite_status", "ok") == "ok",
    )


def _begin(client: redis.Redis) -> bool:
    """Ask the server to begin; False if it was just rewriting by itself."""
    try:
        client.bgrewriteaof()
    except ResponseError as error:
        if "in progress" in str(error):
            return False
        raise _refused(error) from None
    return True


def _refused(error: ResponseError) -> NotRewritten:
    return NotRewritten(
        f"The server refuses to rewrite its append-only file ({error}). What was erased stands in "
        "it, and in copies of it, until the server does so by itself. Let its operator run "
        "BGREWRITEAOF, or make its users anew with `kds bus-users`."
    )


def _require_well(state: _State) -> None:
    if not state.went_well:
        raise NotRewritten(
            "The server could not rewrite its append-only file, so what was erased still stands "
            "in it. Look at its log, and whether its disk is full; it is tried again in an hour."
        )


def _settle(client: redis.Redis, keys: Keys, wanted: bytes) -> None:
    """Take the note off, unless something else was erased meanwhile."""
    with client.pipeline(transaction=True) as pipe:
        try:
            pipe.watch(keys.rewrite)  # type: ignore[no-untyped-call]
            if pipe.get(keys.rewrite) == wanted:
                pipe.multi()
                pipe.delete(keys.rewrite)
                pipe.execute()
        except redis.WatchError:
            pass
