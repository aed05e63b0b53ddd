"""How many SMS a text is."""

from __future__ import annotations

import pytest

from kds.texting.segments import Size, size


@pytest.mark.parametrize(
    ("words", "sms", "units", "left", "is_unicode"),
    [
        ("a", 1, 1, 159, False),
        ("Pöytä Å £ \n", 1, 11, 149, False),
        ("5 €", 1, 4, 156, False),
        ("a" * 160, 1, 160, 0, False),
        ("a" * 161, 2, 161, 145, False),
        ("a" * 306, 2, 306, 0, False),
        ("a" * 307, 3, 307, 152, False),
        ("€" * 80, 1, 160, 0, False),
        # An escape and its character stay together: 76 of them in each.
        ("€" * 153, 3, 306, 151, False),
        ("š" * 70, 1, 70, 0, True),
        ("š" * 71, 2, 71, 63, True),
        ("š" * 134, 2, 134, 0, True),
        ("😀" * 35, 1, 70, 0, True),
        ("😀" * 36, 2, 72, 61, True),
        ("a" * 69 + "😀", 2, 71, 63, True),
    ],
)
def test_a_text_has_so_many_sms(
    words: str, sms: int, units: int, left: int, is_unicode: bool
) -> None:
    assert size(words) == Size(sms, units, left, is_unicode)
