"""Each page and each address of both servers is in docs/pages.md, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask

from kds.access import Access
from kds.archive.database import Database, sqlite_url
from kds.bus.connect import connect
from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore
from kds.kitchen.kitchen import Kitchen
from kds.settings.model import BusSettings, Settings
from kds.till.app import create_app as create_till_app
from kds.till.disk import Disk
from kds.till.serve import build
from kds.web.app import create_app as create_web_app
from kds.web.context import Web

PAGE = Path(__file__).parents[2] / "docs" / "pages.md"
NOWHERE = "unix:///nowhere/kds.sock"


def documented(heading: str) -> set[str]:
    """Return `METHOD path` of each row in the table under a heading."""
    section = PAGE.read_text("utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `([A-Z]+ /[^`]*)` \|", section, re.MULTILINE))


def served(app: Flask) -> set[str]:
    """Return `METHOD path` of each rule of an application."""
    return {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_the_web_servers_pages_are_documented(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    client, keys = connect(NOWHERE), Keys(settings.site)
    kitchen = Kitchen(OrderStore(client, keys, settings.site), settings.policy())
    web = Web(
        settings,
        Access(tmp_path / "access.sqlite"),
        kitchen,
        client,
        keys,
        Database(sqlite_url(tmp_path / "archive.sqlite")),
    )
    assert documented("The web server") == served(create_web_app(web))


def test_the_tills_pages_are_documented(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, bus=BusSettings(url=NOWHERE))
    disk = Disk(tmp_path / "till.sqlite")
    try:
        assert documented("The till") == served(create_till_app(build(settings, disk)))
    finally:
        disk.close()
