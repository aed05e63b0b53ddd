"""`kds worker texts`: takes jobs from the one queue of the site, and carries what they name."""

from __future__ import annotations

import redis

from kds.archive.database import Database
from kds.archive.opt_outs import OptOuts
from kds.archive.reminders import ReminderBook
from kds.bus import jobs
from kds.bus.connect import connect
from kds.bus.keys import Keys
from kds.bus.order_store import OrderStore
from kds.bus.worker_names import text_queue
from kds.installation import archive_url, bus_url
from kds.kitchen.kitchen import Kitchen
from kds.settings.model import Settings
from kds.texting.gateway import Gateway, check_urls
from kds.workers.job_taker import JobTaker
from kds.workers.loop import Loop
from kds.workers.texting import Carrier


def run(settings: Settings) -> None:
    """Carry texts until told to stop."""
    # This loads what gateways need, too: no text is to wait for that once it is claimed.
    check_urls(settings.texts.gateway)
    client = connect(bus_url(settings, "kitchen"))
    keys = Keys(settings.site)
    store = OrderStore(client, keys, settings.site, settings.keep_closed_days)
    database = Database(archive_url(settings))
    carrier = Carrier(
        settings,
        Kitchen(store, settings.policy()),
        Gateway(settings.texts.gateway),
        ReminderBook(database),
        OptOuts(database),
    )
    taker = text_taker(connect(bus_url(settings, "kitchen")), settings.site, carrier)
    loop = Loop("texts", client, keys, start=taker.start, step=lambda: taker.step(loop.beat))
    loop.run()
    taker.end()


def text_taker(client: redis.Redis, site: str, carrier: Carrier) -> JobTaker:
    """Return what takes the jobs of texts and reminders."""
    return JobTaker(
        client,
        site,
        text_queue(site),
        {jobs.CARRY_TEXT: carrier.carry_text, jobs.CARRY_REMINDER: carrier.carry_reminder},
        waits="a text has to wait",
    )
