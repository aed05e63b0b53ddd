"""`python -m benchmarks`: measure both sides in turn and print the tables."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

from benchmarks import browser, decisions, table
from benchmarks.rounds import PER_S, Figures, LostOrders, kds_round, relay_round
from benchmarks.sides import Site, make_site

ROUNDS = 5
SECONDS = 4.0
DISPLAYS = (1, 20, 100)
DECISIONS = 200
PAINTED = 60


def main() -> int:
    """Measure and print; 1 when an order was lost or came twice, for then no figure counts."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="kds-bench-") as folder:
        site = make_site(Path(folder), max(options.displays))
        try:
            compared = [
                _compare(site, displays, options.rounds, int(options.seconds * PER_S))
                for displays in options.displays
            ]
        except LostOrders as error:
            sys.stderr.write(f"The benchmark failed: {error}\n")
            return 1
        sys.stdout.write(
            f"Publish → laid out at {PER_S:.0f} orders/s, every write fsynced, median of "
            f"{options.rounds} rounds of {options.seconds:g} s.\n{_machine()}\n\n"
        )
        sys.stdout.write(f"{table.delivery_table(compared)}\n\n{table.verdict(compared)}\n\n")
        sys.stdout.write(f"{_painted(site)}\n\n")
    sys.stdout.write(f"{table.decision_table(decisions.measure(DECISIONS))}\n")
    return 0


def _compare(site: Site, displays: int, rounds: int, orders: int) -> table.Compared:
    """Let the sides take turns, so that what else the machine does meets both."""
    compared = table.Compared(displays, [], [])
    for turn in range(rounds):
        compared.kds.append(_told("kds", displays, turn, kds_round(site, displays, orders)))
        compared.relay.append(_told("relay", displays, turn, relay_round(displays, orders)))
    return compared


def _told(side: str, displays: int, turn: int, figures: Figures) -> Figures:
    sys.stderr.write(
        f"{displays} displays, round {turn + 1}, {side}: median {figures.median_ms:.1f} ms, "
        f"p99 {figures.p99_ms:.1f} ms\n"
    )
    return figures


def _painted(site: Site) -> str:
    chromium = browser.find_chromium()
    if chromium is None:
        return "Publish → painted was not measured: no Chromium (on Debian: apt install chromium)."
    return table.browser_line(browser.measure(site, chromium, PAINTED), PAINTED)


def _machine() -> str:
    load = os.getloadavg()[0]
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, load of the last minute {load:.1f}."
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds of each side")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="length of a round")
    parser.add_argument("--displays", type=int, nargs="+", default=DISPLAYS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
