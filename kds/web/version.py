"""Which version of the pages is given out: a display that has another one loads itself anew."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from kds import __version__, languages

PLACES = (Path(__file__).parent / "static", Path(__file__).parent / "templates")


@functools.cache
def pages_version() -> str:
    """Return the version of kds, and a hash of everything that pages are made of."""
    digest = hashlib.sha256()
    words = Path(languages.__file__).parent
    for place in (*PLACES, words):
        for path in sorted(each for each in place.rglob("*") if _is_of_pages(each)):
            digest.update(f"{path.relative_to(place)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return f"{__version__}+{digest.hexdigest()[:12]}"


def _is_of_pages(path: Path) -> bool:
    return path.is_file() and path.suffix not in {".py", ".pyc"}
