"""The start page, and the head of every page of the back office, lead to each page there is."""

from __future__ import annotations

import re
from pathlib import Path

from kds.web import pages

TEMPLATES = Path(pages.__file__).parent / "templates"


def office_pages(below: str) -> set[str]:
    source = Path(pages.__file__).read_text("utf-8")
    found = set(re.findall(rf'@pages\.get\("({below}[^"]*)"\)', source))
    assert len(found) > 3, "pages are found by their routes"
    # An address of earlier versions leads on; nothing leads to it.
    return {path for path in found if "<" not in path} - {"/manager/displays"}


def links_of(template: str) -> set[str]:
    return set(re.findall(r'href="(/[^"{]*)"', (TEMPLATES / template).read_text("utf-8")))


def test_the_start_page_leads_everywhere() -> None:
    everything = office_pages("/manager") | office_pages("/tickets") | {"/board"}

    assert everything - links_of("index.html") == set()


def test_the_head_of_a_page_leads_to_the_whole_back_office() -> None:
    assert office_pages("/manager") - links_of("base.html") == set()
