"""What makes a display an app of its device, and a new version known."""

from __future__ import annotations

import json

from tests.integration.browser import Browser


def test_a_board_describes_itself_as_an_app(stranger: Browser) -> None:
    answer = stranger.get("/display/grill/manifest.webmanifest")
    assert answer.headers["Content-Type"].startswith("application/manifest+json")
    told = json.loads(answer.text)
    assert told["start_url"] == "/display/grill"
    assert told["display"] == "fullscreen"
    for icon in told["icons"]:
        assert stranger.get(icon["src"]).status == 200
    assert stranger.get("/display/nowhere/manifest.webmanifest").status != 200


def test_the_service_worker_stands_at_the_root_and_is_always_asked_for_anew(
    stranger: Browser,
) -> None:
    answer = stranger.get("/service-worker.js")
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    policy = answer.headers["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert "connect-src 'self'" in policy
