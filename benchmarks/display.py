"""One display, as cheap as it can be: it takes in orders and behaves as a page of kds does."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from typing import Any

import msgspec

from benchmarks.frames import CLOSE, PING, PONG, TEXT, handshake, masked, take_frames
from benchmarks.orders import number_of, published_at

REPORT_PAUSE_S = 0.25
BEAT_EVERY_S = 2.0
PAINT_S = (0.017, 0.033)
"""A page reports two animation frames after it has laid a ticket out."""


class Display(asyncio.Protocol):
    """Counts every order that arrives, with its latency, and what arrives twice."""

    def __init__(self, port: int, token: str | None, wanted: int, told: Callable[[], None]) -> None:
        """Take a token for the side that asks for one; `told` hears of readiness and completion."""
        self._request = handshake(port, token)
        self._told = told
        self._wanted = wanted
        self._buffer = bytearray()
        self._open = False
        self._transport: asyncio.Transport | None = None
        self.latencies_us: dict[int, int] = {}
        self.doubled = 0
        self.ready = False
        self.lost: str | None = None

    @property
    def complete(self) -> bool:
        """Tell whether every order has arrived."""
        return len(self.latencies_us) >= self._wanted

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for a WebSocket."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._request)

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that nothing more will come."""
        self.lost = self.lost or f"the connection ended: {exc}"
        self._told()

    def data_received(self, data: bytes) -> None:
        """Take in whatever has come."""
        self._buffer += data
        if not self._open:
            head, end, rest = bytes(self._buffer).partition(b"\r\n\r\n")
            if not end:
                return
            if b" 101 " not in head.split(b"\r\n")[0]:
                self.lost = head.decode("latin-1")
                self._told()
                return
            self._open = True
            self._buffer = bytearray(rest)
        for opcode, payload in take_frames(self._buffer):
            if opcode == TEXT:
                self._take(payload)
            elif opcode == PING:
                self.write(payload, PONG)
            elif opcode == CLOSE:
                self.lost = f"the server closed: {payload!r}"

    def write(self, payload: bytes, opcode: int = TEXT) -> None:
        """Send one message."""
        if self._transport is not None:
            self._transport.write(masked(payload, opcode))

    def _take(self, message: bytes) -> None:
        kind = message[:2]
        if kind == b"42":
            event, said = msgspec.json.decode(message[2:])
            self.heard(event, said)
        elif kind == b"43":
            end = message.index(b"[")
            self.answered(int(message[2:end]), msgspec.json.decode(message[end:])[0])
        elif kind == b"40":
            self.connected()
        elif kind == b"44":
            self.lost = f"refused: {message!r}"
            self._told()
        elif message[:1] == b"0":
            self.write(b"40")
        elif message[:1] == b"2":
            self.write(b"3")

    def has_got(self, order_id: str) -> None:
        """Note that an order is on this display, as of now."""
        number = number_of(order_id)
        if number in self.latencies_us:
            self.doubled += 1
            return
        self.latencies_us[number] = (time.monotonic_ns() - published_at(order_id)) // 1000
        if self.complete:
            self._told()

    def become_ready(self) -> None:
        """Say that orders can come."""
        self.ready = True
        self._told()

    def connected(self) -> None:
        """Begin, once Socket.IO is connected."""

    def heard(self, event: str, said: Any) -> None:
        """Take one event."""

    def answered(self, ask_id: int, answer: Any) -> None:
        """Take the answer to what was asked."""


class RelayDisplay(Display):
    """A client of the relay: it only listens."""

    def connected(self) -> None:
        """Be ready; the relay has put this client into its room."""
        self.become_ready()

    def heard(self, event: str, said: Any) -> None:
        """Take an order."""
        if event == "order":
            self.has_got(said["order_id"])


class KdsDisplay(Display):
    """A client of kds: it subscribes, reports what is laid out and beats, as the page does."""

    board = "kitchen"

    def __init__(self, port: int, token: str | None, wanted: int, told: Callable[[], None]) -> None:
        super().__init__(port, token, wanted, told)
        self._asked = 0
        self._subscription = -1
        self._cursor: str | None = None
        self._unreported: list[tuple[str, str, int]] = []
        self._under_way: tuple[int, int] | None = None
        self._may_report_at = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self.unconfirmed_reports = 0

    def connected(self) -> None:
        """Subscribe."""
        self._subscription = self._ask("subscribe", {"board": self.board, "cursor": None})

    def heard(self, event: str, said: Any) -> None:
        """Take changes; ticks and the rest are read and need no answer."""
        if event != "changes":
            return
        for change in said["changes"]:
            if change["view"] is not None:
                self.has_got(change["order_id"])
                self._unreported.append((self.board, change["order_id"], change["version"]))
        self._cursor = said["id"]
        self._report_soon(random.uniform(*PAINT_S))

    def answered(self, ask_id: int, answer: Any) -> None:
        """Go on after a subscription or a report."""
        if ask_id == self._subscription:
            if not answer.get("ok"):
                self.lost = f"not subscribed: {answer}"
            self._cursor = answer.get("id")
            self._beat()
            self.become_ready()
        elif self._under_way is not None and ask_id == self._under_way[0]:
            count, self._under_way = self._under_way[1], None
            if answer.get("ok"):
                del self._unreported[:count]
            self._report_soon(0.0)

    def _report_soon(self, in_s: float) -> None:
        if self._timer is not None or self._under_way is not None or not self._unreported:
            return
        loop = asyncio.get_running_loop()
        due = max(loop.time() + in_s, self._may_report_at)
        self._timer = loop.call_at(due, self._report)

    def _report(self) -> None:
        self._timer = None
        pause = REPORT_PAUSE_S * random.uniform(1.0, 2.0)
        self._may_report_at = asyncio.get_running_loop().time() + pause
        tickets = self._unreported[:200]
        self._under_way = (self._ask("laid_out", {"tickets": tickets}), len(tickets))

    def _beat(self) -> None:
        cursors = {self.board: self._cursor} if self._cursor else {}
        self._ask("beat", {"cursors": cursors, "visible": True})
        if self.lost is None:
            pause = BEAT_EVERY_S if self.ready else random.uniform(0.0, BEAT_EVERY_S)
            asyncio.get_running_loop().call_later(pause, self._beat)

    def _ask(self, event: str, payload: Any) -> int:
        self._asked += 1
        text = msgspec.json.encode([event, payload])
        self.write(b"42%d%s" % (self._asked, text))
        return self._asked
