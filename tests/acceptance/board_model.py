"""A model of the server that a board follows: events, pushes, snapshots and replays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

PER_MILLISECOND = 11
FIRST_MILLISECOND = 8
"""Ids run over 9-10 and 10-0: as text they would be ordered wrongly."""


@dataclass
class ModelServer:
    """One board of a server, and everything that it would say to a client."""

    epoch: int = 0
    shown: list[dict[str, dict[str, Any]]] = field(default_factory=lambda: [{}])
    pushes: list[dict[str, Any]] = field(default_factory=list)
    every_push: list[dict[str, Any]] = field(default_factory=list)

    def happen(self, order_id: str, state: str) -> None:
        """Let one order come, become ready or leave the board."""
        before = self.shown[-1]
        version = 1 + sum(p["changes"][0]["order_id"] == order_id for p in self.pushes)
        view = {"order_id": order_id, "version": version, "state": state}
        gone = state == "gone"
        after = {known: each for known, each in before.items() if known != order_id}
        self.shown.append(after if gone else after | {order_id: view})
        change = {"order_id": order_id, "version": version, "view": None if gone else view}
        push = {
            "epoch": f"e{self.epoch}",
            "prev": self.id(len(self.pushes)),
            "id": self.id(len(self.pushes) + 1),
            "changes": [change],
        }
        self.pushes.append(push)
        self.every_push.append(push)

    def may_miss(self, order_id: str, version: int) -> bool:
        """Tell whether a client that was told of this version may show nothing of the order."""
        changes = [push["changes"][0] for push in self.pushes]
        own = [each["view"] for each in changes if each["order_id"] == order_id]
        return None in own[version - 1 :] if version else True

    def reset(self) -> None:
        """Lose everything, as an emptied server does."""
        self.epoch += 1
        self.shown, self.pushes = [{}], []

    @property
    def happened(self) -> int:
        """How many events this life of the server has seen."""
        return len(self.pushes)

    @staticmethod
    def id(number: int) -> str:
        """Return the id of an event; number 0 is before the first."""
        if number == 0:
            return "0-0"
        return f"{FIRST_MILLISECOND + number // PER_MILLISECOND}-{number % PER_MILLISECOND}"

    def snapshot(self, at: int, read: int) -> dict[str, Any]:
        """Return a snapshot as of event `at` that was read a little later, after event `read`."""
        views = self.shown[read].values()
        return {
            "kind": "snapshot",
            "epoch": f"e{self.epoch}",
            "id": self.id(at),
            "tickets": [view for view in views if view["state"] != "ready"],
            "recent": [view for view in views if view["state"] == "ready"],
        }

    def replay(self, since: str, at: int) -> dict[str, Any]:
        """Return what happened after the id `since`, up to event `at`."""
        ids = [self.id(number) for number in range(at + 1)]
        changes = [c for push in self.pushes[ids.index(since) : at] for c in push["changes"]]
        return {"kind": "replay", "epoch": f"e{self.epoch}", "id": self.id(at), "changes": changes}
