"""The tables that are printed, in Markdown, so that they can be kept as they are."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import NamedTuple

from benchmarks.decisions import Cost
from benchmarks.rounds import Figures

TARGET = 1.5
"""What kds may take, as a multiple of the relay's 99th percentile."""

FLOOR_MS = {1: 2.6, 100: 5.6}
"""Medians measured earlier on another machine of 2 cores: a worker and a web process, gevent."""


class Compared(NamedTuple):
    """Both sides with so many displays, round by round."""

    displays: int
    kds: list[Figures]
    relay: list[Figures]


def delivery_table(compared: Sequence[Compared]) -> str:
    """Return publish → laid out: medians of the rounds, in ms, and ratios kds to relay."""
    lines = [
        "| displays | kds median | kds p99 | relay median | relay p99 | ratio median "
        "| ratio p99 | floor, median |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for each in compared:
        kds, relay = _middle(each.kds), _middle(each.relay)
        floor = FLOOR_MS.get(each.displays)
        lines.append(
            f"| {each.displays} | {kds.median_ms:.1f} ms | {kds.p99_ms:.1f} ms "
            f"| {relay.median_ms:.1f} ms | {relay.p99_ms:.1f} ms "
            f"| {kds.median_ms / relay.median_ms:.2f} | {kds.p99_ms / relay.p99_ms:.2f} "
            f"| {f'{floor} ms' if floor else ''} |"
        )
    return "\n".join(lines)


def verdict(compared: Sequence[Compared]) -> str:
    """Say for each number of displays whether the target is reached."""
    sentences = []
    for each in compared:
        ratio = _middle(each.kds).p99_ms / _middle(each.relay).p99_ms
        word = "reached" if ratio <= TARGET else "NOT reached"
        sentences.append(f"with {each.displays}: {ratio:.2f}, {word}")
    return f"To reach: p99 at most {TARGET} x the relay's; " + "; ".join(sentences) + "."


def decision_table(costs: Sequence[Cost]) -> str:
    """Return what each command costs."""
    lines = ["| command | round trips | median |", "|---|---:|---:|"]
    lines += [
        f"| {cost.command} | {cost.round_trips} | {cost.median_ms:.2f} ms |" for cost in costs
    ]
    return "\n".join(lines)


def browser_line(figures: Figures, orders: int) -> str:
    """Return publish → painted in one line."""
    return (
        f"One browser on a station's page, {orders} orders one after the other, publish → painted: "
        f"median {figures.median_ms:.1f} ms, p99 {figures.p99_ms:.1f} ms."
    )


def _middle(rounds: Sequence[Figures]) -> Figures:
    return Figures(
        statistics.median(each.median_ms for each in rounds),
        statistics.median(each.p99_ms for each in rounds),
    )
