"""Puts the main till together and serves it until it is told to end."""

from __future__ import annotations

import logging
import signal
from types import FrameType
from typing import Any

from flask import Flask
from waitress.server import create_server

from kds.access import Access
from kds.bus.envelope import till_source
from kds.errors import KdsError
from kds.installation import Installation, system_key, system_webhook_secret, till_key
from kds.orders.intake import MAX_BODY_BYTES
from kds.settings.model import Settings
from kds.till.accept import Intake
from kds.till.app import create_app
from kds.till.asking import Till
from kds.till.cashier import Cashier
from kds.till.courier import Courier
from kds.till.customers import Customers
from kds.till.disk import Disk
from kds.till.guard import Guard
from kds.till.kitchen import KitchenHeard
from kds.till.ledger import Ledger
from kds.till.outbox import Outbox
from kds.till.receipts import Receipts
from kds.till.revising import Revising
from kds.till.unpaid import Unpaid
from kds.till.webhooks.kept import Webhooks
from kds.till.webhooks.sender import Sender
from kds.till.webhooks.sending import Target

log = logging.getLogger(__name__)

THREADS = 16
"""Accepts wait for the disk in these; those that wait together share one fsync."""

MAX_CONNECTIONS = 200
TOO_LARGE_TO_ANSWER = 8 * MAX_BODY_BYTES
"""Up to here a body that is too large is refused in our words, beyond it by the server's own."""


def run(settings: Settings) -> None:
    """Take orders and carry them until SIGTERM or SIGINT; must run in the main thread."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)
    disk = Disk(Installation(settings.data_dir).till_file)
    try:
        till = build(settings, disk)
        # Listening first: a second till on this address fails before it carries anything.
        server = _listen(create_app(till), settings)
        till.courier.start()
        till.sender.start()
        log.info("the till takes orders", extra={"action": "start", "port": settings.till.port})
        try:
            server.run()  # returns on SystemExit, once the answers under way are given
        finally:
            server.close()
            till.courier.stop()
            till.sender.stop()
    finally:
        disk.close()


def _listen(app: Flask, settings: Settings) -> Any:
    """Return a server that has the port; what a proxy on this machine says of callers is trusted.

    KdsError when the port cannot be had.
    """
    till = settings.till
    try:
        return create_server(
            app,
            host=till.host,
            port=till.port,
            threads=THREADS,
            connection_limit=MAX_CONNECTIONS,
            max_request_body_size=TOO_LARGE_TO_ANSWER,
            max_request_header_size=16 * 1024,
            channel_timeout=30,
            trusted_proxy="127.0.0.1",
            trusted_proxy_headers={"x-forwarded-for", "x-forwarded-proto"},
            clear_untrusted_proxy_headers=True,
            ident=None,
        )
    except OSError as error:
        raise KdsError(
            f"The till cannot listen on {till.host} port {till.port}: {error}. End what listens "
            "there, or set till.port."
        ) from None


def build(settings: Settings, disk: Disk) -> Till:
    """Put the parts of a till together, without starting anything."""
    outbox = Outbox(disk, settings.till.letter, settings.site)
    policy = settings.policy()
    revising = Revising(outbox, policy)
    targets = _targets(settings)
    webhooks = Webhooks(disk, till_source(settings.site, outbox.till), targets)
    ledger = Ledger(
        disk,
        outbox,
        revising,
        webhooks.owe,
        receipts=Receipts(revising, {key: each.name for key, each in settings.printers.items()}),
        kept_days=settings.keep_closed_days,
        country=settings.country,
    )
    cashier = Cashier(outbox, revising, settings, webhooks.owe)
    customers = Customers(disk, settings.customers.forget_after_days)
    kitchen = KitchenHeard(disk)
    access = Access(Installation(settings.data_dir).access_file)
    keys = {name: system_key(settings, name) for name in settings.systems}
    return Till(
        settings=settings,
        outbox=outbox,
        ledger=ledger,
        intake=Intake(outbox, settings, kitchen),
        courier=Courier(
            outbox,
            ledger,
            settings,
            Unpaid(disk, cashier, settings),
            customers=customers,
            kitchen=kitchen,
        ),
        guard=Guard(till_key(settings), access, keys),
        cashier=cashier,
        policy=policy,
        webhooks=webhooks,
        sender=Sender(webhooks, targets),
        customers=customers,
        kitchen=kitchen,
    )


def _targets(settings: Settings) -> dict[str, Target]:
    """Return where each external system hears that wants to."""
    return {
        name: Target(system.webhook, system_webhook_secret(settings, name))
        for name, system in settings.systems.items()
        if system.webhook is not None
    }


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)
