"""`python -m benchmarks.screen`: event received → painted, on a slow screen with many tickets."""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Page, sync_playwright

from benchmarks.browser import FLAGS, find_chromium
from benchmarks.rounds import percentile
from benchmarks.server import DurableServer
from benchmarks.service import Evening
from benchmarks.sides import STATION, Site, kds_side, make_site
from kds.web.identity import display_cookie

TICKETS = (100, 300)
EVENTS = 360
ROUNDS = 3
SLOWED = 4
WARM_UP = 30
AIM_MS = 50.0
PER_S = 5.0
"""Events; the pauses between them differ by chance, so that they meet every moment of a second."""
SETTLED_S = 7.0
"""What has left keeps its place for five seconds, and what is laid out is reported meanwhile."""

WATCH = """
window.pushes = [];
let waiting = [];
const framed = [];
const channel = new MessageChannel();
// A message that is posted in an animation frame arrives when that frame has been painted.
channel.port1.onmessage = () => {
  const painted = performance.now();
  for (const { text, received } of framed.shift()) {
    const { changes } = JSON.parse(text.slice(2))[1];
    const orders = changes.map(({ order_id }) => order_id);
    pushes.push({ orders, received, took: painted - received, missing: changes.some(isMissing) });
  }
};
function isMissing({ order_id, version, view }) {
  const ticket = document.querySelector(`[data-order-id="${order_id}"]`);
  const stays = view && view.state !== "ready";
  return stays ? !(Number(ticket?.dataset.version) >= version) : ticket !== null;
}
function hear({ data }) {
  if (typeof data !== "string" || !data.startsWith('42["changes"')) return;
  waiting.push({ text: data, received: performance.now() });
  if (waiting.length > 1) return;
  requestAnimationFrame(() => {
    framed.push(waiting);
    waiting = [];
    channel.port2.postMessage(null);
  });
}
// Heard before the page itself hears it.
window.WebSocket = class extends WebSocket {
  constructor(...told) {
    super(...told);
    this.addEventListener("message", hear);
  }
};
window.longest = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
}).observe({ type: "longtask" });
"""


class Painted(NamedTuple):
    """From an event's arrival in the page until it was painted, for every event of one round."""

    took_us: dict[str, list[int]]
    longest_ms: float
    """The longest task of the page: an event that comes meanwhile waits before it is received."""

    @property
    def all_us(self) -> list[int]:
        """Return all of them, sorted."""
        return sorted(each for took in self.took_us.values() for each in took)


def main() -> int:
    """Measure and print; 1 when the screen is slower than it may be."""
    options = _options()
    chromium = find_chromium()
    if chromium is None:
        sys.stderr.write("No Chromium was found (on Debian: apt install chromium).\n")
        return 2
    rounds: dict[int, list[Painted]] = {tickets: [] for tickets in options.tickets}
    with tempfile.TemporaryDirectory(prefix="kds-bench-") as folder:
        site = make_site(Path(folder), displays=1)
        for turn in range(options.rounds):
            for tickets, found in rounds.items():
                found.append(measure(site, chromium, tickets, options, seed=turn))
                sys.stderr.write(
                    f"{tickets} tickets, round {turn + 1}: {_said(found[-1].all_us)}\n"
                )
    sys.stdout.write(f"{_machine(options)}\n\n{table(rounds)}\n\n{kinds_table(rounds)}\n\n")
    p99 = _median(rounds[min(rounds)], 0.99)
    word = "reached" if p99 < AIM_MS else "NOT reached"
    sys.stdout.write(f"Aim: p99 under {AIM_MS:.0f} ms with {min(rounds)} tickets: {word}.\n")
    return 0 if p99 < AIM_MS else 1


def measure(
    site: Site, chromium: str, tickets: int, options: argparse.Namespace, seed: int
) -> Painted:
    """Let events happen on a screen with so many open tickets, faster than in any kitchen."""
    with DurableServer() as server, kds_side(site, server.url) as port:
        evening = Evening(server.url, seed)
        with _hung_up(site, chromium, port) as page:
            evening.fill(tickets)
            page.wait_for_function("count => kds.board().length === count", arg=tickets)
            time.sleep(SETTLED_S)
            session = page.context.new_cdp_session(page)
            session.send("Emulation.setCPUThrottlingRate", {"rate": options.slowed})
            pause = random.Random(seed)
            page.evaluate("() => { window.longest = 0; window.pushes = []; }")
            happened = []
            for number in range(WARM_UP + options.events):
                happened.append(evening.happen(number))
                time.sleep(pause.uniform(0.5, 1.5) / options.per_s)
            time.sleep(1.0)
            session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
            pushes, longest = page.evaluate("() => [window.pushes, window.longest]")
    return _matched(happened, pushes, longest)


@contextmanager
def _hung_up(site: Site, chromium: str, port: int) -> Iterator[Page]:
    address = f"http://127.0.0.1:{port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=list(FLAGS), chromium_sandbox=os.geteuid() != 0
        )
        context = browser.new_context(viewport={"width": 1920, "height": 1080})
        context.add_cookies(
            [{"name": display_cookie(STATION), "value": site.tokens[0], "url": address}]
        )
        context.add_init_script(WATCH)
        page = context.new_page()
        page.goto(f"{address}/display/{STATION}")
        page.locator("body[data-freshness=live]").wait_for()
        yield page
        browser.close()


def _matched(happened: list[tuple[str, str]], pushes: list[Any], longest: float) -> Painted:
    """Find for each push what it told of; what nobody did is that a display's report was kept."""
    took: dict[str, list[int]] = {}
    told = list(happened)
    for push in pushes:
        if push["missing"]:
            raise RuntimeError(f"what was received was not painted in the next frame: {push}")
        which = next((i for i, (_, order) in enumerate(told[:6]) if order in push["orders"]), None)
        name = "shown" if which is None else told.pop(which)[0]
        took.setdefault(name, []).append(round(push["took"] * 1000))
    if told:
        raise RuntimeError(f"{len(told)} events were never painted, first {told[0]}")
    return Painted(took, longest)


def table(rounds: dict[int, list[Painted]]) -> str:
    """Return the medians of the rounds for each number of tickets, and the ratio to the fewest."""
    lines = [
        "| open tickets | events | median | p95 | p99 | p99, ratio | longest task |",
        "|---:|---:|---:|---:|---:|---:|---:|",
    ]
    fewest = _median(rounds[min(rounds)], 0.99)
    for tickets, found in rounds.items():
        median, p95, p99 = (_median(found, share) for share in (0.50, 0.95, 0.99))
        events = sum(len(each.all_us) for each in found)
        longest = statistics.median(each.longest_ms for each in found)
        lines.append(
            f"| {tickets} | {events} | {median:.1f} ms | {p95:.1f} ms | {p99:.1f} ms "
            f"| {p99 / fewest:.2f} | {longest:.0f} ms |"
        )
    return "\n".join(lines)


def kinds_table(rounds: dict[int, list[Painted]]) -> str:
    """Return what each kind of event takes with the fewest tickets, all rounds together."""
    lines = ["| event | times | median | p95 |", "|---|---:|---:|---:|"]
    found = rounds[min(rounds)]
    for name in found[0].took_us:
        took = sorted(each for one in found for each in one.took_us.get(name, []))
        median, p95 = (percentile(took, share) / 1000 for share in (0.50, 0.95))
        lines.append(f"| {name} | {len(took)} | {median:.1f} ms | {p95:.1f} ms |")
    return "\n".join(lines)


def _median(rounds: list[Painted], share: float) -> float:
    return statistics.median(percentile(each.all_us, share) / 1000 for each in rounds)


def _said(took_us: list[int]) -> str:
    shares = ((0.50, "median"), (0.95, "p95"), (0.99, "p99"))
    return ", ".join(f"{name} {percentile(took_us, s) / 1000:.1f} ms" for s, name in shares)


def _machine(options: argparse.Namespace) -> str:
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, processor slowed "
        f"{options.slowed} x, medians of {options.rounds} rounds, load of the last minute "
        f"{os.getloadavg()[0]:.1f}."
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screen", description=__doc__)
    parser.add_argument("--tickets", type=int, nargs="+", default=TICKETS)
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--per-s", type=float, default=PER_S, help="events a second")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--slowed", type=float, default=SLOWED)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
