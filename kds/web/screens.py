"""The screens that are connected to this web process: who they are, how fresh, how far."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from kds.bus.screen_states import Asked, ScreenState
from kds.clock import now
from kds.web.boards import id_key
from kds.web.identity import DisplayIdentity, Identity
from kds.web.said import Beat

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
    counts_only: bool = False
    connected_at: datetime = field(default_factory=now)
    state: ScreenState | None = None
    heads: dict[str, str] = field(default_factory=dict)
    """How far each board was at the beat before."""

    @property
    def is_live(self) -> bool:
        """Tell whether a visible page has beaten lately."""
        return self.visible and time.monotonic() - self.beat_at < FRESH_S

    @property
    def can_prove(self) -> bool:
        """Tell whether tickets can be laid out on it now: that is what a lease stands for."""
        return self.is_live and not self.counts_only

    def found(self, beat: Beat, heads: dict[str, str], at: datetime) -> None:
        """Note what a beat tells of the page; `heads` says how far each board is by now.

        It is behind if it has not taken in what was there at the beat before.
        """
        self.state = ScreenState(
            at=at,
            since=self.connected_at,
            visible=beat.visible,
            counts_only=beat.counts_only,
            version=beat.version,
            tickets=beat.tickets,
            size=beat.size,
            cursors=dict(beat.cursors),
            behind=_lags(self, {board: id_key(head) for board, head in self.heads.items()}),
        )
        self.heads = heads


class Screens:
    """All sockets of this process."""

    def __init__(self) -> None:
        self._by_sid: dict[str, Screen] = {}
        self._pushed: deque[dict[str, str]] = deque(maxlen=LAG_S)
        self.asked: dict[str, Asked] = {}
        """What managers ask of each display, as the bus had it lately."""

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

    def leased(self) -> Iterator[tuple[str, str]]:
        """Yield (board, display id) for each board on a display that can prove its tickets."""
        for screen in self.all():
            if screen.can_prove and isinstance(screen.identity, DisplayIdentity):
                for board in screen.boards:
                    yield board, screen.identity.display.id

    def found(self) -> dict[str, ScreenState]:
        """Return how each display was found by its last beat; of several pages, a visible one."""
        found: dict[str, ScreenState] = {}
        for screen in self.all():
            state = screen.state
            if state is None or not isinstance(screen.identity, DisplayIdentity):
                continue
            other = found.get(screen.identity.display.id)
            if other is None or (other.visible, other.at) < (state.visible, state.at):
                found[screen.identity.display.id] = state
        return found

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
