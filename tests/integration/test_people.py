"""`kds people`, as a real command on a data directory of its own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kds.access import Access, Role
from kds.clock import now
from kds.errors import Refused

KDS = (sys.executable, "-c", "from kds.cli import main; main()")


def kds_people(folder: Path, *args: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*KDS, "people", *args, "--data-dir", str(folder)],
        cwd=folder,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )


def test_people_are_added_listed_given_pins_and_removed(tmp_path: Path) -> None:
    access = Access(tmp_path / "access.sqlite")
    added = kds_people(tmp_path, "add", "Mari", "--role", "manager", "--random")
    pin = re.search(r"PIN: (\d{6})", added.stdout)
    assert pin is not None, added.stderr
    token = access.sign_in("Mari", pin[1], "here", now())
    assert kds_people(tmp_path, "add", "Otto", typed="31415\n31415\n").returncode == 0
    assert access.sign_in("Otto", "31415", "here", now())
    listed = json.loads(kds_people(tmp_path, "list", "--json").stdout)
    assert listed == {
        "people": [{"name": "Mari", "role": "manager"}, {"name": "Otto", "role": "cashier"}]
    }
    assert kds_people(tmp_path, "pin", "Mari", typed="271828\n271828\n").returncode == 0
    assert access.person_of(token, now()) is None
    assert access.sign_in("Mari", "271828", "here", now())
    assert kds_people(tmp_path, "remove", "Otto").returncode == 0
    assert [person.role for person in access.people()] == [Role.MANAGER]
    with pytest.raises(Refused):
        access.sign_in("Otto", "31415", "here", now())


def test_what_is_refused_says_why_and_changes_nothing(tmp_path: Path) -> None:
    access = Access(tmp_path / "access.sqlite")
    access.add_person("Mari", Role.MANAGER, "271828")
    for args, typed, words in (
        (("remove", "Mari"), "", "last manager"),
        (("remove", "Nobody"), "", "nobody called Nobody"),
        (("add", "mari"), "31415\n31415\n", "already"),
        (("pin", "Mari"), "3141\n3141\n", "6 to 12 digits"),
    ):
        done = kds_people(tmp_path, *args, typed=typed)
        assert done.returncode == 1
        assert words in done.stderr
        assert "Traceback" not in done.stderr
    assert access.sign_in("Mari", "271828", "here", now())
