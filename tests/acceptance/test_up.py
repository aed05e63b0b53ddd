"""`kds up`: it starts everything, watches over it, ends it, and goes on where it was."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kds.bus.connect import BUS_LOST, connect
from kds.bus.keys import Keys
from kds.up.readiness import is_healthy
from tests.acceptance.installation import RunningInstallation, await_that, is_alive

PARTS = ("server", "till", "web", "route", "resend", "texts", "sweep")
PAGES = ("/", "/display/kitchen", "/display/pass", "/display/approvals", "/manager")
KEYS = Keys("main")


@pytest.fixture(scope="module")
def running() -> Iterator[RunningInstallation]:
    """An installation for tests that leave it running."""
    with RunningInstallation() as installation:
        yield installation


@pytest.fixture
def own() -> Iterator[RunningInstallation]:
    """An installation for one test, not started yet."""
    installation = RunningInstallation()
    yield installation
    installation.remove()


def get(url: str) -> int:
    """Return the status of a page."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def send_order(installation: RunningInstallation, order_id: str) -> dict[str, Any]:
    """Send an order to the till as POS software does, and return the answer."""
    order = {"order_id": order_id, "service": "takeaway"}
    order["lines"] = [{"product": "Soup", "quantity": 1}]  # type: ignore[assignment]
    request = urllib.request.Request(
        f"{installation.till_url}/orders",
        json.dumps(order).encode(),
        {
            "Authorization": f"Bearer {installation.till_key}",
            "Content-Type": "application/json",
            "Idempotency-Key": order_id,
        },
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        body: dict[str, Any] = json.load(answer)
        return body


def in_kitchen(installation: RunningInstallation, order_id: str) -> bool:
    """Tell whether the kitchen has an order; not while the server is away."""
    with installation.bus() as client:
        try:
            return bool(client.exists(KEYS.order(order_id)))
        except BUS_LOST:
            return False


def test_every_page_that_it_prints_is_there(running: RunningInstallation) -> None:
    for page in PAGES:
        address = f"{running.web_url}{page}"
        assert any(line.split()[-1:] == [address] for line in running.output), running.output
        assert get(address) in {200, 401, 403}, page
    assert get(f"{running.till_url}/") in {200, 401, 403}
    assert running.output[-1] == "ready"


def test_nothing_secret_is_on_a_command_line(running: RunningInstallation) -> None:
    listed = subprocess.run(
        ["ps", "-ww", "-e", "-o", "args="], capture_output=True, text=True, check=True
    ).stdout
    assert str(running.data_dir) in listed
    secrets = [file.read_text() for file in (running.data_dir / "secrets").iterdir()]
    assert len(secrets) >= 5
    assert not [secret for secret in secrets if secret in listed]


def test_what_is_secret_is_for_its_owner_alone(running: RunningInstallation) -> None:
    private = [running.data_dir / "run.json", *(running.data_dir / "secrets").iterdir()]
    private += [running.data_dir / "server" / name for name in ("server.conf", "users.acl")]
    assert {file.stat().st_mode & 0o777 for file in private} == {0o600}
    assert running.data_dir.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("part", PARTS)
def test_a_killed_part_comes_back(running: RunningInstallation, part: str) -> None:
    before = running.kill(part)
    await_that(lambda: running.run_info.parts.get(part, before) != before, f"{part} is back")
    order_id = f"after-{part}-died"
    await_that(lambda: is_healthy(running.till_url), "the till answers")
    await_that(lambda: is_healthy(running.web_url), "the web server answers")
    send_order(running, order_id)
    await_that(lambda: in_kitchen(running, order_id), "an order reaches the kitchen")
    assert f"{part} was killed by SIGKILL" in running.log_text()


def test_a_second_one_on_the_same_directory_is_refused(running: RunningInstallation) -> None:
    second = running.run("up", "--port", str(running.port + 1))
    assert second.returncode == 1
    assert second.stderr.count("\n") == 1
    assert f"Another `kds up` (process {running.process.pid}) runs on" in second.stderr
    assert running.process.poll() is None


def test_a_port_in_use_is_told(own: RunningInstallation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", own.port + 10))
        taken.listen()
        own.begin()
        assert own.wait() == 1
    assert f"Port {own.port + 10} on 127.0.0.1, for till, cannot be used" in own.log_text()
    assert f"KDS_TILL_PORT={own.port + 110}" in own.log_text(), "what works with `make up` too"


def test_wrong_settings_are_refused_with_file_and_line() -> None:
    wrong = RunningInstallation(config='name = "X"\n\n[web]\nprt = 1\n')
    wrong.begin()
    assert wrong.wait() == 1
    place = f"{wrong.folder}/kds.toml:4: web.prt: there is no such setting; did you mean 'port'?"
    assert place in wrong.log_text()
    assert not wrong.data_dir.exists()
    wrong.remove()


def test_a_gateway_that_is_none_is_refused_without_a_word_of_its_url() -> None:
    wrong = RunningInstallation(config="[texts]\ngateway = ['carrier-pigeon://loft/{to}']\n")
    wrong.begin()

    assert wrong.wait() == 1
    assert "texts.gateway: the URL in place 1" in wrong.log_text()
    assert "pigeon" not in wrong.log_text()
    wrong.remove()


def test_an_interrupt_ends_everything(own: RunningInstallation) -> None:
    own.start()
    pids = own.run_info.parts
    assert set(pids) == set(PARTS)
    assert own.stop(signal.SIGINT) == 0
    assert not {name for name, pid in pids.items() if is_alive(pid)}
    assert "killed" not in own.log_text()
    assert not (own.data_dir / "run.json").exists()


def test_starting_again_goes_on_with_the_same_orders(own: RunningInstallation) -> None:
    own.start()
    assert own.manager_pin is not None
    send_order(own, "kept")
    await_that(lambda: in_kitchen(own, "kept"), "the order reaches the kitchen")
    own.stop(signal.SIGTERM)
    own.manager_pin = None
    own.start()
    assert in_kitchen(own, "kept")
    assert own.manager_pin is None, "the PIN is shown once only"


def test_parts_end_when_their_supervisor_was_killed(own: RunningInstallation) -> None:
    own.start()
    send_order(own, "kept")
    await_that(lambda: in_kitchen(own, "kept"), "the order reaches the kitchen")
    pids = dict(own.run_info.parts)
    server = pids.pop("server")
    own.process.kill()
    own.wait()
    await_that(lambda: not any(map(is_alive, pids.values())), "all parts end by themselves")
    assert is_alive(server)
    own.start()
    assert not is_alive(server), "the server of before was ended first"
    assert in_kitchen(own, "kept")


def test_starting_at_once_after_a_kill_waits_for_the_parts_of_before(
    own: RunningInstallation,
) -> None:
    own.start()
    send_order(own, "kept")
    await_that(lambda: in_kitchen(own, "kept"), "the order reaches the kitchen")
    pids = own.run_info.parts
    own.process.kill()
    own.start()
    assert not set(pids.values()) & set(own.run_info.parts.values())
    await_that(lambda: not any(map(is_alive, pids.values())), "nothing of before is left")
    assert in_kitchen(own, "kept")


def test_a_long_data_directory_works() -> None:
    with RunningInstallation() as first:
        long = first.folder / ("a-very-long-name-" * 7) / "and a ünusual one"
        with RunningInstallation(data_dir=long) as installation:
            socket_file = Path(installation.run_info.bus_socket or "")
            assert len(bytes(socket_file)) < 104
            send_order(installation, "far")
            await_that(lambda: in_kitchen(installation, "far"), "the order reaches the kitchen")
        assert not socket_file.parent.exists()


def test_a_server_of_ones_own_is_used(own_server: Any) -> None:
    with RunningInstallation(environ={"KDS_REDIS_URL": own_server.url}) as installation:
        assert set(installation.run_info.parts) == set(PARTS) - {"server"}
        assert installation.run_info.bus_socket is None
        send_order(installation, "elsewhere")
        with connect(own_server.url) as client:
            await_that(
                lambda: bool(client.exists(KEYS.order("elsewhere"))), "the kitchen has the order"
            )
