"""The kitchen: whoever acts hands a command to `handle`, which reads, decides and saves.

Two round trips for each command, or for each batch of them. If somebody else changed the order in
between, it is read and decided again, so the loser learns what holds now.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from kds.bus.order_store import OrderStore, Outcome
from kds.errors import NotReachable, Refused
from kds.orders.commands import Command
from kds.orders.decide import Decision, Unchanged, decide
from kds.orders.policy import Policy
from kds.orders.record import OrderRecord

log = logging.getLogger(__name__)

MAX_TRIES = 8

Saved = Callable[[OrderRecord | None, OrderRecord], None]
"""Is told of each save: the record before, or None, and after it."""

Check = Callable[[OrderRecord], None]
"""Raises Refused where the order, as it is when the command is decided, must not be changed."""


class Kitchen:
    """Handles the commands of one site by its policy."""

    def __init__(self, store: OrderStore, policy: Policy, saved: Saved | None = None) -> None:
        self.store = store
        self.policy = policy
        self._saved = saved

    def handle(self, command: Command, check: Check | None = None) -> Outcome:
        """Do what is asked, or say why not; the same command id gets its first outcome again.

        Under an id that came before with something else it is refused (`idempotency_conflict`).
        """
        return self.handle_all([command], check)[0]

    def handle_all(self, commands: Sequence[Command], check: Check | None = None) -> list[Outcome]:
        """Handle commands in two round trips per try; those on one order keep their sequence."""
        outcomes: dict[int, Outcome] = {}
        waiting = list(enumerate(commands))
        tries = 0
        while waiting:
            now, later = _first_of_each_order(waiting)
            lost = self._try(now, outcomes, check)
            tries = tries + 1 if lost else 0
            if tries > MAX_TRIES:
                busy = ", ".join(command.order_id for _, command in lost)
                raise NotReachable(f"Order {busy} changes too fast; nothing was done. Try again.")
            waiting = lost + later
        return [outcomes[i] for i in range(len(commands))]

    def _try(
        self,
        numbered: list[tuple[int, Command]],
        outcomes: dict[int, Outcome],
        check: Check | None,
    ) -> list[tuple[int, Command]]:
        """Read, decide and save once; return the commands whose order moved on meanwhile."""
        found = self.store.read([(c.order_id, c.command_id) for _, c in numbered])
        decided: list[tuple[int, Command, OrderRecord | None, Decision]] = []
        refused: list[tuple[str, Outcome]] = []
        for (i, command), (record, earlier) in zip(numbered, found, strict=True):
            answer = _again(earlier, command) if earlier else self._decide(record, command, check)
            if isinstance(answer, Outcome):
                outcomes[i] = answer
                if not (answer.ok or earlier or record is None):
                    refused.append((command.command_id, replace(answer, asked=command.asked)))
            else:
                decided.append((i, command, record, answer))
        if not decided and not refused:
            return []
        saved = self.store.save([(r, d, c) for _, c, r, d in decided], refused)
        lost = []
        for (i, command, before, decision), outcome in zip(decided, saved, strict=True):
            if outcome is None:
                lost.append((i, command))
                continue
            outcomes[i] = outcome
            if self._saved is not None:
                self._saved(before, decision.record)
            log.info(
                decision.change.type,
                extra={
                    "action": type(command).__name__,
                    "order_id": command.order_id,
                    "version": outcome.version,
                    "status": decision.change.after,
                },
            )
        return lost

    def _decide(
        self, record: OrderRecord | None, command: Command, check: Check | None
    ) -> Decision | Outcome:
        try:
            if record is not None and check is not None:
                check(record)
            decision = decide(record, command, self.policy)
        except Refused as refusal:
            version = record.version if record else 0
            return _refused(refusal, version)
        if isinstance(decision, Unchanged):
            return Outcome("unchanged", record.version if record else 0, reason=decision.reason)
        return decision


def _again(earlier: Outcome, command: Command) -> Outcome:
    """Return the first outcome, or a refusal if this id came with something else."""
    if earlier.asked is None or earlier.asked == command.asked:
        return earlier
    conflict = Refused(
        "idempotency_conflict",
        "This Idempotency-Key, or command id, was used before for another order or with other "
        "content. Nothing was done: use a new one for something new.",
    )
    return _refused(conflict, 0)


def _refused(refusal: Refused, version: int) -> Outcome:
    values = {
        name: value if isinstance(value, list) else str(value)
        for name, value in refusal.values.items()
    }
    return Outcome("refused", version, refusal.code, str(refusal), text=refusal.text, values=values)


def _first_of_each_order(
    waiting: list[tuple[int, Command]],
) -> tuple[list[tuple[int, Command]], list[tuple[int, Command]]]:
    seen: set[str] = set()
    first: list[tuple[int, Command]] = []
    later: list[tuple[int, Command]] = []
    for each in waiting:
        (later if each[1].order_id in seen else first).append(each)
        seen.add(each[1].order_id)
    return first, later
