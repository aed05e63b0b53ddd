"""Tiny gateways: an HTTP server and a mail server, which can also fail in each way there is."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, TypeVar

Server = TypeVar("Server", bound=socketserver.ThreadingTCPServer)


class HttpGateway(socketserver.ThreadingTCPServer):
    """Answers every request with `status`, and keeps what it was sent in `texts`.

    `breaks` closes the connection instead of answering; `waits` answers only when `let_go` is set.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, status: int = 200, *, breaks: bool = False, waits: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), _HttpTalk)
        self.status = status
        self.breaks = breaks
        self.waits = waits
        self.let_go = threading.Event()
        self.texts: list[dict[str, Any]] = []
        self.heads: list[str] = []

    @property
    def at(self) -> str:
        """The host and port, as they stand in a URL."""
        return f"127.0.0.1:{self.server_address[1]}"


class _HttpTalk(socketserver.StreamRequestHandler):
    server: HttpGateway

    def handle(self) -> None:
        """Read one request and answer it, or not."""
        head = []
        while (line := self.rfile.readline().decode().strip()) != "":
            head.append(line)
        length = next(int(h[15:]) for h in head if h.lower().startswith("content-length:"))
        self.server.heads.append("\n".join(head))
        self.server.texts.append(json.loads(self.rfile.read(length)))
        if self.server.breaks:
            return
        if self.server.waits:
            self.server.let_go.wait(60)
        where = f"Location: http://{self.server.at}/there\r\n" if self.server.status == 307 else ""
        answer = f"HTTP/1.1 {self.server.status} X\r\n{where}Content-Length: 0\r\n\r\n"
        self.wfile.write(answer.encode())


class MailGateway(socketserver.ThreadingTCPServer):
    """Takes mail, and keeps it in `mails`; `answers` has other answers for commands.

    An empty answer closes the connection, after `DATA` and the whole mail as well: that is `.`.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, answers: dict[str, str] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _MailTalk)
        self.answers = {"DATA": "354 go on", "QUIT": "221 bye"} | (answers or {})
        self.recipients: list[str] = []
        self.mails: list[EmailMessage] = []

    @property
    def port(self) -> int:
        """The port."""
        return int(self.server_address[1])


class _MailTalk(socketserver.StreamRequestHandler):
    server: MailGateway

    def handle(self) -> None:
        """Answer each command until one is answered by nothing."""
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline().decode().strip():
            word = line[:4].upper()
            if word == "RCPT":
                self.server.recipients.append(line.partition(":")[2].strip("<>"))
            if not self._answer(word):
                return
            if word == "DATA" and self.server.answers["DATA"].startswith("354"):
                self._take_mail()
                if not self._answer("."):
                    return

    def _answer(self, word: str) -> str:
        answer = self.server.answers.get(word, "250 good")
        if answer:
            self.wfile.write(answer.encode() + b"\r\n")
        return answer

    def _take_mail(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    """Serve until the block ends."""
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
