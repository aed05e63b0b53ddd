"""Full searches for cycles become rare, and small ones still find what is unreachable."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import gc, weakref
from kds import pauses

class Node:
    pass

pauses.keep_short()
assert gc.get_freeze_count() > 1000
searches = gc.get_stats()[2]["collections"]
node = Node()
node.itself = node
gone = weakref.ref(node)
del node
kept = []
while gone() is not None:
    kept.append([])
assert len(kept) < 10_000
kept += [[] for _ in range(400_000)]
assert gc.get_stats()[2]["collections"] == searches
"""


def test_searches_among_all_objects_become_rare_and_the_others_stay() -> None:
    subprocess.run([sys.executable, "-c", PROGRAM], check=True, timeout=60)
