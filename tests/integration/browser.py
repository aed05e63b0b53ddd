"""A browser without a screen: keeps cookies, sends what a page of this site would send."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from http.cookies import SimpleCookie
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import urlencode


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def json(self) -> Any:
        """Return the body, which must be JSON."""
        kinds = ("application/json", "application/problem+json")
        assert self.headers["Content-Type"] in kinds, self.text
        return json.loads(self.text)


class Browser:
    """One browser, or with a key one program, before one web server."""

    def __init__(self, port: int, key: str | None = None) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self._key = key

    def get(self, path: str, **headers: str) -> Answer:
        """Fetch a page, or JSON."""
        return self.send("GET", path, headers=headers)

    def post(self, path: str, content: Any, **headers: str) -> Answer:
        """Send JSON as the site's own scripts do."""
        own = {"Content-Type": "application/json"}
        own |= {} if self._key else {"X-KDS": "1"}
        return self.send("POST", path, json.dumps(content).encode(), own | headers)

    def submit(self, path: str, **fields: str) -> Answer:
        """Send a form of one of the site's own pages."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://127.0.0.1:{self.port}",
        }
        return self.send("POST", path, urlencode(fields).encode(), headers)

    def send(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Answer:
        """Send one request as it is told, with the cookies or the key."""
        sent = {"Accept": "text/html" if method == "GET" else "*/*", **headers}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if self._key:
            sent["Authorization"] = f"Bearer {self._key}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read().decode())
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
                if not morsel.value:
                    del self.cookies[name]
        return answer

    def sign_in(self, name: str, pin: str) -> None:
        """Sign in, which must work."""
        answer = self.submit("/sign-in", name=name, pin=pin, next="/manager")
        assert answer.status == 303, answer.text
