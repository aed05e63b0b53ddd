"""A till written by a stranger, with nothing but a socket and docs/bus.md.

Usage: strangers_till.py SITE LETTER ADDRESS < event, with the password in STRANGER_PASSWORD.
It writes what it reads from standard input as one entry into its own stream, prints the entry's
id, and then each event that concerns it, until a display has its order or the kitchen refuses it.
"""

import json
import os
import socket
import sys


class Bus:
    """A connection: words out, answers in."""

    def __init__(self, address: str) -> None:
        if address.startswith("/"):
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.connect(address)
        else:
            host, _, port = address.rpartition(":")
            self.socket = socket.create_connection((host, int(port)))
        self.answers = self.socket.makefile("rb")

    def ask(self, *words: str) -> object:
        """Send one command and return its answer."""
        raw = [word.encode() for word in words]
        message = b"".join(b"$%d\r\n%b\r\n" % (len(word), word) for word in raw)
        self.socket.sendall(b"*%d\r\n%b" % (len(raw), message))
        return self.answer()

    def answer(self) -> object:
        """Read one answer; lists hold answers."""
        line = self.answers.readline().strip()
        kind, rest = line[:1], line[1:].decode()
        if kind == b"-":
            sys.exit(f"the bus says: {rest}")
        if kind in (b"+", b":"):
            return rest
        if rest == "-1":
            return None
        if kind == b"$":
            return self.answers.read(int(rest) + 2)[:-2].decode()
        return [self.answer() for _ in range(int(rest))]


def main(site: str, letter: str, address: str) -> None:
    """Write one entry, then listen."""
    bus = Bus(address)
    bus.ask("AUTH", f"till-{letter}", os.environ["STRANGER_PASSWORD"])
    orders, events = f"kds:{{{site}}}:orders:{letter}", f"kds:{{{site}}}:events"
    newest = bus.ask("XREVRANGE", events, "+", "-", "COUNT", "1")
    last = newest[0][0] if newest else "0"
    entry_id = bus.ask("XADD", orders, "*", "event", sys.stdin.read())
    print(entry_id, flush=True)
    while True:
        found = bus.ask("XREAD", "BLOCK", "1500", "STREAMS", events, last)
        for entry, (_, text) in found[0][1] if found else ():
            last = entry
            event = json.loads(text)
            about = event["data"]
            if about.get("record", about).get("till") != letter:
                continue
            print(text, flush=True)
            if event["type"] == "kds.delivery.confirmed.v1" or about.get("entry_id") == entry_id:
                return


if __name__ == "__main__":
    main(*sys.argv[1:])
