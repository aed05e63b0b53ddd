"""External systems: each has a key and a secret of its own, which only their files show."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kds.errors import KdsError
from kds.installation import Installation, system_key, system_webhook_secret
from kds.settings import Settings, load
from tests.acceptance.installation import without_kds

CONFIG = """
[systems.shop]
name = "Web shop"
webhook = "https://shop.example/kitchen"
[systems.kiosk]
name = "Kiosk"
needs_approval = false
key = "the-kiosks-own-key"
[systems.app]
name = "App"
webhook = "https://app.example/kitchen"
webhook_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
"""

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    file = tmp_path / "kds.toml"
    file.write_text(CONFIG, "utf-8")
    return load(file, {"KDS_DATA_DIR": str(tmp_path / "data")})


@pytest.fixture
def kds(settings: Settings, tmp_path: Path) -> Run:
    """Run a command beside the settings file."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "kds", *arguments, "--data-dir", str(settings.data_dir)],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env=without_kds(os.environ),
        )

    return run


def test_keys_are_made_once_and_differ(settings: Settings) -> None:
    made = [system_key(settings, "shop"), system_key(settings, "app")]

    assert len(set(made)) == 2
    assert made == [system_key(settings, "shop"), system_key(settings, "app")]
    assert all(len(key) >= 32 for key in made)
    files = list((settings.data_dir / "secrets").iterdir())
    assert {file.name for file in files} == {"system-shop.key", "system-app.key"}
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_what_signs_webhooks_is_as_standard_webhooks_wants_it(settings: Settings) -> None:
    prefix, _, encoded = system_webhook_secret(settings, "shop").partition("_")

    assert prefix == "whsec"
    assert len(base64.b64decode(encoded, validate=True)) == 32
    assert system_webhook_secret(settings, "shop") == f"whsec_{encoded}"


def test_what_the_settings_say_holds_and_nothing_is_made(settings: Settings) -> None:
    assert system_key(settings, "kiosk") == "the-kiosks-own-key"
    assert system_webhook_secret(settings, "app") == "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    assert not settings.data_dir.exists()


def test_a_system_that_is_not_in_the_settings_has_no_key(settings: Settings) -> None:
    with pytest.raises(KdsError, match="no external system bar; there are shop, kiosk, app"):
        system_key(settings, "bar")
    assert not settings.data_dir.exists()


def test_systems_are_listed(kds: Run) -> None:
    listed = kds("systems")
    told = json.loads(kds("systems", "--json").stdout)

    assert listed.returncode == 0, listed.stderr
    assert [line.split()[0] for line in listed.stdout.splitlines()] == ["shop", "kiosk", "app"]
    assert "the-kiosks-own-key" not in listed.stdout
    assert told["systems"][1] == {
        "system": "kiosk",
        "name": "Kiosk",
        "needs_approval": False,
        "webhook": None,
    }


def test_show_tells_where_key_and_secret_are_and_neither_of_them(
    kds: Run, settings: Settings
) -> None:
    Installation(settings.data_dir).prepare()

    shop = json.loads(kds("systems", "show", "shop", "--json").stdout)
    shown = kds("systems", "show", "shop").stdout

    key = Path(shop["key"].removeprefix("in ")).read_text("ascii")
    secret = Path(shop["webhook_secret"].removeprefix("in ")).read_text("ascii")
    assert key == system_key(settings, "shop")
    assert secret == system_webhook_secret(settings, "shop")
    assert shop["address"] == "http://127.0.0.1:8310"
    assert shop["webhook"] in shown
    assert key not in shown
    assert secret not in shown
    assert "the-kiosks-own-key" not in kds("systems", "show", "kiosk").stdout


def test_show_makes_nothing_where_nothing_is(kds: Run, settings: Settings) -> None:
    unknown = kds("systems", "show", "bar")
    lost = kds("systems", "show", "shop")

    assert (unknown.returncode, lost.returncode) == (1, 1)
    assert "There is no external system bar" in unknown.stderr
    assert "There is no installation" in lost.stderr
    assert not settings.data_dir.exists()
