"""What a display without a browser knows of one board: the rules of static/js/board.js."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


def newer(one: str, other: str) -> bool:
    """Tell whether one stream id is greater than another."""
    return _as_pair(one) > _as_pair(other)


def _as_pair(entry_id: str) -> tuple[int, int]:
    millis, _, sequence = entry_id.partition("-")
    return int(millis), int(sequence or 0)


@dataclass
class Board:
    """One board, reduced from what the server said."""

    epoch: str | None = None
    cursor: str | None = None
    tickets: dict[str, dict[str, Any]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    waiting: list[dict[str, Any]] | None = None

    def take_answer(self, answer: dict[str, Any]) -> None:
        """Take the answer to a subscription, then what was pushed while it was under way."""
        waiting, self.waiting = self.waiting or [], None
        if answer["kind"] == "snapshot":
            self.epoch, self.cursor = answer["epoch"], answer["id"]
            self.tickets, self.versions = {}, {}
            for view in [*answer["tickets"], *answer["recent"]]:
                self._apply(
                    {"order_id": view["order_id"], "version": view["version"], "view": view}
                )
        else:
            for change in answer["changes"]:
                self._apply(change)
            self.cursor = answer["id"]
        for push in waiting:
            if push["epoch"] == self.epoch:
                self.take_push(push)

    def take_push(self, push: dict[str, Any]) -> bool:
        """Take one push; tell whether something before it was missed."""
        if self.waiting is not None:
            self.waiting.append(push)
        if self.cursor is None or push["epoch"] != self.epoch:
            return True
        if not newer(push["id"], self.cursor):
            return False
        for change in push["changes"]:
            self._apply(change)
        missed = newer(push["prev"], self.cursor)
        if not missed:
            self.cursor = push["id"]
        return missed

    def has_missed(self, epoch: str, newest: str | None) -> bool:
        """Tell from a tick whether something was missed."""
        if self.cursor is None or epoch != self.epoch:
            return True
        return newest is not None and newer(newest, self.cursor)

    def _apply(self, change: dict[str, Any]) -> None:
        order_id, view = change["order_id"], change["view"]
        if change["version"] <= self.versions.get(order_id, -1):
            return
        self.versions[order_id] = change["version"]
        self.tickets.pop(order_id, None)
        if view is not None and view.get("state") != "ready":
            self.tickets[order_id] = view
