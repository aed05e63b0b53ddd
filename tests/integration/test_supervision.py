"""A part under supervision: growing pauses between its starts, and an end in every case."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kds.up.part import Part
from kds.up.supervisor import Supervisor

DEAF = """
import signal
signal.signal(signal.SIGTERM, lambda *_: None)
print("runs", flush=True)
while True:
    signal.pause()
"""


def failing() -> subprocess.Popen[bytes]:
    """Start a process that fails at once."""
    return subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])


def die(part: Part) -> None:
    """Start a part now and wait until its death has been noticed."""
    part.start_at = 0.0
    part.attend()
    while part.start_at is None:
        part.attend()
        time.sleep(0.005)


def pauses(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the pauses that were announced."""
    return re.findall(r"started again in (\S+) s", caplog.text)


def test_pauses_double_up_to_the_longest(caplog: pytest.LogCaptureFixture) -> None:
    part = Part("till", failing, "no orders are accepted")
    for _ in range(8):
        die(part)
    assert pauses(caplog) == ["0.2", "0.4", "0.8", "1.6", "3.2", "6.4", "10.0", "10.0"]
    assert "till ended (3): no orders are accepted; it is started again" in caplog.text


def test_a_steady_part_begins_with_the_first_pause_again(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = Part("till", failing, "no orders are accepted")
    die(part)
    die(part)
    monkeypatch.setattr("kds.up.part.STEADY_AFTER_S", 0.0)
    die(part)
    assert pauses(caplog) == ["0.2", "0.4", "0.2"]


def test_a_part_that_cannot_be_started_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    part = Part("till", lambda: subprocess.Popen(["/no/such/program"]), "no orders")
    part.attend()
    assert pauses(caplog) == ["0.2"]
    assert part.pid is None


def test_a_part_that_ignores_the_end_is_killed(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kds.up.supervisor.KILL_AFTER_S", 0.2)
    started: list[subprocess.Popen[bytes]] = []

    def deaf() -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-c", DEAF], stdout=subprocess.PIPE, start_new_session=True
        )
        assert process.stdout is not None
        process.stdout.readline()
        started.append(process)
        return process

    supervisor = Supervisor(dict)
    supervisor.add([Part("till", deaf, "no orders")])
    with supervisor.listening():
        assert supervisor.run(until=lambda: bool(started))
        with caplog.at_level(logging.WARNING):
            supervisor.end()
    assert started[0].returncode == -9
    assert "till does not end and is killed" in caplog.text


SUPERVISED = """
import sys
if sys.argv[1] == "gevent":
    from gevent import monkey
    monkey.patch_all()
import time
from kds import lifeline
from kds.settings import Settings
lifeline.GRACE_S = 0.1
if sys.argv[2] == "deaf":
    import signal
    signal.signal(signal.SIGTERM, lambda *_: None)
lifeline.watch(Settings(supervised=True))
print("runs", flush=True)
while True:
    time.sleep(0.05)
"""


@pytest.mark.parametrize("kind", ["plain", "gevent"])
@pytest.mark.parametrize(("hearing", "code"), [("hears", -15), ("deaf", 1)])
def test_the_lifeline_ends_a_part_with_its_supervisor(kind: str, hearing: str, code: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SUPERVISED, kind, hearing],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline() == b"runs\n"
    assert process.poll() is None
    process.stdin.close()
    assert process.wait(timeout=60) == code
