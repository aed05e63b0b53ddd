"""The barest relay, to compare with: stream → Flask-SocketIO → client, and nothing else."""

# ruff: noqa: E402
from gevent import monkey

monkey.patch_all()

import json
import sys
from typing import Any

import gevent
import redis
from flask import Flask
from flask_socketio import SocketIO, join_room


def main(url: str, stream: str, port: int) -> None:
    """Send every order of a stream to every client, and acknowledge it."""
    app = Flask(__name__)
    socketio = SocketIO(app, async_mode="gevent", transports=["websocket"])
    socketio.on_event("connect", lambda: join_room("board"))
    bus = redis.Redis.from_url(url, protocol=2)
    bus.xgroup_create(stream, "relay", id="0", mkstream=True)

    def follow() -> None:
        while True:
            found: Any = bus.xreadgroup("relay", "relay", {stream: ">"}, count=200, block=1500)
            for entry_id, fields in found[0][1] if found else []:
                order = json.loads(fields[b"event"])["data"]["order"]
                socketio.emit("order", order, to="board")
                bus.xack(stream, "relay", entry_id)

    gevent.spawn(follow)
    socketio.run(app, "127.0.0.1", port)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
