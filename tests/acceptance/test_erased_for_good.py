"""Who was erased is in no file of the installation any more, byte by byte, and in no new backup."""

from __future__ import annotations

import json
import tarfile
import urllib.request
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from kds.archive.database import Database, sqlite_url
from kds.archive.orders import Kept, OrderArchive
from kds.orders.order import Customer
from tests.acceptance.busy_kitchen import running
from tests.acceptance.hands import Hands
from tests.acceptance.installation import RunningInstallation, await_that
from tests.samples import T0
from tests.specimens import WAYS

ERASED = {"name": "Zerubbabel Quux", "phone": "040 123 4567"}
OTHER = {"name": "Olli Onni", "phone": "050 765 4321"}
SAID = (b"Zerubbabel", b"Quux", b"040 123 4567", b"401234567")
BURGER = {"product": "Burger", "quantity": 1, "line_id": "L1"}


def test_no_byte_of_an_erased_customer_is_left(tmp_path: Path) -> None:
    with running() as kds:
        kept_in_the_archive(kds, Customer(**ERASED))
        hands = Hands(kds)
        for number in range(30):
            customer = ERASED if number % 3 else OTHER
            hands.take(service="takeaway", customer=customer, lines=[BURGER], note=f"{number}")
        await_that(lambda: known(kds) == 21, "the kitchen and the archive know the orders")
        places = {path.name for path in holding(kds.data_dir)}
        assert {"archive.sqlite", "till.sqlite"} <= {name.removesuffix("-wal") for name in places}
        assert [name for name in places if name.startswith("appendonly")]

        erased = ask(kds, "erase", reason="asked for it")

        assert erased["orders"] == 21
        await_that(lambda: not holding(kds.data_dir), "no file holds the customer")
        assert holding(kds.data_dir / "server", b"Olli"), "somebody else stays"
        assert holding(backup(kds, tmp_path)) == []
        assert kds.bus("operator").info("persistence")["aof_rewrites"] == 2


def test_a_backup_has_the_file_written_anew_before_it_is_copied(tmp_path: Path) -> None:
    with running() as kds:
        backup(kds, tmp_path / "running")
        assert kds.bus("operator").info("persistence")["aof_rewrites"] == 1
        kds.stop()

        said = kds.run("backup", str(tmp_path / "stopped")).stdout
        assert "may hold names of customers who were erased before: No server runs" in said


def kept_in_the_archive(kds: RunningInstallation, customer: Customer) -> None:
    """Let the archive have an old order of a customer."""
    archive = Database(sqlite_url(kds.data_dir / "archive.sqlite"))
    record = next(iter(WAYS["COMPLETED"].values()))().record
    old = replace(record.order, order_id="A-old", customer=customer)
    OrderArchive(archive).put([Kept(replace(record, order=old), (), T0)])
    archive.close()


def known(kds: RunningInstallation) -> int:
    """Return how many orders of the customer are known."""
    return len(ask(kds, "lookup")["orders"])


def ask(kds: RunningInstallation, operation: str, **more: str) -> Any:
    """Ask the web server about the customer, as a command does."""
    request = urllib.request.Request(
        f"{kds.web_url}/api/v1/customers/{operation}",
        data=json.dumps({"phone": ERASED["phone"], **more}).encode(),
        headers={
            "Authorization": f"Bearer {kds.operator_key}",
            "Content-Type": "application/json",
        },
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def holding(folder: Path, *said: bytes) -> list[Path]:
    """Return the files in which anything of the customer stands, or of somebody else."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            try:
                content = path.read_bytes()
            except FileNotFoundError:
                continue  # The server has just replaced it.
            if any(each in content for each in said or SAID):
                found.append(path)
    return found


def backup(kds: RunningInstallation, to: Path) -> Path:
    """Make a backup of a running installation, and return the folder with what is in it."""
    made = kds.run("backup", str(to), "--json")
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout)
    assert told["manifest"]["not_rewritten"] == ""
    with tarfile.open(told["file"]) as archive:
        # Python 3.11.2, which Debian has, knows no filters yet; ours is our own file.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(to / "unpacked")  # noqa: S202
    return to / "unpacked"
