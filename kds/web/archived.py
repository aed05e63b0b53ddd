"""Orders wherever they are: on the server, or in the archive once they have left it."""

from __future__ import annotations

from kds.archive.orders import Kept, OrderArchive
from kds.orders.events import Change
from kds.orders.record import OrderRecord
from kds.web.asking import in_thread
from kds.web.context import Web


def find_record(web: Web, order_id: str) -> OrderRecord | None:
    """Return an order, or None if it is in neither place."""
    if found := web.kitchen.store.records([order_id]):
        return found[0]
    kept = _kept(web, order_id)
    return kept.record if kept else None


def history_of(web: Web, record: OrderRecord) -> list[Change]:
    """Return the changes of an order, oldest first; one that came back has some in each place."""
    here = web.kitchen.store.history(record.order_id)
    if here and here[0].before is None:
        return here
    kept = _kept(web, record.order_id)
    steps = {each.version: each for each in (*(kept.history if kept else ()), *here)}
    return [steps[version] for version in sorted(steps)]


def _kept(web: Web, order_id: str) -> Kept | None:
    return in_thread(OrderArchive(web.archive).get, [order_id]).get(order_id)
