"""Jobs for workers that reach outside: ids of what is to be carried, and nothing else, in rq.

A job is only a hint: what is owed stands in the order's record or in the archive, and whoever
carries it claims it there first. So a job that is lost or comes twice does no harm. Texts have one
queue for the site, and each printer one of its own: a dead printer delays no other.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any

import redis
from rq import Queue
from rq.exceptions import DuplicateJobError, NoSuchJobError
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer
from rq.utils import now, utcparse

from kds.bus.worker_names import print_queue, text_queue

CARRY_TEXT = "kds.workers.texting.carry_text"
CARRY_REMINDER = "kds.workers.texting.carry_reminder"
CARRY_PRINT = "kds.workers.printing.carry_print"
CARRY_TEST = "kds.workers.printing.carry_test"

JOB_S = 120
"""A job that takes as long as this is broken off; gateways have shorter time-outs of their own."""

PRINT_JOB_S = 3600
"""A job prints all that its printer owes, and each sheet has shorter time-outs of its own."""

WAITS_S = 3600
"""A job that nobody took is forgotten after so long: the sweep makes a new one."""

TAKEN_S = 15
"""A job that a worker took may go without a claim for so long; then the worker counts as dead."""


def job_id(site: str, *ids: str) -> str:
    """Return the id of the job for these ids: always the same, of the few letters that rq takes."""
    return f"{site}_{sha256(' '.join(ids).encode()).hexdigest()[:40]}"


def queue(client: redis.Redis, name: str) -> Queue:
    """Return a queue, whose jobs are JSON."""
    return Queue(name, connection=client, serializer=JSONSerializer)


def enqueue_text(client: redis.Redis, site: str, order_id: str, text_id: str) -> bool:
    """Ask for a text to be carried; tell whether that was needed, for it may be asked already.

    Raises what the client raises: whoever only wants it fast leaves it to the sweep then.
    """
    return _enqueue(queue(client, text_queue(site)), site, CARRY_TEXT, order_id, text_id)


def enqueue_reminder(client: redis.Redis, site: str, reminder_id: str) -> bool:
    """Ask for a reminder to be carried; as `enqueue_text`."""
    return _enqueue(queue(client, text_queue(site)), site, CARRY_REMINDER, reminder_id)


def enqueue_print(
    client: redis.Redis, site: str, printer: str, order_id: str, print_id: str
) -> bool:
    """Ask for a sheet of paper to be printed; as `enqueue_text`."""
    jobs = queue(client, print_queue(site, printer))
    return _enqueue(jobs, site, CARRY_PRINT, order_id, print_id, timeout_s=PRINT_JOB_S)


def enqueue_test(
    client: redis.Redis, site: str, printer: str, test_id: str, station: str | None = None
) -> bool:
    """Ask for a test sheet, of the printer itself or as a station's tickets look.

    It is owed nowhere: a job that is lost is a test sheet that is lost.
    """
    jobs = queue(client, print_queue(site, printer))
    return _enqueue(jobs, site, CARRY_TEST, test_id, station or "")


def _enqueue(jobs: Queue, site: str, what: str, *ids: str, timeout_s: int = JOB_S) -> bool:
    name = job_id(site, what, *ids)
    if _add(jobs, name, what, ids, timeout_s):
        return True
    if _is_alive(jobs, name):
        return False
    _remove(jobs, name)
    return _add(jobs, name, what, ids, timeout_s)


def _add(jobs: Queue, name: str, what: str, ids: tuple[str, ...], timeout_s: int) -> bool:
    try:
        jobs.enqueue_call(
            what,
            args=ids,
            job_id=name,
            description=what,
            timeout=timeout_s,
            ttl=WAITS_S,
            result_ttl=0,
            failure_ttl=TAKEN_S,
            unique=True,
        )
    except DuplicateJobError:
        return False
    return True


def _is_alive(jobs: Queue, name: str) -> bool:
    """Tell whether a job waits in the queue, or was taken just now."""
    if jobs.connection.lpos(jobs.key, name) is not None:
        return True
    key = Job.key_for(name)
    found: Any = jobs.connection.hmget(key, "status", "started_at", "enqueued_at")
    status, *times = [each.decode() if each else "" for each in found]
    if status not in (JobStatus.QUEUED, JobStatus.STARTED):
        return False
    newest = max((utcparse(each) for each in times if each), default=None)
    return newest is not None and abs(now() - newest) < timedelta(seconds=TAKEN_S)


def _remove(jobs: Queue, name: str) -> None:
    try:
        Job.fetch(name, connection=jobs.connection, serializer=JSONSerializer).delete()
    except NoSuchJobError:
        jobs.connection.delete(Job.key_for(name))
