"""A display without a browser: it speaks and follows boards exactly as kds/web/static/js does.

One thread does everything in the sequence in which it was said, like a page. Whatever it was
shown is counted, so that a ticket which came twice is found.
"""

from __future__ import annotations

import contextlib
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Self

import websocket

from tests.acceptance.followed_board import Board

BEAT_S = 2.0
REPORT_PAUSE_S = 0.25
"""The shortest pause between two reports; up to as much again by chance."""
MOST_REPORTED = 200
ANSWER_WITHIN_S = 5.0
AGAIN_AFTER_S = 1.0
DEAD_AFTER_S = 6.0
RECONNECT_S = 0.3

Shown = list[tuple[str, str, int]]
"""Board, order and version of each ticket, sorted."""


class Lost(Exception):
    """The connection ended; there will be another."""


class Display:
    """A paired display of one board, from `with` to the end of it."""

    def __init__(self, web_url: str, token: str, board: str) -> None:
        self.name = board
        self.token = token
        self.appeared: Counter[str] = Counter()
        """How often a ticket that was not on the board came onto it, by order id."""
        self.connections = 0
        self.epochs: list[str] = []
        self.bus_lost_since: str | None = None
        self.alarms: tuple[str, ...] = ()
        """The kinds of the alarms that are open."""
        self.frozen = threading.Event()
        """Set it, and until it must connect anew it answers pings and takes in nothing else."""
        self._web_url = web_url
        self._boards: dict[str, Board] = {}
        self._shown: Shown = []
        self._tickets: dict[str, dict[str, Any]] = {}
        self._wishes: list[tuple[dict[str, Any], Future[Any]]] = []
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"display {board}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join(10)

    def board(self) -> Shown:
        """Return what is shown now, as `window.kds.board()` does in a browser."""
        return self._shown

    def tickets(self) -> list[dict[str, Any]]:
        """Return the tickets that are shown now."""
        return list(self._tickets.values())

    def act(self, command: str, order_id: str, **fields: Any) -> Any:
        """Press a button on a ticket, and return the answer once there is one."""
        wish: Future[Any] = Future()
        command_id = f"{command}-{order_id}-{time.monotonic_ns()}"
        self._wishes.append(
            ({"command": command, "command_id": command_id, "order_id": order_id, **fields}, wish)
        )
        return wish.result(30)

    def _run(self) -> None:
        while not self._stopping.is_set():
            with contextlib.suppress(OSError, Lost, websocket.WebSocketException):
                _Line(self, self._web_url).serve()
            self.frozen.clear()
            self._stopping.wait(RECONNECT_S)

    def _paint(self) -> None:
        """Show the boards as they are now, and count what was not there before."""
        tickets = {
            f"{name} {order_id}": view
            for name, board in self._boards.items()
            for order_id, view in board.tickets.items()
        }
        for key in tickets.keys() - self._tickets.keys():
            self.appeared[key.partition(" ")[2]] += 1
        self._tickets = tickets
        self._shown = sorted(
            (name, order_id, view["version"])
            for name, board in self._boards.items()
            for order_id, view in board.tickets.items()
        )


class _Line:
    """One connection of a display: Socket.IO over one WebSocket, read and written by one thread."""

    def __init__(self, display: Display, web_url: str) -> None:
        self._display = display
        url = web_url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
        self._socket = websocket.create_connection(
            url, timeout=ANSWER_WITHIN_S, header=[f"Authorization: Bearer {display.token}"]
        )
        self._answers: dict[int, tuple[float, Callable[[Any], None]]] = {}
        self._asked_last = 0
        self._subscribing: dict[str, float | None] = {}
        """Boards that were asked for (None), or are to be asked for again at some time."""
        self._acknowledged: dict[str, int] = {}
        self._reporting = False
        self._report_at = 0.0
        self._beat_at = 0.0
        self._heard_at = time.monotonic()

    def serve(self) -> None:
        """Follow the boards until the connection ends; Lost or OSError then."""
        try:
            self._socket.recv()
            self._socket.send("40")
            if not str(self._socket.recv()).startswith("40"):
                raise Lost
            self._display.connections += 1
            for name in list(self._display._boards) or [self._display.name]:
                self._subscribe(name)
            while not self._display._stopping.is_set():
                self._do_what_is_due()
                self._hear()
        finally:
            self._socket.close(timeout=0)

    def _hear(self) -> None:
        self._socket.settimeout(0.05)
        try:
            message = str(self._socket.recv())
        except websocket.WebSocketTimeoutException:
            return
        if message == "2":
            self._socket.send("3")
        elif message == "" or message.startswith(("1", "41")):
            raise Lost
        elif self._display.frozen.is_set():
            return
        elif message.startswith("42"):
            event, *rest = json.loads(message[2:])
            self._take(event, rest[0] if rest else None)
        elif message.startswith("43"):
            number, bracket, rest_text = message[2:].partition("[")
            _, callback = self._answers.pop(int(number), (0.0, lambda _: None))
            callback(json.loads(bracket + rest_text)[0])

    def _ask(self, event: str, payload: Any, callback: Callable[[Any], None]) -> None:
        self._asked_last += 1
        self._answers[self._asked_last] = (time.monotonic() + ANSWER_WITHIN_S, callback)
        self._socket.send(f"42{self._asked_last}{json.dumps([event, payload])}")

    def _take(self, event: str, said: Any) -> None:
        boards = self._display._boards
        if event == "changes" and said["board"] in boards:
            missed = boards[said["board"]].take_push(said)
            self._display._paint()
            if missed:
                self._subscribe(said["board"])
        elif event == "tick":
            self._heard_at = time.monotonic()
            self._display.bus_lost_since = said["bus_lost_since"]
            for name, board in boards.items():
                if board.has_missed(said["epoch"], said["ids"].get(name)):
                    self._subscribe(name)
        elif event == "alarms":
            self._display.alarms = tuple(alarm["kind"] for alarm in said["alarms"])
        elif event == "assigned":
            for name in boards.keys() - set(said["boards"]):
                del boards[name]
            for name in said["boards"]:
                if name not in boards:
                    self._subscribe(name)
        elif event == "revoked":
            self._display._stopping.set()

    def _subscribe(self, name: str) -> None:
        if name in self._subscribing and self._subscribing[name] is None:
            return
        self._subscribing[name] = None
        board = self._display._boards.setdefault(name, Board())
        board.waiting = []
        cursor = {"epoch": board.epoch, "id": board.cursor} if board.cursor else None
        self._ask(
            "subscribe", {"board": name, "cursor": cursor}, lambda said: self._answered(name, said)
        )

    def _answered(self, name: str, answer: Any) -> None:
        board = self._display._boards.get(name)
        self._subscribing.pop(name, None)
        if board is None:
            return
        if not (answer and answer["ok"]):
            board.waiting = None
            self._subscribing[name] = time.monotonic() + AGAIN_AFTER_S
            return
        before = board.epoch
        board.take_answer(answer)
        if board.epoch is not None and before != board.epoch:
            self._acknowledged.clear()
            self._display.epochs.append(board.epoch)
        self._display._paint()
        self._beat()

    def _do_what_is_due(self) -> None:
        if self._display.frozen.is_set():
            return
        at = time.monotonic()
        for number, (deadline, callback) in list(self._answers.items()):
            if deadline <= at:
                del self._answers[number]
                callback(None)
        for name, again_at in list(self._subscribing.items()):
            if again_at is not None and again_at <= at:
                self._subscribe(name)
        if at - self._heard_at > DEAD_AFTER_S:
            raise Lost
        if at >= self._beat_at:
            self._beat()
        if at >= self._report_at and not self._reporting:
            self._report()
        while self._display._wishes:
            payload, wish = self._display._wishes.pop(0)
            self._ask("act", payload, wish.set_result)

    def _beat(self) -> None:
        self._beat_at = time.monotonic() + BEAT_S
        cursors = {name: board.cursor for name, board in self._display._boards.items()}
        known = {name: cursor for name, cursor in cursors.items() if cursor}
        self._ask("beat", {"cursors": known, "visible": True}, lambda _: None)

    def _report(self) -> None:
        shown = self._display.board()
        for key in self._acknowledged.keys() - {f"{each[0]} {each[1]}" for each in shown}:
            del self._acknowledged[key]
        tickets = [
            each for each in shown if self._acknowledged.get(f"{each[0]} {each[1]}") != each[2]
        ][:MOST_REPORTED]
        if not tickets:
            return
        self._report_at = time.monotonic() + REPORT_PAUSE_S * (1 + random.random())
        self._reporting = True

        def heard(answer: Any) -> None:
            self._reporting = False
            if answer and answer["ok"]:
                for board, order_id, version in tickets:
                    self._acknowledged[f"{board} {order_id}"] = version
            else:
                self._report_at = self._beat_at

        self._ask("laid_out", {"tickets": tickets}, heard)


def snapshot(web_url: str, token: str, board: str) -> Shown:
    """Return what the server shows a display of this board that knows nothing yet."""
    url = web_url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
    header = [f"Authorization: Bearer {token}"]
    with contextlib.closing(websocket.create_connection(url, timeout=30, header=header)) as line:
        line.recv()
        line.send("40")
        line.recv()
        line.send(f"421{json.dumps(['subscribe', {'board': board, 'cursor': None}])}")
        while not (said := str(line.recv())).startswith("431"):
            if said == "2":
                line.send("3")
    answer = json.loads(said[3:])[0]
    assert answer["ok"], answer
    return sorted((board, view["order_id"], view["version"]) for view in answer["tickets"])
