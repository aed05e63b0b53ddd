"""The commands that talk to a running installation, as scripts and people use them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kds.bus.keys import Keys
from kds.cli.orders import lines
from kds.clock import now
from kds.installation import Installation
from tests.acceptance.hands import Hands
from tests.acceptance.installation import RunningInstallation, await_that

CONFIG = """
name = "Test Diner"
fallback_station = "curry"
[stations.tandoor]
name = "Tandoor"
deadline_s = 1
[stations.curry]
name = "Curry"
deadline_s = 1
[[routes]]
category = "breads"
stations = ["tandoor"]
[tills.W]
name = "Web shop"
send_only = true
"""

SOUP = {"service": "dine-in", "table": "4", "lines": [{"product": "Soup", "quantity": 1}]}
WRONG = {"service": "dine-in", "lines": [{"product": "Soup", "quantity": 0}]}

SHIFT = """order_number,ordered_at,item,quantity,unit_price_gbp
71,2019-05-18T12:55,Plain Naan,3,2.95
71,2019-05-18T12:55,Korma,1,4.95
72,2019-05-18T12:56,Korma,2,8
73,2019-05-18T12:58,Coke 1.5 ltr,1,3.5
"""


@pytest.fixture(scope="module")
def kds() -> Iterator[RunningInstallation]:
    """One installation for all of this; its tests make orders of their own."""
    with RunningInstallation(config=CONFIG) as running:
        yield running


def _lines(result: subprocess.CompletedProcess[str]) -> list[Any]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def _sent(kds: RunningInstallation, order: object) -> str:
    """Send one order and return its id."""
    result = kds.run("send", "-", "--json", stdin=json.dumps(order))
    assert result.returncode == 0, result.stderr
    return str(_lines(result)[0]["order_id"])


def _open(kds: RunningInstallation, *more: str) -> dict[str, Any]:
    """Return the open orders by id, as `kds orders --json` tells them."""
    result = kds.run("orders", "--json", "--limit", "5000", *more)
    assert result.returncode == 0, result.stderr
    return {order["order_id"]: order for order in json.loads(result.stdout)["orders"]}


def test_one_order_many_orders_and_lines_of_orders_are_sent(
    kds: RunningInstallation, tmp_path: Path
) -> None:
    file = tmp_path / "orders.json"
    ids = []
    for text in (
        json.dumps(SOUP, indent=2),
        json.dumps([SOUP, SOUP]),
        f"{json.dumps(SOUP)}\n\n{json.dumps(SOUP)}\n",
    ):
        file.write_text(text, "utf-8")
        result = kds.run("send", str(file), "--json")
        assert result.returncode == 0, result.stderr
        ids += [each["order_id"] for each in _lines(result)]

    assert len(ids) == len(set(ids)) == 5, "orders with equal content are orders of their own"
    await_that(lambda: set(ids) <= _open(kds).keys(), "the kitchen has all of them")


def test_the_same_key_takes_the_order_once(kds: RunningInstallation) -> None:
    first, again = (
        kds.run("send", "-", "--json", "--idempotency-key", "till-roll-7", stdin=json.dumps(SOUP))
        for _ in range(2)
    )

    assert first.returncode == again.returncode == 0
    assert _lines(first)[0]["order_id"] == _lines(again)[0]["order_id"]


def test_what_is_wrong_is_told_by_path(kds: RunningInstallation) -> None:
    result = kds.run("send", "-", stdin=json.dumps([SOUP, WRONG]))
    as_json = kds.run("send", "-", "--json", stdin=json.dumps(WRONG))

    assert result.returncode == 1
    assert "accepted" in result.stdout, "the right one was taken"
    assert "Order 2 of the file" in result.stderr
    assert "$.lines[0].quantity" in result.stderr
    assert as_json.returncode == 1
    assert _lines(as_json)[0]["problems"][0]["path"] == "$.lines[0].quantity"


@pytest.mark.parametrize("text", ["", "{", '{"a": 1}\nnonsense\n', "\n\n"])
def test_what_is_no_json_is_not_sent(kds: RunningInstallation, text: str) -> None:
    result = kds.run("send", "-", stdin=text)

    assert result.returncode == 1
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def test_text_of_an_order_cannot_steer_the_terminal(kds: RunningInstallation) -> None:
    order_id = _sent(kds, SOUP | {"number": "\x1b[31mRED"})
    await_that(lambda: order_id in _open(kds), "it is in the kitchen")

    shown = kds.run("orders").stdout

    assert "\\x1b[31mRED" in shown
    assert "\x1b" not in shown


def test_unsent_orders_are_listed_with_causes_and_sent_again(kds: RunningInstallation) -> None:
    order_id = _sent(kds, SOUP)
    await_that(
        lambda: order_id in _open(kds, "--status", "NOT_SENT_TO_KITCHEN"),
        "it is not sent, for there is no screen",
    )

    listed = _open(kds, "--status", "not_sent_to_kitchen")[order_id]
    people = kds.run("orders", "--status", "NOT_SENT_TO_KITCHEN").stdout
    one = kds.run("resend", order_id, "--json")
    unknown = kds.run("resend", "no-such-order", order_id, "--json")
    everything = kds.run("resend", "--all", "--json")

    assert listed["causes"]
    assert listed["causes"][0] in people
    assert one.returncode == 0
    assert _lines(one)[0]["order_id"] == order_id
    assert unknown.returncode == 1
    assert [each["order_id"] for each in _lines(unknown)] == ["no-such-order", order_id]
    assert everything.returncode == 0
    assert json.loads(everything.stdout)["asked"] >= 1
    assert kds.run("resend").returncode == kds.run("resend", "--all", order_id).returncode == 2


def test_a_shift_is_replayed_with_fresh_ids_unless_told_otherwise(
    kds: RunningInstallation, tmp_path: Path
) -> None:
    file = tmp_path / "shift.csv"
    file.write_text(SHIFT, "utf-8")
    play = ("replay", str(file), "--day", "2019-05-18", "--speed", "10000")

    fresh = [kds.run(*play, "--json") for _ in range(2)]
    same = [kds.run(*play, "--json", "--same-ids") for _ in range(2)]
    people = kds.run(*play)

    ids = [{each["order_id"] for each in _lines(result)} for result in (*fresh, *same)]
    assert all(len(each) == 3 for each in ids)
    assert ids[0].isdisjoint(ids[1])
    assert ids[2] == ids[3] == {f"replay-2019-05-18-{number}" for number in (71, 72, 73)}
    assert "3 of 3 orders of 2019-05-18 are on the till." in people.stdout
    await_that(lambda: ids[2] <= _open(kds).keys(), "the kitchen has the shift")
    stations = {part["station"] for part in _open(kds)["replay-2019-05-18-71"]["parts"]}
    assert stations == {"tandoor", "curry"}, "the categories of the dishes route them"
    assert kds.run("replay", str(file), "--day", "2019-05-19").returncode == 1


def test_from_another_machine_by_address_and_key(kds: RunningInstallation, tmp_path: Path) -> None:
    key_file = tmp_path / "key"
    key_file.write_text(kds.till_key + "\n", "ascii")

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        clean = {name: value for name, value in os.environ.items() if name[:4] != "KDS_"}
        return subprocess.run(
            [sys.executable, "-m", "kds", *arguments],
            cwd=tmp_path,
            env=clean | variables,
            input=json.dumps(SOUP),
            capture_output=True,
            text=True,
            check=False,
        )

    by_variables = run("send", "-", KDS_TILL_URL=kds.till_url, KDS_TILL_KEY=kds.till_key)
    by_file = run("send", "-", "--till", kds.till_url, "--key-file", str(key_file))
    orders = run("orders", KDS_WEB_URL=kds.web_url, KDS_OPERATOR_KEY=kds.operator_key)
    wrong = run("send", "-", "--till", kds.till_url, KDS_TILL_KEY="x" * 20)
    nobody = run("send", "-", "--till", "http://127.0.0.1:9", KDS_TILL_KEY="x" * 20)
    lost = run("orders")

    assert (by_variables.returncode, by_file.returncode, orders.returncode) == (0, 0, 0)
    assert wrong.returncode == 1
    assert "does not accept the key" in wrong.stderr
    assert nobody.returncode == 3
    assert "--idempotency-key" in nobody.stderr
    assert lost.returncode == 1
    assert "--data-dir" in lost.stderr
    assert list(tmp_path.iterdir()) == [key_file], "asking makes no installation"


def test_tills_tells_who_may_write_and_what_a_stranger_needs(kds: RunningInstallation) -> None:
    await_that(lambda: "heard of" in kds.run("tills").stdout, "the own till has a heartbeat")

    listed = json.loads(kds.run("tills", "--json").stdout)["tills"]
    needs = json.loads(kds.run("tills", "show", "W", "--json").stdout)

    assert [(till["till"], till["user"], till["send_only"]) for till in listed] == [
        ("A", "till-A", False),
        ("W", "till-W", True),
    ]
    assert needs["user"] == "till-W"
    assert needs["stream"] == Keys("main").orders("W")
    socket = needs["address"].removeprefix("unix://")
    password_file = Path(needs["password"].removeprefix("in "))
    assert Path(socket).is_socket()
    password = password_file.read_text("ascii").strip()
    assert kds.bus_url("till-W") == f"unix://till-W:{password}@{socket}"
    shown = kds.run("tills", "show", "w").stdout
    assert "till-W" in shown
    assert password not in shown
    assert kds.run("tills", "show", "X").returncode == 1


def test_the_doctor_sees_that_no_screen_is_there(kds: RunningInstallation) -> None:
    order_id = _sent(kds, SOUP)
    await_that(
        lambda: order_id in _open(kds, "--status", "NOT_SENT_TO_KITCHEN"),
        "it is not sent, for there is no screen",
    )

    result = kds.run("doctor", "--json")

    report = json.loads(result.stdout)
    by_check = {finding["check"]: finding for finding in report["findings"]}
    assert result.returncode == 1
    assert report["ok"] is False
    assert by_check["display curry"]["level"] != "ok"
    assert by_check["display curry"]["advice"]
    for check in ("settings", "till", "web server", "durability", "worker route", "till A"):
        assert by_check[check]["level"] == "ok", by_check[check]
    people = kds.run("doctor")
    assert people.returncode == 1
    assert "-> Open /display/curry on a screen" in people.stdout


def test_the_doctor_tells_wrong_settings(kds: RunningInstallation, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('nmae = "x"\n', "utf-8")

    result = kds.run("doctor", "--config", str(wrong), "--json")

    (finding,) = json.loads(result.stdout)["findings"]
    assert result.returncode == 1
    assert finding["check"] == "settings"
    assert f"{wrong}:1" in finding["text"]


def test_a_backup_of_a_running_installation_restores_to_one_that_runs(
    kds: RunningInstallation, tmp_path: Path
) -> None:
    order_id = _sent(kds, SOUP)
    await_that(lambda: order_id in _open(kds), "it is in the kitchen")

    made = kds.run("backup", str(tmp_path / "backups"), "--json")
    assert made.returncode == 0, made.stderr
    later_id = _sent(kds, SOUP)
    file = Path(json.loads(made.stdout)["file"])
    new = tmp_path / "new"
    restored = subprocess.run(
        [sys.executable, "-m", "kds", "restore", str(file), "--data-dir", str(new)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert restored.returncode == 0, restored.stderr

    assert Installation(new).secret("till.key") == kds.till_key
    assert f"`kds up --data-dir {new}`" in restored.stdout
    with RunningInstallation(data_dir=new) as again:
        assert f"kds starts with the settings of {new / 'kds.toml'}" in again.output
        assert any(line.endswith("/display/curry") for line in again.output), "by its own settings"
        found = _open(again)
        doctor = json.loads(again.run("doctor", "--json").stdout)
        assert not [each for each in doctor["findings"] if each["check"].startswith("station ")]
        assert order_id in found
        assert later_id not in found
        with again.bus() as after, kds.bus() as before:
            epochs = [bus.get(Keys("main").epoch) for bus in (after, before)]
        assert epochs[0] != epochs[1], "tills and screens must notice that time went back"
        fresh_id = _sent(again, SOUP)
        await_that(lambda: fresh_id in _open(again), "it goes on as before")


def test_a_file_that_only_lies_here_says_nothing_of_what_runs(
    kds: RunningInstallation, tmp_path: Path
) -> None:
    stray = tmp_path / "kds.toml"
    stray.write_text('site = "another"\n[stations.other]\nname = "Other"\n', "utf-8")

    def doctor(*more: str) -> dict[str, Any]:
        result = subprocess.run(
            [*kds.command("doctor", "--json"), *more],
            cwd=tmp_path,
            env=kds.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        return {each["check"]: each["text"] for each in json.loads(result.stdout)["findings"]}

    assert doctor()["settings"] == f"{kds.folder / 'kds.toml'}: valid"
    assert "display curry" in doctor()
    assert doctor("--config", str(stray))["settings"] == f"{stray}: valid"


def test_the_documented_request_of_a_point_of_sale_works(kds: RunningInstallation) -> None:
    if shutil.which("curl") is None:
        pytest.skip("no curl on PATH")
    page = (Path(__file__).parents[2] / "docs" / "till.md").read_text("utf-8")
    command, order = (
        next(
            block for block in re.findall(rf"```{kind}\n(.*?)```", page, re.DOTALL) if has in block
        )
        for kind, has in (("sh", "curl"), ("json", '"lines"'))
    )
    (kds.folder / "order.json").write_text(order, "utf-8")

    for _ in range(2):
        result = subprocess.run(
            ["sh", "-c", command.replace("http://127.0.0.1:8310", kds.till_url)],
            cwd=kds.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stdout + result.stderr
        assert json.loads(result.stdout)["order_id"] == json.loads(order)["order_id"]


def test_what_is_done_is_found_too(kds: RunningInstallation) -> None:
    order_id, rejected_id = _sent(kds, SOUP), _sent(kds, {**SOUP, "needs_approval": True})
    await_that(lambda: {order_id, rejected_id} <= _open(kds).keys(), "they are in the kitchen")
    manager = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    for path, asked in (
        ("/sign-in", {"name": "manager", "pin": kds.manager_pin}),
        (f"/api/v1/orders/{order_id}/commands", {"command": "MarkPartReady", "station": "curry"}),
        (f"/api/v1/orders/{rejected_id}/commands", {"command": "Reject", "reason": "sold out"}),
    ):
        body = json.dumps({**asked, "command_id": f"{asked.get('command')}-{order_id}"}).encode()
        headers = {"Content-Type": "application/json", "Origin": kds.web_url}
        request = urllib.request.Request(f"{kds.web_url}{path}", body, headers)
        with manager.open(request, timeout=10) as answer:
            assert answer.status == 200
    await_that(lambda: not {order_id, rejected_id} & _open(kds).keys(), "both are done with")
    assert _open(kds, "--all")[order_id]["status"] == "UNFINISHED"
    assert order_id in _open(kds, "--status", "unfinished")
    assert rejected_id in _open(kds, "--status", "CANCELLED")
    nothing = kds.run("orders", "--status", "AWAITING_APPROVAL").stdout
    assert nothing == "No open order has the status AWAITING_APPROVAL.\n"


def test_shown_does_not_claim_that_a_screen_is_still_there() -> None:
    at = datetime(2026, 11, 22, 12, 10, tzinfo=UTC)
    seen = {"station": "grill", "delivery": "confirmed", "cooking": "waiting"}
    order = {"number": "A1", "status_english": "In kitchen", "order_id": "A-1"}
    order |= {"accepted_at": "2026-11-22T12:00:00Z"}

    def told(**more: object) -> str:
        return next(iter(lines([{**order, "parts": [{**seen, **more}]}], at, UTC)))

    shown_at = "2026-11-22T12:03:20Z"
    assert told().endswith("  grill shown")
    assert told(shown_at=shown_at, live=True).endswith("  grill shown 12:03")
    assert told(shown_at=shown_at, live=False).endswith("  grill shown 12:03 (no screen now)")
    printed = told(shown_at=shown_at, live=False, on_paper=True)
    assert printed.endswith("  grill on paper 12:03")
    assert told(delivery="not_sent", live=False).endswith("  grill not sent"), "the cause tells"
    assert told(cooking="ready", live=False).endswith("  grill ready")


def test_every_status_can_be_asked_for_and_one_order_told(kds: RunningInstallation) -> None:
    water = {"product": "Water", "quantity": 2, "unit_price": 250, "kitchen": "never"}
    hands = Hands(kds)
    order_id = hands.take(service="takeaway", hold=True, lines=[water])
    assert hands.till(order_id, "park", table="9").is_done
    await_that(lambda: order_id in _open(kds, "--status", "PARKED"), "the kitchen knows that")
    assert order_id not in _open(kds)

    assert hands.till(order_id, "pay", method="cash").is_done
    assert hands.till(order_id, "receipt").is_done
    assert hands.till(order_id, "void", reason="wrong table").is_done
    await_that(lambda: order_id in _open(kds, "--status", "voided"), "the kitchen knows that")
    shown = kds.run("orders", "show", order_id)
    told = json.loads(kds.run("orders", "show", order_id, "--json").stdout)
    unknown = kds.run("orders", "show", "A-none")

    assert shown.returncode == 0
    lines = [line.split("  ")[-1].strip() for line in shown.stdout.splitlines()]
    deeds = ["park, till A: table 9", "pay, till A: cash €5.00", "void, till A: wrong table"]
    assert [line for line in lines if line in deeds] == deeds
    assert re.search(r"total +€5\.00\n +paid +€5\.00\n", shown.stdout)
    assert told["record"]["order"]["void"]["reason"] == "wrong table"
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "A-none" in unknown.stderr


def test_the_demo_brings_guests(tmp_path: Path) -> None:
    began = now()
    with RunningInstallation(arguments=("--demo",)) as demo:
        await_that(lambda: bool(_open(demo)), "guests have ordered")
        orders = _open(demo).values()
        assert {part["station"] for order in orders for part in order["parts"]} <= {
            "grill",
            "fryer",
            "cold",
            "bar",
        }
        assert all(order["accepted_at"] > began.isoformat() for order in orders)
        hands = Hands(demo)
        await_that(
            lambda: any(len(hands.at_till(each)["order"]["deeds"]) > 1 for each in _open(demo)),
            "the cashier has parked a table's order, or taken money",
        )
