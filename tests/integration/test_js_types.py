"""The types in JSDoc comments are checked by the TypeScript compiler, over all our scripts."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.npm import fetched, node

ROOT = Path(__file__).parents[2]
HERE = ROOT / "tests" / "js_types"
LIBRARIES = ("htm", "preact", "preact/hooks", "socket.io-client")
SCRIPTS = (
    ROOT / "kds/web/static/js",
    ROOT / "kds/till/static/js",
    ROOT / "kds/languages/static",
)

Check = Callable[..., list[str]]


@pytest.fixture
def check(request: pytest.FixtureRequest, tmp_path: Path) -> Check:
    """Return what checks scripts and returns the errors; fetched once, by its lock file."""
    packages = fetched(request.config, HERE) / "node_modules"

    def run(*scripts: Path) -> list[str]:
        paths = {name: [str(packages / name)] for name in LIBRARIES}
        paths["/languages/*"] = [str(ROOT / "kds/languages/static/*")]
        settings = {
            "extends": str(HERE / "tsconfig.json"),
            "compilerOptions": {"paths": paths},
            "include": [str(HERE / "pages.d.ts"), *map(str, scripts)],
        }
        (tmp_path / "tsconfig.json").write_text(json.dumps(settings), "utf-8")
        compiler = packages / "typescript" / "bin" / "tsc"
        done = subprocess.run(
            [str(node()), str(compiler), "--project", str(tmp_path), "--pretty", "false"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in (0, 2), done.stdout + done.stderr
        return done.stdout.splitlines()

    return run


def test_no_script_contradicts_its_types(check: Check) -> None:
    assert all(folder.is_dir() for folder in SCRIPTS)
    assert check(*SCRIPTS) == []


SEEDED = """
import { html } from "{js}/html.js";
import { emptyBoard, inOrder } from "{js}/board.js";
import { t } from "/languages/language.js";

/** @param {number} minutes */
function wait(minutes) {
  return t("{minutes} min", { minutes });
}

export const shown = html`<p>${inOrder(emptyBoard()).map((view) => view.order_id)}</p>`;
export const told = wait(5);
"""
"""Has no error; each of the others has one more, and it is found."""


@pytest.mark.parametrize(
    ("right", "wrong", "error"),
    [
        ("wait(5)", 'wait("5")', "TS2345"),
        ("view.order_id", "view.orderid", "TS2551"),
        ("inOrder(emptyBoard())", "inOrder({})", "TS2345"),
        ("emptyBoard, inOrder", "emptyBoards, inOrder", "TS2724"),
    ],
)
def test_a_seeded_error_is_found(
    check: Check, tmp_path: Path, right: str, wrong: str, error: str
) -> None:
    seeded = tmp_path / "seeded.js"
    text = SEEDED.replace("{js}", str(ROOT / "kds/web/static/js"))
    assert right in text
    seeded.write_text(text.replace(right, wrong), "utf-8")

    assert any(f"error {error}" in line for line in check(seeded))


def test_what_has_no_error_has_none(check: Check, tmp_path: Path) -> None:
    seeded = tmp_path / "seeded.js"
    seeded.write_text(SEEDED.replace("{js}", str(ROOT / "kds/web/static/js")), "utf-8")

    assert check(seeded) == []
