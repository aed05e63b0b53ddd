"""The log: one line for each event, whatever text from an order stands in it."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kds.logs import ForPeople, Logfmt, escape


def record(message: str, **extra: object) -> logging.LogRecord:
    """Return a record as a logger makes it."""
    return logging.getLogger("kds.test").makeRecord(
        "kds.test", logging.WARNING, "file", 1, message, (), None, None, dict(extra)
    )


def test_a_line_has_time_level_part_action_order_and_message() -> None:
    line = Logfmt("till").format(record("an order waits", action="wait", order_id="A17"))
    assert line.split(" ", 1)[0].startswith("time=20")
    rest = 'level=warning part=till action=wait order_id=A17 logger=kds.test msg="an order waits"'
    assert line.split(" ", 1)[1] == rest


@given(st.text(), st.text())
def test_no_text_can_forge_a_line_or_a_value(message: str, order_id: str) -> None:
    line = Logfmt("till").format(record(message, order_id=order_id))
    assert line.isprintable()
    outside = "".join(line.replace("\\\\", "").replace('\\"', "").split('"')[::2])
    assert [word.partition("=")[0] for word in outside.split()] == [
        "time",
        "level",
        "part",
        "order_id",
        "logger",
        "msg",
    ]
    assert ForPeople("till").format(record(message, order_id=order_id)).isprintable()


@pytest.mark.parametrize("trick", ["\n", "\r", "\x1b[2J", "\u202e", "\u2028", "\x9b", "\x00"])
def test_what_steers_a_terminal_is_shown_as_escape(trick: str) -> None:
    assert trick not in escape(f"Pöytä {trick}!")
    assert escape("Pöytä 5 €").endswith("Pöytä 5 €")


def test_a_long_value_is_cut() -> None:
    assert len(Logfmt("till").format(record("x" * 1_000_000))) < 10_000


PROGRAM = """
import logging, sys, threading
from pathlib import Path
from kds import logs
logs.configure("till", Path(sys.argv[1]))
log = logging.getLogger("kds.till")
log.info("only for the file")
log.warning("for people too", extra={"order_id": "A17"})
logging.getLogger("someone.else").info("not of interest")
thread = threading.Thread(target=lambda: 1 / 0)
thread.start()
thread.join()
raise RuntimeError("broken\\nlevel=info")
"""


def test_a_process_logs_for_people_and_into_its_file(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    lines = (tmp_path / "logs" / "till.log").read_text("utf-8").splitlines()
    assert [line.split(" ")[1] for line in lines] == [
        "level=info",
        "level=warning",
        "level=critical",
        "level=critical",
    ]
    assert "ZeroDivisionError" in lines[2]
    assert "RuntimeError: broken\\nlevel=info" in lines[3]
    said = ran.stderr.splitlines()
    assert len(said) == 3
    assert said[0].endswith("till warning: for people too (order A17)")
