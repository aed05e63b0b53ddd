"""Imports point inward, as docs/how-it-works.md says, and importing does nothing else."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "kds").rglob("*.py"))

CORE = {"errors", "texts", "clock", "faults", "logs", "lifeline", "pauses", "__version__"}
CORE |= {"languages", "private_file"}
INNER = CORE | {"orders", "http", "settings", "bus", "kitchen", "access", "installation"}
INNER |= {"archive", "texting", "paper"}
OUTER = INNER | {"talk", "demo", "replay", "doctor", "backup", "workers", "till", "web", "up"}
OUTER |= {"virtual_printer"}

MAY_IMPORT: dict[str, set[str]] = {
    "texts": set(),
    "errors": {"texts"},
    "languages": {"errors", "texts"},
    "clock": set(),
    "faults": set(),
    "logs": set(),
    "lifeline": {"settings"},
    "pauses": set(),
    "private_file": set(),
    "orders": {"errors", "texts"},
    "http": {"errors", "clock", "languages", "orders", "settings", "texts"},
    "settings": {"errors", "languages", "orders", "faults"},
    "bus": {"errors", "clock", "orders", "texts"},
    "kitchen": {"errors", "orders", "bus", "archive"},
    "access": {"errors", "clock", "private_file"},
    "archive": {"errors", "clock", "orders", "texts", "languages", "private_file"},
    "texting": {"errors", "clock", "languages", "orders", "settings", "texts", "archive"},
    "paper": {"errors", "languages", "orders", "settings", "texts"},
    "virtual_printer": {"errors", "paper"},
    "installation": CORE | {"settings"},
    "workers": INNER,
    "till": INNER,
    "web": INNER,
    "talk": {"errors", "clock", "orders", "settings", "installation"},
    "demo": {"errors", "clock", "orders", "talk"},
    "replay": {"errors", "clock", "orders", "talk"},
    "doctor": INNER | {"talk", "workers"},
    "backup": INNER | {"till"},
    "up": INNER,
    "cli": OUTER,
    "__main__": {"cli"},
}
"""What each package and top module may import of ours, beside itself."""


def _part(file: Path) -> str:
    return file.relative_to(ROOT / "kds").with_suffix("").parts[0]


def _imported(file: Path) -> Iterator[str]:
    """Yield every module that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: write the whole name of what is imported"
            assert node.module is not None
            names = [f"kds.{alias.name}" for alias in node.names]
            yield from names if node.module == "kds" else [node.module]


def test_every_part_has_its_place() -> None:
    parts = {_part(file) for file in FILES} - {"__init__"}

    assert parts <= MAY_IMPORT.keys(), "say in MAY_IMPORT what a new part may import"


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_imports_point_inward(part: str) -> None:
    wrong = {
        f"{file.relative_to(ROOT)} imports {name}"
        for file in FILES
        if _part(file) == part
        for name in _imported(file)
        if name.startswith("kds.") and name.split(".")[1] not in MAY_IMPORT[part] | {part}
    }

    assert not wrong


def test_what_may_be_imported_forms_no_circle() -> None:
    settled: set[str] = {"__version__"}
    while ready := [p for p, may in MAY_IMPORT.items() if p not in settled and may <= settled]:
        settled.update(ready)

    assert settled >= MAY_IMPORT.keys()


def test_the_core_knows_only_the_standard_library_and_msgspec() -> None:
    foreign = {
        (str(file.relative_to(ROOT)), name)
        for file in FILES
        if _part(file) == "orders"
        for name in _imported(file)
        if name.partition(".")[0] not in sys.stdlib_module_names | {"msgspec", "kds"}
    }
    reach_out = {"asyncio", "http", "os", "pathlib", "random", "socket", "sqlite3", "subprocess"}
    reach_out |= {"threading", "time", "urllib"}
    impure = {
        (str(file.relative_to(ROOT)), name)
        for file in FILES
        if _part(file) == "orders"
        for name in _imported(file)
        if name.partition(".")[0] in reach_out
    }

    assert not foreign
    assert not impure


def test_the_core_asks_no_clock() -> None:
    for file in FILES:
        if _part(file) == "orders":
            calls = [n.attr for n in ast.walk(ast.parse(file.read_text())) if _is_clock(n)]  # type: ignore[attr-defined]
            assert not calls, file


def _is_clock(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today")


def test_only_one_place_reads_the_environment() -> None:
    readers = {
        str(file.relative_to(ROOT))
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv"))
        or (isinstance(node, ast.ImportFrom) and node.module == "os")
    }

    assert readers == {"kds/settings/load.py"}


WATCH = """
import importlib, json, os, sys
seen = []
WATCHED = {"socket.connect", "socket.bind", "sqlite3.connect", "subprocess.Popen", "os.mkdir",
           "os.remove", "os.rename", "os.kill", "os.fork"}

def caller():
    frame = sys._getframe(2)
    while frame and frame.f_globals.get("__name__") in ("os", "collections.abc", "pathlib"):
        frame = frame.f_back
    return frame.f_globals.get("__name__", "")

def watch(event, args):
    writes = event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")
    if event in WATCHED or writes:
        seen.append([event, repr(args)[:80], caller()])

class Environment(type(os.environ)):
    def __getitem__(self, key):
        seen.append(["environ", key, caller()])
        return super().__getitem__(key)

os.environ.__class__ = Environment
sys.addaudithook(watch)
for name in sys.argv[1:]:
    importlib.import_module(name)
def counts(event, what, by):
    # What other packages do at import (urllib3 binds a port to see whether it can) is theirs.
    package = by.partition(".")[0]
    return package == "kds" or (event != "environ" and package in sys.stdlib_module_names)

print(json.dumps([each for each in seen if counts(*each)]))
"""


def test_importing_opens_writes_starts_and_reads_nothing() -> None:
    names = [
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for file in FILES
        if file.name != "__main__.py"
    ]
    done = subprocess.run(
        [sys.executable, "-B", "-c", WATCH, *names],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )

    assert json.loads(done.stdout) == []
