"""How often guests choose a dish, from the file beside this one; the menu does not say it."""

from __future__ import annotations

import tomllib
from importlib import resources

import msgspec

from kds.orders.menu import name_key


def read_likely() -> dict[str, int]:
    """Return the weight of each dish, by the key of its name; any other has 1."""
    text = (resources.files("kds.demo") / "likely.toml").read_text("utf-8")
    told = msgspec.convert(tomllib.loads(text), dict[str, int])
    return {name_key(product): weight for product, weight in told.items()}
