"""The category of a dish by its name: lists of sold dishes have none, and rules go by category.

The table knows the words of an Indian takeaway's menu; the first row that matches wins, and what
matches nothing is a curry.
"""

from __future__ import annotations

import re
from functools import cache

REST = "curries"

TABLE: tuple[tuple[str, str], ...] = (
    ("drinks", r"\b(coke|lemonade|cobra|wine|water|beer|juice|lassi)\b"),
    ("sundries", r"\b(papadum|chutney|pickle|mint sauce|red sauce|raitha|green salad)s?\b"),
    ("starters", r"\b(prawn puree|samosa|pakora|chaat|butterfly|vegetable roll|mixed starter)\b"),
    ("starters", r"^onion bhaj(i|ee)$|^(chicken|lamb) tikka$|\(1/4\)|^shee?k keb?[ah]+b$"),
    ("breads", r"\b(naan|roti|chapati|paratha|puree)\b"),
    ("biryani", r"\bbiryani\b"),
    ("rice", r"\brice\b"),
    ("tandoori", r"\b(mixed grill|sizzler|shashlick|shaslick|kebab)\b(?! curry)|\(main\)"),
    ("tandoori", r"^tandoori (fish|king prawn|chicken)$"),
    ("sides", r"\bfries\b|\bbhajee\b|\b(aloo|paneer|dall|chana|gobi|baingan)\b(?!.*masala)"),
    ("sides", r"^(chana masala|saag|mushroom|methi|bengal salad)$"),
)
"""Rows of (category, regular expression); case does not matter."""

CATEGORIES = tuple(dict.fromkeys([*(category for category, _ in TABLE), REST]))


@cache
def category_of(product: str) -> str:
    """Return the category of a dish."""
    for category, pattern in TABLE:
        if re.search(pattern, product, re.IGNORECASE):
            return category
    return REST
