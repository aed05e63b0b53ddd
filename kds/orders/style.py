"""How a restaurant works: whether its guests pay before the kitchen begins, or after."""

from __future__ import annotations

from enum import StrEnum


class Style(StrEnum):
    """FAST_FOOD: paid first, then sent. FINE_DINING: sent before payment, also when parked."""

    FAST_FOOD = "fast-food"
    FINE_DINING = "fine-dining"
