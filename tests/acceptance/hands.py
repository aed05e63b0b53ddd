"""Whoever acts on an order from outside a browser: the till, a web shop, the back office."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any, NamedTuple
from uuid import uuid4

from tests.acceptance.installation import RunningInstallation, await_that


class Said(NamedTuple):
    """What was answered: the HTTP status, and the content."""

    status: int
    content: dict[str, Any]

    @property
    def is_done(self) -> bool:
        """Tell whether it was done."""
        return self.status < 300

    @property
    def code(self) -> str:
        """Return the code of a refusal."""
        return str(self.content.get("code", ""))


class Hands:
    """Acts on the orders of one installation over HTTP, each as who may."""

    def __init__(self, kds: RunningInstallation) -> None:
        self._kds = kds

    def take(self, key: str | None = None, **order: Any) -> str:
        """Take an order at the till, or as an external system with its `key`."""
        said = ask(self._till(key), "POST", "orders", order)
        assert said.is_done, said
        return str(said.content["order_id"])

    def till(self, order_id: str, deed: str, key: str | None = None, **body: Any) -> Said:
        """Do something with an order at the till."""
        return ask(self._till(key), "POST", f"orders/{order_id}/{deed}", body)

    def office(self, order_id: str, command: str, **fields: Any) -> Said:
        """Give a command from the back office."""
        body = {"command": command, "command_id": f"walk-{uuid4().hex}"} | fields
        return ask(self._office(), "POST", f"orders/{order_id}/commands", body)

    def at_till(self, order_id: str, language: str = "en") -> dict[str, Any]:
        """Return an order as the till knows it."""
        return ask(self._till(), "GET", f"orders/{order_id}", language=language).content

    def at_office(self, order_id: str) -> dict[str, Any]:
        """Return an order as the back office knows it; a problem while it has not heard of it."""
        return ask(self._office(), "GET", f"orders/{order_id}").content

    def await_status(self, order_id: str, status: str) -> None:
        """Wait until till and back office both say that an order has this status."""
        await_that(
            lambda: self.statuses(order_id) == (status, status),
            f"{order_id} is {status} at till and back office",
        )

    def statuses(self, order_id: str) -> tuple[str, str]:
        """Return an order's status at the till and in the back office."""
        till = self.at_till(order_id)["whereabouts"]["status"]
        return str(till), str(self.at_office(order_id).get("status", ""))

    def _till(self, key: str | None = None) -> Door:
        return Door(self._kds.till_url, key or self._kds.till_key)

    def _office(self) -> Door:
        return Door(self._kds.web_url, self._kds.operator_key)


class Door(NamedTuple):
    """A server, and the key to it."""

    url: str
    key: str


def ask(door: Door, method: str, path: str, body: Any = None, language: str = "en") -> Said:
    """Ask a server something as a program does."""
    request = urllib.request.Request(
        f"{door.url}/api/v1/{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={
            "Authorization": f"Bearer {door.key}",
            "Content-Type": "application/json",
            "Accept-Language": language,
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return Said(answer.status, json.load(answer))
    except urllib.error.HTTPError as refusal:
        return Said(refusal.code, json.load(refusal))
