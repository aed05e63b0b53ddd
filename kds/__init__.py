"""kds: a kitchen display system that proves where every order is."""

__version__ = "0.1.0"
