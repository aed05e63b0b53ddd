"""Publish → painted, in one real browser on a station's page."""

from __future__ import annotations

import os
import shutil
import time
from uuid import uuid4

import redis
from playwright.sync_api import Page, sync_playwright

from benchmarks.orders import entry, published_at
from benchmarks.rounds import Figures, percentile
from benchmarks.server import DurableServer
from benchmarks.sides import SITE, STATION, TILL, Site, kds_side
from kds.bus.connect import connect
from kds.bus.envelope import FIELD
from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore
from kds.clock import now
from kds.kitchen.kitchen import Kitchen
from kds.orders.commands import MarkPartReady
from kds.orders.part import Actor, ActorKind
from kds.settings.model import Settings, StationSettings
from kds.web.identity import display_cookie

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WARM_UP = 10

WATCH = """
const painted = (window.painted = {});
const channel = new MessageChannel();
// A message that is posted in an animation frame arrives when that frame has been painted.
channel.port1.onmessage = ({ data }) => {
  for (const id of data) painted[id] ??= performance.timeOrigin + performance.now();
};
new MutationObserver(() => {
  const ids = [...document.querySelectorAll("[data-order-id]")].map((e) => e.dataset.orderId);
  const fresh = ids.filter((id) => !(id in painted));
  if (fresh.length) requestAnimationFrame(() => channel.port2.postMessage(fresh));
}).observe(document, { childList: true, subtree: true });
"""


def find_chromium() -> str | None:
    """Return the path of a Chromium, or None."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def measure(site: Site, chromium: str, orders: int) -> Figures:
    """Show orders one after the other; each is made ready before the next is published."""
    with (
        DurableServer() as server,
        kds_side(site, server.url) as port,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium, args=list(FLAGS), chromium_sandbox=os.geteuid() != 0
        )
        address = f"http://127.0.0.1:{port}"
        context = browser.new_context(viewport={"width": 1920, "height": 1080})
        context.add_cookies(
            [{"name": display_cookie(STATION), "value": site.tokens[0], "url": address}]
        )
        context.add_init_script(WATCH)
        page = context.new_page()
        page.goto(f"{address}/display/{STATION}")
        client = connect(server.url)
        _await_display(client)
        took_us = [_show(page, client, number) for number in range(WARM_UP + orders)]
        browser.close()
    counted = sorted(took_us[WARM_UP:])
    return Figures(percentile(counted, 0.50) / 1000, percentile(counted, 0.99) / 1000)


def _await_display(client: redis.Redis) -> None:
    """Wait for the first lease: the page has then subscribed and beaten."""
    deadline = time.monotonic() + 30
    while not client.zcard(Keys(SITE).presence):
        if time.monotonic() > deadline:
            raise RuntimeError("the page did not connect")
        time.sleep(0.05)


def _show(page: Page, client: redis.Redis, number: int) -> int:
    """Publish an order, wait until it is painted, make it ready; return how long it took in µs."""
    to_wall_ns = time.time_ns() - time.monotonic_ns()
    body = entry(SITE, TILL, number, time.monotonic_ns())
    order_id = body.split(b'"order_id":"')[1].split(b'"')[0].decode()
    client.xadd(Keys(SITE).orders(TILL), {FIELD: body})
    painted_ms = page.wait_for_function("id => window.painted[id]", arg=order_id).json_value()
    _make_ready(client, order_id)
    return int(painted_ms * 1000) - (published_at(order_id) + to_wall_ns) // 1000


def _make_ready(client: redis.Redis, order_id: str) -> None:
    keys = Keys(SITE)
    settings = Settings(site=SITE, stations={STATION: StationSettings(name="Kitchen")})
    outcome = Kitchen(OrderStore(client, keys, SITE), settings.policy()).handle(
        MarkPartReady(
            command_id=uuid4().hex,
            order_id=order_id,
            by=Actor(ActorKind.BACK_OFFICE, "benchmark"),
            at=now(),
            station=STATION,
        )
    )
    if not outcome.ok:
        raise RuntimeError(f"order {order_id} was not made ready: {outcome.reason}")
