"""POS software as it should be: one key for each order, and the same again until it is answered."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from typing import Any
from uuid import uuid4

GIVE_UP_S = 120.0
AGAIN_AFTER_S = 0.05
HANDS = 8
"""How many orders are given at the same moment at most."""


class PointOfSale:
    """Sends orders, each with a note of its own, and remembers what was answered."""

    def __init__(self, till_url: str, key: str) -> None:
        self.accepted: dict[str, str] = {}
        """The id that the till answered for each note."""
        self.repeated = 0
        """How often no answer came and the same was said again."""
        self._till_url = till_url
        self._key = key
        self._lock = threading.Lock()

    def send(self, count: int, *, a_second: float | None = None) -> list[str]:
        """Send so many orders, one after the other or at a pace; return the ids by sequence."""
        first = len(self.accepted)
        notes = [f"no. {first + number}" for number in range(count)]
        if a_second is None:
            return [self.send_one(note) for note in notes]
        return self._send_at_a_pace(notes, a_second)

    def send_one(self, note: str, **fields: Any) -> str:
        """Send one order until it is accepted, and return its id."""
        raw = json.dumps({**order(note), **fields}).encode()
        idempotency_key, give_up_at = uuid4().hex, time.monotonic() + GIVE_UP_S
        while True:
            try:
                answer = self._post(raw, idempotency_key)
                break
            except (OSError, HTTPException) as error:
                if time.monotonic() > give_up_at or _is_refusal(error):
                    raise
                with self._lock:
                    self.repeated += 1
                time.sleep(AGAIN_AFTER_S)
        order_id = str(answer["order_id"])
        with self._lock:
            self.accepted[note] = order_id
        return order_id

    def _send_at_a_pace(self, notes: Sequence[str], a_second: float) -> list[str]:
        began = time.monotonic()
        with ThreadPoolExecutor(HANDS) as hands:
            under_way = []
            for number, note in enumerate(notes):
                time.sleep(max(0.0, began + number / a_second - time.monotonic()))
                under_way.append(hands.submit(self.send_one, note))
            return [each.result() for each in under_way]

    def _post(self, raw: bytes, idempotency_key: str) -> Any:
        request = urllib.request.Request(
            f"{self._till_url}/orders",
            data=raw,
            headers={
                "Authorization": f"Bearer {self._key}",
                "Content-Type": "application/json",
                "Idempotency-Key": idempotency_key,
            },
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)


def _is_refusal(error: Exception) -> bool:
    """Tell an answer that repeating does not change from a failure."""
    return isinstance(error, urllib.error.HTTPError) and error.code < 500


def order(note: str) -> dict[str, Any]:
    """Return an order: by the note's last digit for the grill, for the fryer or for both."""
    steak = {"product": "Steak", "quantity": 1, "category": "Grilled"}
    chips = {"product": "Chips", "quantity": 2, "category": "Fried"}
    lines = ([steak], [chips], [steak, chips])[int(note[-1]) % 3]
    return {"service": "takeaway", "note": note, "lines": lines}
