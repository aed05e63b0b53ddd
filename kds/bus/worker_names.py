"""Names that follow from settings: of workers, and of rq's queues, one for each printer."""

from __future__ import annotations

from collections.abc import Iterable

WORKERS = ("route", "resend", "texts", "sweep")
"""The workers of every site, by the names under which they beat."""


def printer_worker(printer: str) -> str:
    """Return the name under which the worker of a printer beats, logs and is watched over."""
    return f"printer-{printer}"


def all_workers(printers: Iterable[str]) -> tuple[str, ...]:
    """Return the names of all workers of a site that has these printers."""
    return (*WORKERS, *map(printer_worker, printers))


def text_queue(site: str) -> str:
    """Return the name of the one queue of a site's texts."""
    return f"kds-{site}-texts"


def print_queue(site: str, printer: str) -> str:
    """Return the name of one printer's queue."""
    return f"{print_queues(site)}{printer}"


def print_queues(site: str) -> str:
    """Return how the names of a site's printers' queues begin; no site has a `_` in its name."""
    return f"kds-{site}_printer_"
