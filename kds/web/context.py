"""What every page, every request and every socket event of the web server stands on."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import redis

from kds.access import Access
from kds.archive.database import Database
from kds.bus.keys import Keys
from kds.installation import Installation
from kds.kitchen.kitchen import Kitchen
from kds.settings.model import Settings
from kds.web.kitchen_wide import KitchenWide
from kds.web.mirror import mirror_displays

log = logging.getLogger(__name__)

FRESH_FOR_S = 1.0
"""How old the list of paired boards may be, in seconds, if another process changed it."""


@dataclass
class Web:
    """The parts of one web process.

    `archive` is asked in a thread. `operator_key` lets the shell in; None lets nobody in by key.
    """

    settings: Settings
    access: Access
    kitchen: Kitchen
    client: redis.Redis
    keys: Keys
    archive: Database
    operator_key: str | None = None
    monotonic: Callable[[], float] = time.monotonic
    wide: KitchenWide = field(init=False)
    _told: list[Callable[[], None]] = field(default_factory=list)
    _owed: bool = False
    _paired: frozenset[str] = frozenset()
    _paired_until: float = float("-inf")

    def __post_init__(self) -> None:
        """Keep what holds for the whole kitchen at hand."""
        file = Installation(self.settings.data_dir).kitchen_file
        self.wide = KitchenWide(self.client, self.keys, self.settings.site, file)

    @property
    def zone(self) -> ZoneInfo:
        """Return the restaurant's time zone."""
        return self.settings.zone

    def paired_boards(self) -> frozenset[str]:
        """Return every board that some paired display shows, connected or not."""
        if self.monotonic() >= self._paired_until:
            displays = self.access.displays()
            self._paired = frozenset(board for display in displays for board in display.boards)
            self._paired_until = self.monotonic() + FRESH_FOR_S
        return self._paired

    def on_displays_changed(self, told: Callable[[], None]) -> None:
        """Call `told` after each change of the pairings, when they have been put on the bus."""
        self._told.append(told)

    def displays_changed(self) -> None:
        """Tell the bus and the sockets that a display was paired, revoked or given other boards."""
        self._paired_until = float("-inf")
        self.mirror_displays()
        for told in self._told:
            try:
                told()
            except Exception:
                # The pairing is changed; whoever asked for it must hear so (it may be a token).
                log.exception(
                    "not every open screen heard that displays changed; each finds out with its "
                    "next event",
                    extra={"action": "displays-changed"},
                )

    def mirror_displays(self) -> None:
        """Copy the pairings to the bus; while it is away they stay owed to it."""
        self._owed = not mirror_displays(self.access, self.client, self.keys)

    def mirror_owed(self) -> None:
        """Copy the pairings once more if the bus was away when they changed."""
        if self._owed:
            self.mirror_displays()
