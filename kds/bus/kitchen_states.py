"""What holds for the whole kitchen, as everyone sees it: one key, and an event for each change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import msgspec
import redis

from kds.bus.envelope import FIELD, KITCHEN_CHANGED, kitchen_source, seal
from kds.bus.keys import Keys
from kds.bus.order_store import KEEP_OUTCOME_S, Outcome
from kds.errors import Refused
from kds.orders.kitchen_state import AnyKitchenCommand, KitchenState, change

Told = TypeVar("Told")

_STATE = msgspec.json.Decoder(KitchenState)
_OUTCOME = msgspec.json.Decoder(Outcome)


def read(client: redis.Redis, keys: Keys) -> KitchenState | None:
    """Return what holds; None on a server that no kitchen has prepared."""
    raw: Any = client.get(keys.kitchen)
    return _STATE.decode(raw) if raw else None


def handle(client: redis.Redis, keys: Keys, site: str, command: AnyKitchenCommand) -> Outcome:
    """Do what is asked, or say why not; the same command id gets its first outcome again.

    State, event and outcome are one transaction; who loses a race decides anew.
    """
    told = keys.command(command.command_id)
    asked = _content(command)

    def attempt(pipe: Any) -> Outcome:
        earlier = pipe.get(told)
        if earlier:
            pipe.multi()
            return _again(_OUTCOME.decode(earlier), asked)
        raw = pipe.get(keys.kitchen)
        state = _STATE.decode(raw) if raw else KitchenState()
        pipe.multi()
        try:
            after = change(state, command)
        except Refused as refusal:
            values = {name: str(value) for name, value in refusal.values.items()}
            return Outcome(
                "refused",
                state.version,
                refusal.code,
                str(refusal),
                text=refusal.text,
                values=dict(values),
            )
        if after is None:
            return Outcome("unchanged", state.version)
        outcome = Outcome("done", after.version, asked=asked)
        _put(pipe, keys, site, after)
        pipe.set(told, msgspec.json.encode(outcome), ex=KEEP_OUTCOME_S)
        return outcome

    return _transaction(client, attempt, keys.kitchen, told)


def restore(client: redis.Redis, keys: Keys, site: str, known: KitchenState) -> KitchenState:
    """Give a server that has no state the one that is known, and tell; return what it has."""

    def attempt(pipe: Any) -> KitchenState:
        raw = pipe.get(keys.kitchen)
        pipe.multi()
        if raw:
            return _STATE.decode(raw)
        _put(pipe, keys, site, known)
        return known

    return _transaction(client, attempt, keys.kitchen)


def _transaction(client: redis.Redis, attempt: Callable[[Any], Told], *watched: str) -> Told:
    """Read, decide and write; begun anew where somebody else changed what was read."""
    told: Any = client.transaction(attempt, *watched, value_from_callable=True)  # type: ignore[arg-type]
    return cast(Told, told)


def _put(pipe: Any, keys: Keys, site: str, state: KitchenState) -> None:
    pipe.set(keys.kitchen, msgspec.json.encode(state))
    event = seal(KITCHEN_CHANGED, kitchen_source(site), "kitchen", state)
    pipe.xadd(keys.events, {FIELD: event})


def _content(command: AnyKitchenCommand) -> str:
    product, minutes = getattr(command, "product", ""), getattr(command, "minutes", "")
    return f"{type(command).__name__} {product}{minutes}"


def _again(earlier: Outcome, asked: str) -> Outcome:
    if earlier.asked == asked:
        return earlier
    text = "This command id was used before with other content. Nothing was done."
    return Outcome("refused", 0, "idempotency_conflict", text, text=text)
