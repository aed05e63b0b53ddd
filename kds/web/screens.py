"""The screens that are connected to this web process: who they are, how fresh, how far."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from kds.web.boards import id_key
from kds.web.identity import DisplayIdentity, Identity

FRESH_S = 4.5
"""A display whose last beat is younger is there: two beats and a little."""

LAG_S = 15
"""A screen that has not taken in a push for so many ticks is disconnected and pulls again."""


@dataclass
class Screen:
    """One socket."""

    sid: str
    token: str
    identity: Identity
    boards: set[str] = field(default_factory=set)
    cursors: dict[str, str] = field(default_factory=dict)
    beat_at: float = 0.0
    visible: bool = False

    @property
    def is_live(self) -> bool:
        """Tell whether a visible page has beaten lately."""
        return self.visible and time.monotonic() - self.beat_at < FRESH_S


class Screens:
    """All sockets of this process."""

    def __init__(self) -> None:
        self._by_sid: dict[str, Screen] = {}
        self._pushed: deque[dict[str, str]] = deque(maxlen=LAG_S)

    def add(self, screen: Screen) -> None:
        """Remember a socket that has proved who it is."""
        self._by_sid[screen.sid] = screen

    def get(self, sid: str) -> Screen | None:
        """Return the socket, if it is known."""
        return self._by_sid.get(sid)

    def remove(self, sid: str) -> None:
        """Forget a socket that is gone."""
        self._by_sid.pop(sid, None)

    def all(self) -> list[Screen]:
        """Return every socket."""
        return list(self._by_sid.values())

    def live(self) -> Iterator[tuple[str, str]]:
        """Yield (board, display id) for each board on a live display: what leases are for."""
        for screen in self.all():
            if screen.is_live and isinstance(screen.identity, DisplayIdentity):
                for board in screen.boards:
                    yield board, screen.identity.display.id

    def laggards(self, pushed: dict[str, str]) -> list[Screen]:
        """Return the screens that have not taken in what was pushed LAG_S ticks ago.

        A client that answers pings and reads nothing would otherwise grow its queue for ever.
        """
        self._pushed.append(pushed)
        if len(self._pushed) < LAG_S:
            return []
        old = {board: id_key(each) for board, each in self._pushed[0].items()}
        return [screen for screen in self.all() if _lags(screen, old)]


def _lags(screen: Screen, old: dict[str, tuple[int, int]]) -> bool:
    return any(
        board in screen.cursors and id_key(screen.cursors[board]) < old[board]
        for board in screen.boards & old.keys()
    )
