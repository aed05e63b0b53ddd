"""The code pages of ESC/POS printers: the number by which ESC t chooses each."""

from __future__ import annotations

NUMBERS = {
    "cp437": 0,
    "cp850": 2,
    "cp860": 3,
    "cp863": 4,
    "cp865": 5,
    "cp857": 13,
    "cp737": 14,
    "cp1252": 16,
    "cp866": 17,
    "cp852": 18,
    "cp858": 19,
    "cp874": 21,
    "cp720": 32,
    "cp775": 33,
    "cp855": 34,
    "cp861": 35,
    "cp862": 36,
    "cp864": 37,
    "cp869": 38,
    "cp1125": 44,
    "cp1250": 45,
    "cp1251": 46,
    "cp1253": 47,
    "cp1254": 48,
    "cp1255": 49,
    "cp1256": 50,
    "cp1257": 51,
    "cp1258": 52,
}

NAMES = {number: name for name, number in NUMBERS.items()}

FIRST = "cp437"
"""What a printer begins with."""
