"""An independent reader of ESC/POS, npos from npm, finds in our bytes what we put there."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Protocol

import pytest

from kds.orders.paper import Print, PrintKind
from kds.orders.part import Changed, StopCause
from kds.paper.compose import bytes_of, sheet_of, trial_of
from kds.paper.reading import Reader
from kds.paper.things import Picture, TextLine
from kds.settings.paper import PrinterSettings
from tests.npm import fetched, node
from tests.unit.paper_samples import (
    AT,
    BURGER,
    FINNISH,
    NARROW,
    SETTINGS,
    WIDE,
    order,
    owed,
    refunded,
    voided,
)

HERE = Path(__file__).parents[1] / "escpos_reader"

Told = list[dict[str, Any]]


class Npos(Protocol):
    """Reads bytes of a code page."""

    def __call__(self, data: bytes, code_page: str = "cp858") -> Told: ...


@pytest.fixture(scope="module")
def npos(request: pytest.FixtureRequest) -> Npos:
    """Return the reader, fetched once, by its lock file."""
    place = fetched(request.config, HERE)
    shutil.copy(HERE / "read.js", place)

    def read(data: bytes, code_page: str = "cp858") -> Told:
        done = subprocess.run(
            [str(node()), "read.js", code_page],
            cwd=place,
            input=data,
            stdout=subprocess.PIPE,
            check=True,
        )
        told: Told = json.loads(done.stdout)
        return told

    return read


HOSTILE = "\x1bp\x00\x19\xfa \x1dV\x00 \x07 \x10\x14\x01"
CHANGED = Changed(at=AT, added=("L1",), removed=(BURGER,), head=("note",))
SHEETS = {
    "receipt": owed(PrintKind.RECEIPT),
    "refund": refunded(),
    "void": voided(),
    "ticket": owed(PrintKind.TICKET, order(note="Pöytä 7, Åsa, crème brûlée 12,50 €, 寿司")),
    "changed": owed(PrintKind.TICKET, changed=CHANGED, is_copy=True),
    "cancelled": owed(PrintKind.PASS, stopped=StopCause.CANCELLED),
    "hostile": owed(PrintKind.FALLBACK, order(note=HOSTILE)),
}


@pytest.mark.parametrize("printer", [NARROW, WIDE], ids=["58 mm", "80 mm"])
@pytest.mark.parametrize("name", SHEETS)
def test_another_reader_finds_the_same_text_pictures_and_cut(
    npos: Npos, name: str, printer: PrinterSettings
) -> None:
    data = bytes_of(sheet_of(SHEETS[name], FINNISH), printer)

    told = npos(data)
    things = Reader().feed(data)

    ours = "".join(thing.text + "\n" for thing in things if isinstance(thing, TextLine))
    assert "".join(each.get("text", "") for each in told) == ours
    pictures = [
        ["".join(".#"[p.is_black(x, y)] for x in range(p.width)) for y in range(p.height)]
        for p in things
        if isinstance(p, Picture)
    ]
    assert [each["picture"] for each in told if "picture" in each] == pictures
    cuts = [each["bytes"] for each in told if each.get("command") == "GSV"]
    assert cuts == [b"\x1dVB\x00".hex()]
    assert told[-1].get("command") == "GSV"


def test_another_reader_finds_no_command_but_those_of_looks_and_the_cut(npos: Npos) -> None:
    told = npos(bytes_of(sheet_of(SHEETS["hostile"], SETTINGS), WIDE))

    looks = {"ESC@", "FS.", "ESCt", "ESCE", "GS!", "GSB"}
    assert {each["command"] for each in told if "command" in each} <= looks | {"GSV"}


def test_another_reader_finds_names_of_finns_and_euros(npos: Npos) -> None:
    sheet: Print = owed(PrintKind.TICKET, order(note="Pöytä 7, Åsa, crème brûlée 12,50 €"))
    told = npos(bytes_of(sheet_of(sheet, SETTINGS), WIDE))

    assert "Pöytä 7, Åsa, crème brûlée 12,50 €" in "".join(each.get("text", "") for each in told)


@pytest.mark.parametrize("code_page", ["cp437", "cp850", "cp858", "cp852", "cp866", "cp1252"])
def test_another_reader_knows_the_same_code_pages(npos: Npos, code_page: str) -> None:
    printer = PrinterSettings(name="P", host="10.0.0.9", code_page=code_page)

    data = bytes_of(trial_of(printer, SETTINGS, AT), printer)

    ours = [thing.text for thing in Reader().feed(data) if isinstance(thing, TextLine)]
    told = npos(data, code_page)
    assert "".join(each.get("text", "") for each in told).splitlines() == ours
