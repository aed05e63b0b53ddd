"""The WebSocket of the web server, spoken byte by byte: what libraries hide from a test."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from wsproto.connection import Connection, ConnectionType
from wsproto.events import TextMessage

from benchmarks.frames import handshake, masked, take_frames
from kds.orders.order import Line
from kds.web.websocket import framed
from tests.conftest import Server
from tests.integration.web_process import WebProcess


@pytest.fixture
def web(tmp_path: Path, shared_server: Server, site: str) -> Iterator[WebProcess]:
    process = WebProcess(tmp_path, shared_server.url, site)
    process.start()
    yield process
    process.stop()


class SlowScreen:
    """A screen with a small buffer that reads little by little."""

    def __init__(self, web: WebProcess, token: str, *, offering: str = "") -> None:
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._socket.settimeout(20)
        self._socket.connect(("127.0.0.1", web.port))
        request = handshake(web.port, token)
        self._socket.sendall(request[:-2] + offering.encode() + b"\r\n")
        self.buffer = bytearray()
        while b"\r\n\r\n" not in self.buffer:
            self.buffer += self._socket.recv(512)
        head, _, rest = self.buffer.partition(b"\r\n\r\n")
        self.head, self.buffer = head.decode("latin-1"), bytearray(rest)

    def say(self, text: str) -> None:
        """Send one message."""
        self._socket.sendall(masked(text.encode()))

    def hear(self, beginning: str) -> str:
        """Return the next message that begins so, passing over others."""
        while True:
            for _, payload in take_frames(self.buffer):
                if payload.decode().startswith(beginning):
                    return payload.decode()
            received = self._socket.recv(512)
            assert received, "the server hung up"
            self.buffer += received

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


def test_a_great_board_reaches_a_slow_screen_whole(web: WebProcess) -> None:
    lines = tuple(
        Line(line_id=f"L{n}", product="Burger", quantity=1, note=f"{n} {'ä' * 480}")
        for n in range(200)
    )
    wanted = {f"A-{n}" for n in range(40)}
    for order_id in sorted(wanted):
        assert web.apply(order_id, lines=lines).ok
    screen = SlowScreen(web, web.pair("grill"))
    screen.say("40")
    screen.hear("40")
    screen.say('421["subscribe",{"board":"grill","cursor":null}]')
    [answer] = json.loads(screen.hear("431").removeprefix("431"))
    assert {ticket["order_id"] for ticket in answer["tickets"]} == wanted
    assert [line["note"][:3] for line in answer["tickets"][0]["lines"]][-1] == "199"
    screen.close()


def test_nothing_is_compressed_whatever_a_screen_offers(web: WebProcess) -> None:
    offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
    screen = SlowScreen(web, web.pair("grill"), offering=offer)
    assert " 101 " in screen.head
    assert "extensions" not in screen.head.lower()
    assert screen.hear("0").startswith('0{"sid"')
    screen.close()


@pytest.mark.parametrize("length", [0, 1, 125, 126, 65535, 65536])
def test_a_frame_is_what_the_specification_says(length: int) -> None:
    text = "ä" + "x" * (length - 2) if length > 1 else "x" * length
    client = Connection(ConnectionType.CLIENT)
    client.receive_data(framed(text))
    received = "".join(event.data for event in client.events() if isinstance(event, TextMessage))
    assert received == text
