"""An external system's own side for tests: it takes webhooks, or answers whatever it is told to."""

from __future__ import annotations

import json
import queue
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

PATIENCE_S = 60

Answer = int | bytes | None
"""A status, raw bytes in place of an answer, or None: it says nothing until it is closed."""


class Received(NamedTuple):
    """A webhook as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """Return the id by which doubles are known."""
        return self.headers["webhook-id"]

    @property
    def event(self) -> dict[str, Any]:
        """Return the event in the body."""
        told: dict[str, Any] = json.loads(self.body)
        return told


class Receiver:
    """Answers in turn what stands in `answers`, and 200 after that."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.all: list[Received] = []
        self.closing = threading.Event()
        self._news: queue.SimpleQueue[Received] = queue.SimpleQueue()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self) -> Receiver:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/kitchen?branch=3"

    def speak_tls(self, certificate: Path, key: Path) -> None:
        """From now on let in only who speaks TLS."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    def next(self) -> Received:
        """Return the next webhook that comes, waiting for it."""
        return self._news.get(timeout=PATIENCE_S)

    def take(self, received: Received) -> Answer:
        """Note what came; return what to answer."""
        self.all.append(received)
        answer = self.answers.pop(0) if self.answers else 200
        self._news.put(received)
        return answer


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            named = {name.lower(): value for name, value in self.headers.items()}
            answer = receiver.take(Received(self.path, named, body))
            if answer is None:
                receiver.closing.wait(PATIENCE_S)
            elif isinstance(answer, bytes):
                self.wfile.write(answer)
            else:
                self.send_response(answer)
                self.send_header("Location", "/elsewhere")
                self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler
