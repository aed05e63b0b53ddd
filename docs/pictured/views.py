"""Which pictures there are: each view of the screens, in each theme, and pages of the office."""

from __future__ import annotations

from typing import NamedTuple

THEMES = {"dark": "dark", "light": "light", "contrast": "high contrast"}
"""Each theme's name in the settings, and in words."""

WALL = (1920, 1080)
PORTRAIT = (1080, 1920)
TABLET = (1280, 800)
OFFICE = (1366, 900)


class View(NamedTuple):
    """One view: what it shows, in words for who cannot see it, and the pixels of the screen."""

    alt: str
    size: tuple[int, int] = WALL


VIEWS = {
    "station": View("A station's board with tickets in columns"),
    "station-portrait": View("The station's board on a screen that stands upright", PORTRAIT),
    "station-tablet": View("The station's board on a tablet", TABLET),
    "pass": View("The pass with all parts of each order"),
    "approvals": View("Orders from outside that wait for the kitchen's yes, with minutes"),
    "changed": View("Tickets that were changed, voided, added to and moved here"),
    "counts-column": View("Counts of what is to be made, beside the tickets"),
    "counts-only": View("Counts of what is to be made, instead of the tickets"),
    "figures": View("How long each station takes now, below the head of the pass"),
    "recall": View("The list of what was made recently, with buttons to take it back"),
    "more": View("What can be done with a ticket and is needed less often"),
    "options": View("The window behind the button Options"),
    "settings": View("The settings of a screen"),
    "learn-keys": View("The window in which a screen learns the keys of a bump bar"),
    "help": View("The keys, colours and marks of a screen"),
    "reason": View("The question why an order is rejected"),
    "sold-out": View("What is sold out, and for how long orders from outside are paused"),
    "away": View("The last board while the server is away, with a press that waits"),
    "empty": View("An empty board, and when it was last checked"),
    "ready-board": View("The ready board for customers, with numbers to be collected"),
}
"""The views of screens on the wall: a picture of each in each theme."""

PAGES = {
    "manager": View("What is not sent, with the cause and the dishes", OFFICE),
    "screens-page": View("The page of all screens, with one card for each", OFFICE),
    "reports": View("Preparation times of seven days: figures, bars and plots", (1366, 1800)),
    "till": View("The till's page with orders that are not sent", OFFICE),
}
"""The pages of the office and the till, which have one theme."""


def file_of(view: str, theme: str) -> str:
    """Return the name of the picture of a view in a theme."""
    return f"{view}-{theme}.webp"


def all_files() -> set[str]:
    """Return the name of every picture that is taken."""
    of_screens = {file_of(view, theme) for view in VIEWS for theme in THEMES}
    return of_screens | {f"{page}.webp" for page in PAGES}
