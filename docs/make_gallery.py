"""Makes the gallery from the list of pictures: `python -m docs.make_gallery`."""

from __future__ import annotations

from pathlib import Path

from docs.pictured.views import THEMES, VIEWS, file_of

PAGE = Path(__file__).with_name("gallery.md")

HEAD = (
    "# Each view in each theme\n\n"
    "What the screens of a restaurant show on an evening, in the three choices of "
    "[colours](screens.md#screen-settings). What can be seen and done there is told in "
    "[screens](screens.md). `make pictures` takes the pictures from a running installation, and "
    "this page is made from their list.\n"
)


def page() -> str:
    """Return the whole page."""
    return "\n".join([HEAD, *map(_section, VIEWS)])


def _section(view: str) -> str:
    themes = " | ".join(THEMES.values())
    pictures = " | ".join(_picture(view, theme) for theme in THEMES)
    return f"## {VIEWS[view].alt}\n\n| {themes} |\n|---|---|---|\n| {pictures} |\n"


def _picture(view: str, theme: str) -> str:
    """Return a small picture that leads to the large one."""
    file = f"pictures/{file_of(view, theme)}"
    return f"[![{VIEWS[view].alt}, {THEMES[theme]}]({file})]({file})"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
