"""A real web process for tests, its kitchen, and clients that behave like displays."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from uuid import uuid4

import socketio

from kds.access import Access
from kds.archive.database import Database
from kds.archive.orders import OrderArchive
from kds.bus import schema
from kds.bus.connect import connect
from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore, Outcome
from kds.clock import now
from kds.installation import archive_url
from kds.kitchen.kitchen import Kitchen
from kds.orders import commands as c
from kds.orders.order import Line, Order, Service
from kds.orders.part import Actor, ActorKind
from kds.settings.load import load
from tests.ports import free_port

TOML = """
site = "{site}"
[stations.grill]
name = "Grill"
[stations.fryer]
name = "Fryer"
[[routes]]
category = "Fried"
stations = ["fryer"]
"""


class WebProcess:
    """`python -m kds.web` on a free port, with a data directory of its own; `more` are settings."""

    def __init__(self, folder: Path, url: str, site: str, more: str = "") -> None:
        self.folder = folder
        (folder / "kds.toml").write_text(TOML.format(site=site) + more)
        self.port = free_port()
        self.environ = {
            **os.environ,
            "KDS_CONFIG": str(folder / "kds.toml"),
            "KDS_DATA_DIR": str(folder / "data"),
            "KDS_REDIS_URL": url,
            "KDS_WEB_PORT": str(self.port),
        }
        self.settings = load(None, self.environ)
        self.keys = Keys(site)
        self.client = connect(url)
        schema.prepare(self.client, self.keys)
        archive = OrderArchive(Database(archive_url(self.settings)))
        self.store = OrderStore(self.client, self.keys, site, archived=archive.records)
        self.kitchen = Kitchen(self.store, self.settings.policy())
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def access(self) -> Access:
        """Return who may, as this process keeps it."""
        return Access(self.folder / "data" / "access.sqlite")

    def start(self, **environ: str) -> None:
        """Start it and wait until it answers."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kds.web"], env=self.environ | environ
        )
        while True:
            assert self.process.poll() is None, "the web process ended"
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=5):
                    return
            except urllib.error.HTTPError:
                return
            except OSError:
                continue

    def stop(self) -> None:
        """End it and wait."""
        assert self.process is not None
        self.process.terminate()
        self.process.wait()

    def pair(self, board: str, name: str | None = None) -> str:
        """Pair a display as a manager would, and return its token."""
        code, secret = self.access.begin_pairing(board, now())
        self.access.approve(code, name or f"{board} {uuid4().hex[:6]}", board, "manager", now())
        token = self.access.claim(secret, now())
        assert token is not None
        return token

    def apply(self, order_id: str, category: str = "Grilled", **fields: Any) -> Outcome:
        """Let till A send an order with one line."""
        line = Line(line_id="L1", product="Burger", quantity=1, category=category)
        order = Order(
            order_id=order_id,
            number=order_id[-4:],
            revision=1,
            accepted_at=now(),
            service=Service.TAKEAWAY,
            lines=fields.pop("lines", (line,)),
            **fields,
        )
        return self.kitchen.handle(
            c.ApplyOrder(
                command_id=uuid4().hex,
                order_id=order_id,
                by=Actor(ActorKind.TILL, "A"),
                at=now(),
                order=order,
                till="A",
            )
        )


class Screen:
    """A client that speaks as the contract says; every message it gets is kept in a queue."""

    def __init__(self, web: WebProcess, token: str) -> None:
        self.client = socketio.Client(reconnection=False)
        self.heard: queue.Queue[tuple[str, Any]] = queue.Queue()
        self.client.on("*", lambda event, data=None: self.heard.put((event, data)))
        self.client.on("disconnect", lambda *_: self.heard.put(("disconnect", None)))
        self.client.connect(
            web.address, headers={"Authorization": f"Bearer {token}"}, transports=["websocket"]
        )

    def ask(self, event: str, payload: Any) -> Any:
        """Ask and return the answer."""
        return self.client.call(event, payload, timeout=20)

    def subscribe(self, board: str, cursor: Any = None) -> Any:
        """Subscribe and return the answer."""
        return self.ask("subscribe", {"board": board, "cursor": cursor})

    def next(self, wanted: str) -> Any:
        """Return the next message of this kind, passing over others."""
        while True:
            event, data = self.heard.get(timeout=20)
            if event == wanted:
                return data

    def close(self) -> None:
        """Hang up at once, as a screen that is switched off does."""
        self.client.eio.ws.shutdown()
