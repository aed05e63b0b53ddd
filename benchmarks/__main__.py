"""`python -m benchmarks`: measure both sides in turn and print the table."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.rounds import PER_S, kds_round, relay_round
from benchmarks.sides import make_site

ROUNDS = 5
SECONDS = 4.0
DISPLAYS = (1, 20, 100)


def main() -> int:
    """Run what is asked for; 1 when an order was lost or doubled."""
    options = _options()
    say = sys.stderr.write
    with tempfile.TemporaryDirectory(prefix="kds-bench-") as folder:
        site = make_site(Path(folder), max(options.displays))
        orders = int(options.seconds * PER_S)
        for displays in options.displays:
            kds, relay = [], []
            for turn in range(options.rounds):
                kds.append(kds_round(site, displays, orders))
                say(f"{displays} displays, round {turn + 1}: kds {kds[-1]}\n")
                relay.append(relay_round(displays, orders))
                say(f"{displays} displays, round {turn + 1}: relay {relay[-1]}\n")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds of each side")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="length of a round")
    parser.add_argument("--displays", type=int, nargs="+", default=DISPLAYS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
