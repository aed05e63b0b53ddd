"""The `kds` command. Each module here without a leading underscore is one command of it."""

from kds.cli._group import main

__all__ = ["main"]
