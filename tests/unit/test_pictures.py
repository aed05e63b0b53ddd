"""Each view has its picture in each theme, and each picture is shown with words for it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from docs.make_gallery import PAGE, page
from docs.pictured.views import PAGES, THEMES, VIEWS, all_files, file_of
from kds.access.screen_settings import Theme

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
DOCUMENTS = sorted([*(ROOT / "docs").glob("*.md"), *ROOT.glob("*.md")])

MOST_BYTES = 3_500_000
"""Whoever clones the repository gets them all."""


def shown() -> Counter[str]:
    """Return how often each picture is shown, by its name."""
    found = re.compile(r"!\[([^\]]+)\]\((?:docs/)?pictures/([^)]+)\)")
    return Counter(name for each in DOCUMENTS for _, name in found.findall(each.read_text("utf-8")))


def test_the_gallery_is_made_from_the_list_of_views() -> None:
    assert PAGE.read_text("utf-8") == page(), "run python -m docs.make_gallery"


def test_every_theme_of_the_screens_is_shown() -> None:
    assert set(THEMES) == {theme.value for theme in Theme}


def test_every_picture_is_there_and_shown_and_no_other() -> None:
    there = {each.name for each in PICTURES.glob("*.webp")}

    assert there == all_files(), "run make pictures"
    assert all_files() - shown().keys() == set()


def test_every_file_among_the_pictures_is_shown() -> None:
    assert {each.name for each in PICTURES.iterdir()} - shown().keys() == set()


SIZES = {file_of(view, theme): VIEWS[view].size for view in VIEWS for theme in THEMES}
SIZES |= {f"{name}.webp": PAGES[name].size for name in PAGES}


@pytest.mark.parametrize("name", SIZES)
def test_a_picture_has_the_size_of_its_screen(name: str) -> None:
    with Image.open(PICTURES / name) as picture:
        assert picture.size == SIZES[name]
        assert len(set(picture.convert("L").resize((32, 32)).tobytes())) > 3, "it shows nothing"


@pytest.mark.parametrize("view", VIEWS)
def test_themes_of_a_view_are_not_the_same_picture(view: str) -> None:
    kept = {(PICTURES / file_of(view, theme)).read_bytes() for theme in THEMES}
    assert len(kept) == len(THEMES)


def test_pictures_are_told_apart_and_are_small() -> None:
    told = [each.alt for each in (*VIEWS.values(), *PAGES.values())]
    assert len(set(told)) == len(told)
    assert sum(each.stat().st_size for each in PICTURES.iterdir()) < MOST_BYTES


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda each: each.name)
def test_each_picture_has_words_for_who_cannot_see_it(document: Path) -> None:
    assert re.findall(r"!\[\s*\]\(\S+\)", document.read_text("utf-8")) == []
