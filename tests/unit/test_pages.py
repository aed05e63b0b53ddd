"""The written pages: what they link to is there, and the commands they name exist."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from kds.cli import main

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("deploy/**/*.md")])

COMMAND = re.compile(r"(?<![\w/.-])(?<!-u )kds ([a-z][a-z-]+)")
"""`kds something`; not a path, and not the account of that name."""


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if "://" in target:
            continue
        path, _, heading = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), f"{_name(page)} links to {target}, which is not there"
        if heading:
            assert heading in _headings(found), f"{_name(page)}: {target} has no such heading"


def _headings(page: Path) -> set[str]:
    lines = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", line.lower()).strip().replace(" ", "-") for line in lines}


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_the_commands_that_a_page_names_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    code = re.findall(r"`([^`\n]+)`", text) + re.findall(r"^```sh\n(.*?)^```", text, re.M | re.S)
    context = click.Context(main)
    known = set(main.list_commands(context))
    named = {found[1] for part in code for found in COMMAND.finditer(part)}
    assert named <= known, f"{_name(page)} names commands that are none: {named - known}"


def test_pages_are_found() -> None:
    assert {"docs/bus.md", "docs/operations.md"} <= {_name(page) for page in PAGES}
