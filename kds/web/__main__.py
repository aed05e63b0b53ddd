"""`python -m kds.web`: gevent must patch the standard library before anything else is imported."""

# ruff: noqa: E402
from gevent import monkey

monkey.patch_all()

import os
import sys
from pathlib import Path

from kds import faults, lifeline, logs
from kds.settings.load import load
from kds.web.serve import run


def main() -> None:
    """Read the settings and serve."""
    settings = load(None, os.environ)
    logs.configure("web", settings.data_dir)
    lifeline.watch(settings)
    faults.arm(settings.fault, Path(settings.data_dir))
    run(settings)


if __name__ == "__main__":
    sys.exit(main())
