"""`python -m kds.till`: the main till, alone."""

from __future__ import annotations

import sys

from kds import installation
from kds.errors import KdsError
from kds.till.serve import run


def main() -> int:
    """Take orders until told to stop; return the exit code."""
    try:
        run(installation.begin("till"))
    except KdsError as error:
        sys.stderr.write(f"kds till: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
