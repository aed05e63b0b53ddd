"""A webhook over real HTTP: signed as the specification says, bounded, and to one address only."""

from __future__ import annotations

import base64
import hashlib
import hmac
import shutil
import socket
import subprocess
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kds.orders import commands as c
from kds.orders.till_facts import Outside, OutsideState
from kds.till.disk import Disk
from kds.till.webhooks.kept import Webhooks
from kds.till.webhooks.sender import Sender
from kds.till.webhooks.sending import Limits, Target, send, sign
from tests.integration.webhook_receiver import Answer, Receiver
from tests.samples import T0, after, apply, ask, order

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
AT = datetime(2026, 11, 22, 12, 0, 0, 900_000, tzinfo=UTC)
SHORT = Limits(timeout_s=0.3, whole_s=1.0)


def test_the_signature_is_that_of_the_specifications_libraries() -> None:
    # The vector that the libraries of github.com/standard-webhooks test themselves with.
    signed = sign(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')

    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_is_sent_can_be_verified() -> None:
    body = '{"name": "Päivi"}'.encode()
    with Receiver(204) as shop:
        assert send(Target(shop.url, SECRET), "evt_1", body, AT, Limits()) is None
        came = shop.next()

    assert (came.path, came.body) == ("/kitchen?branch=3", body)
    assert came.headers["content-type"] == "application/json"
    assert came.headers["webhook-timestamp"] == str(int(AT.timestamp()))
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    signed = f"evt_1.{came.headers['webhook-timestamp']}.".encode() + body
    proof = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert came.headers["webhook-signature"] == f"v1,{proof}"


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (500, "it answered 500"),
        (404, "it answered 404"),
        (301, "it answered 301, a redirect: none is followed"),
        (b"hello\r\n", "it ended without an answer, or what it answered is no HTTP"),
        (b"", "it ended without an answer, or what it answered is no HTTP"),
    ],
)
def test_anything_but_2xx_is_a_problem_in_words(answer: Answer, problem: str) -> None:
    with Receiver(answer) as shop:
        assert send(Target(shop.url, SECRET), "evt_1", b"{}", AT, Limits()) == problem
        assert len(shop.all) == 1, "a redirect was followed"


def test_one_that_does_not_answer_gets_no_more_than_its_time() -> None:
    with Receiver(None) as shop:
        problem = send(Target(shop.url, SECRET), "evt_1", b"{}", AT, SHORT)

    assert problem == "it did not answer within 0.3 seconds"


@pytest.mark.parametrize("whole_s", [1.0, 0.0], ids=["in the answer", "before it was connected"])
def test_one_that_answers_a_byte_at_a_time_gets_no_more_than_its_time(whole_s: float) -> None:
    limits = SHORT._replace(whole_s=whole_s)
    with socket.create_server(("127.0.0.1", 0)) as server:
        dripping = threading.Thread(target=drip, args=(server,), daemon=True)
        dripping.start()
        port = server.getsockname()[1]
        problem = send(Target(f"http://127.0.0.1:{port}/", SECRET), "evt_1", b"{}", AT, limits)
        dripping.join(60)

    assert problem is not None
    assert not dripping.is_alive(), "the connection is still open"


def drip(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        for byte in b"HTTP/1.1 200 OK\r\n" + b"x" * 10_000:
            try:
                connection.sendall(bytes([byte]))
            except OSError:
                return
            threading.Event().wait(0.1)


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    problem = send(Target(f"http://127.0.0.1:{port}/", SECRET), "evt_1", b"{}", AT, SHORT)

    assert problem == "it cannot be reached (Connection refused)"


@pytest.mark.parametrize("url", ["http://127.0.0.1:99999/", "http://[::1/", "http://a..b/ü"])
def test_an_address_that_is_none_is_a_problem_and_no_fault(url: str) -> None:
    assert send(Target(url, SECRET), "evt_1", b"{}", AT, SHORT) is not None


def test_a_certificate_that_cannot_be_verified_gets_nothing(tmp_path: Path) -> None:
    with Receiver() as shop:
        shop.speak_tls(*certificate(tmp_path))
        url = shop.url.replace("http:", "https:")
        problem = send(Target(url, SECRET), "evt_1", b"{}", AT, Limits())
        assert shop.all == []

    assert problem is not None
    assert "certificate" in problem.lower()


def certificate(folder: Path) -> tuple[Path, Path]:
    """Return a certificate that nobody vouches for, and its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed; .ci/run installs it")
    found = folder / "shop.crt", folder / "shop.key"
    subject = ("-subj", "/CN=shop.example", "-addext", "subjectAltName=IP:127.0.0.1")
    made = ("-out", str(found[0]), "-keyout", str(found[1]))
    new = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1")
    subprocess.run((openssl, *new, *subject, *made), check=True, capture_output=True)
    return found


def owe_a_yes(disk: Disk, webhooks: Webhooks, system: str) -> None:
    outside = Outside(system, OutsideState.PAID, T0, placed=True)
    sent = order(order_id=f"A-{system}", outside=outside, needs_approval=True)
    before = after(apply(sent))
    now = after(ask(c.Approve, order_id=sent.order_id, minutes=15), record=before)
    disk.write(lambda db: webhooks.owe(db, before, now))


def test_a_system_that_does_not_answer_keeps_no_other_waiting(tmp_path: Path) -> None:
    patient, disk = Limits(timeout_s=600, whole_s=600), Disk(tmp_path / "till.sqlite")
    with Receiver(None) as shop, Receiver() as app:
        targets = {"shop": Target(shop.url, SECRET), "app": Target(app.url, SECRET)}
        webhooks = Webhooks(disk, "kds/main/till/A", targets)
        sender = Sender(webhooks, targets, patient)
        owe_a_yes(disk, webhooks, "shop")
        sender.start()
        assert shop.next().event["subject"] == "A-shop"
        owe_a_yes(disk, webhooks, "app")

        assert app.next().event["subject"] == "A-app"
        sender.stop()
    disk.close()
