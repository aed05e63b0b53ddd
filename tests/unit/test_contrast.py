"""Whether the colours of every theme can be read from afar, also by colour-blind cooks."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import combinations

import pytest

Colour = tuple[float, float, float]
CSS = files("kds.web").joinpath("static/css/tokens.css").read_text("utf-8")
THEMES = ("dark", "light", "contrast")

AFAR = 7.0
NEAR = 4.5
EDGE = 3.0

FROM_AFAR = [
    # Number, lines, quantities, modifiers and notes, also those of later courses.
    *((ink, ground) for ink in ("ink", "ink-quiet") for ground in ("surface", "raised", "ground")),
    ("removal", "surface"),
    ("removal", "raised"),
    ("on-allergy", "allergy"),
    # The timer: without a fill at first, then on one.
    ("fresh", "surface"),
    ("on-soon", "soon-fill"),
    ("on-late", "late-fill"),
    ("on-over", "over-fill"),
    # Marks and words: as text, and on their colour.
    *((word, "surface") for word in ("warn", "info", "fresh", "late")),
    *(("ink-on-bright", word) for word in ("warn", "info", "fresh", "danger")),
    ("fresh", "raised"),
    ("info", "raised"),
]
FROM_NEAR = [
    ("danger", "surface"),
    ("ink", "danger-deep"),
    ("ink", "danger-deeper"),
    ("warn", "danger-deep"),
    ("warn", "danger-deeper"),
    ("ink-on-bright", "ink"),
    ("info", "ground"),
    ("ink-quiet", "ground"),
]

SEEN_BY = {
    "everybody": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "deuteranopia": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "tritanopia": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}
"""How a colour looks, on linear RGB (Machado, Oliveira and Fernandes 2009, severity 1)."""


def tokens(theme: str) -> dict[str, str]:
    """Return the tokens of a theme; what it does not say is as in the dark one."""
    block = r"\{(.*?)\n\}"
    base = re.search(r"^:root " + block, CSS, re.DOTALL | re.MULTILINE)
    own = re.search(rf'^\[data-theme="{theme}"\] ' + block, CSS, re.DOTALL | re.MULTILINE)
    found = [match[1] for match in (base, own) if match]
    return {k: v for each in found for k, v in re.findall(r"--([\w-]+): (#\w{6});", each)}


def linear(colour: str) -> Colour:
    """Return red, green and blue as light."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return red, green, blue


def luminance(light: Colour) -> float:
    """Return how bright it is, from 0 to 1 (WCAG)."""
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), light, strict=True))


def contrast(one: str, other: str) -> float:
    """Return the ratio of two colours, from 1 to 21 (WCAG)."""
    darker, brighter = sorted((luminance(linear(one)), luminance(linear(other))))
    return (brighter + 0.05) / (darker + 0.05)


def lightness(colour: str, eyes: str) -> float:
    """Return how light a colour looks to these eyes: L* from 0 to 100."""
    light = linear(colour)
    red, green, blue = (
        min(1.0, max(0.0, sum(m * c for m, c in zip(row, light, strict=True))))
        for row in SEEN_BY[eyes]
    )
    seen = luminance((red, green, blue))
    return float(116 * seen ** (1 / 3) - 16 if seen > 0.008856 else 903.3 * seen)


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_read_from_afar_has_seven_to_one_and_all_else_enough(theme: str) -> None:
    token = tokens(theme)
    pairs = [(pair, AFAR) for pair in FROM_AFAR] + [(pair, NEAR) for pair in FROM_NEAR]
    pairs += [(("edge", ground), EDGE) for ground in ("surface", "raised", "ground")]
    weak = {
        f"{ink} on {ground}": round(found, 2)
        for (ink, ground), least in pairs
        if (found := contrast(token[ink], token[ground])) < least
    }
    assert not weak


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("eyes", SEEN_BY)
def test_the_steps_of_age_differ_in_lightness_whoever_looks(theme: str, eyes: str) -> None:
    token = tokens(theme)
    steps = ("surface", "soon-fill", "late-fill", "over-fill")
    near = {
        pair: apart
        for pair in combinations(steps, 2)
        if (apart := abs(lightness(token[pair[0]], eyes) - lightness(token[pair[1]], eyes))) < 9
    }
    assert not near


def test_every_theme_says_every_colour() -> None:
    dark = set(tokens("dark"))
    for theme in THEMES[1:]:
        own = re.search(rf'^\[data-theme="{theme}"\] \{{(.*?)\n\}}', CSS, re.DOTALL | re.MULTILINE)
        assert own
        assert set(re.findall(r"--([\w-]+): #", own[1])) == dark


def test_no_other_style_file_has_a_colour_of_its_own() -> None:
    for file in files("kds.web").joinpath("static/css").iterdir():
        if file.name.endswith(".css") and file.name != "tokens.css":
            text = re.sub(r"/\*.*?\*/", "", file.read_text("utf-8"), flags=re.DOTALL)
            bare = re.findall(r":[^;{}]*#[0-9a-fA-F]{3,8}\b", text)
            assert not bare, f"{file.name}: {bare}"
