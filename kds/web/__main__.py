"""`python -m kds.web`: gevent must patch the standard library before anything else is imported."""

# ruff: noqa: E402
from gevent import monkey

monkey.patch_all()

import sys

from kds import installation
from kds.errors import KdsError
from kds.web.serve import run


def main() -> int:
    """Serve until told to stop; return the exit code."""
    try:
        run(installation.begin("web"))
    except KdsError as error:
        sys.stderr.write(f"kds web: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
