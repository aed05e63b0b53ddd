"""Takes jobs from one rq queue, and does them in this process.

Of rq it uses queue, jobs and bookkeeping. The loop is that of all workers, so that it waits for
the bus, beats and ends as they do; and a job names one of a few functions, or nothing is run.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import uuid4

import redis
from rq import Queue, SimpleWorker
from rq.exceptions import DequeueTimeout
from rq.job import Job
from rq.registry import FailedJobRegistry, StartedJobRegistry
from rq.serializers import JSONSerializer
from rq.worker_registration import clean_worker_registry

from kds.bus import jobs
from kds.bus.connect import BUS_LOST
from kds.errors import KdsError
from kds.workers.loop import HEARTBEAT_S

log = logging.getLogger(__name__)

WAIT_S = 1
WORKER_TTL_S = 16
TIDY_EVERY_S = 60

Function = Callable[..., None]


class JobTaker:
    """Takes one job after another, and has the function of its name do it.

    rq lengthens the time-outs of the client that it is given: give it one of its own. What cannot
    be done now is logged as `waits`, and left to the sweep.
    """

    def __init__(
        self,
        client: redis.Redis,
        site: str,
        queue: str,
        functions: Mapping[str, Function],
        *,
        waits: str,
    ) -> None:
        self._client = client
        self._site = site
        self._queue = jobs.queue(client, queue)
        self._job_class = _known_jobs(
            {name: _guarded(function, waits) for name, function in functions.items()}
        )
        self._worker: SimpleWorker | None = None
        self._next_tidying = 0.0
        for name in ("rq.worker", "rq.job", "rq.queue"):
            logging.getLogger(name).setLevel(logging.WARNING)

    def start(self) -> None:
        """Tell rq that there is a worker; under a new name, for the last one may not have ended."""
        self._worker = SimpleWorker(
            [self._queue],
            name=f"{self._site}_{uuid4().hex}",
            connection=self._client,
            serializer=JSONSerializer,
            job_class=self._job_class,
            worker_ttl=WORKER_TTL_S,
            log_job_description=False,
        )
        self._worker.register_birth()  # type: ignore[no-untyped-call]

    def step(self, beat: Callable[[], None]) -> None:
        """Wait a little for a job and do it; `beat` is called now and then meanwhile."""
        worker = self._worker
        if worker is None:
            return
        worker.heartbeat()
        if time.monotonic() > self._next_tidying:
            self._next_tidying = time.monotonic() + TIDY_EVERY_S
            self._tidy(worker)
        with contextlib.suppress(DequeueTimeout):
            found = Queue.dequeue_any(
                [self._queue],
                WAIT_S,
                connection=self._client,
                job_class=self._job_class,
                serializer=JSONSerializer,
            )
            if found is not None:
                with beating(beat):
                    worker.execute_job(*found)

    def _tidy(self, worker: SimpleWorker) -> None:
        """Remove what workers that were killed have left; rq's own tidying asks for more keys."""
        for registry in (StartedJobRegistry, FailedJobRegistry):
            registry(queue=self._queue, job_class=self._job_class).cleanup()
        self._queue.intermediate_queue.cleanup(worker, self._queue)
        clean_worker_registry(self._queue)

    def end(self) -> None:
        """Tell rq that the worker has ended."""
        with contextlib.suppress(*BUS_LOST):
            if self._worker is not None:
                self._worker.register_death()  # type: ignore[no-untyped-call]


def _known_jobs(functions: Mapping[str, Function]) -> type[Job]:
    """Return jobs that can call these functions and no other, whatever stands on the server."""

    class KnownJob(Job):
        @property
        def func(self) -> Any:
            """The function by its name."""
            return functions[self.func_name or ""]

    return KnownJob


def _guarded(function: Function, waits: str) -> Function:
    """Leave to the sweep what cannot be done now: it asks again."""

    def guarded(*ids: str) -> None:
        try:
            function(*ids)
        except (KdsError, *BUS_LOST) as error:
            extra = {"action": "job-waits", "order_id": ids[0] if len(ids) > 1 else None}
            log.warning("%s: %s", waits, error, extra=extra)

    return guarded


@contextlib.contextmanager
def beating(beat: Callable[[], object], every_s: float = HEARTBEAT_S) -> Iterator[None]:
    """Beat while something outside takes its time."""
    done = threading.Event()

    def until_done() -> None:
        while not done.wait(every_s):
            with contextlib.suppress(*BUS_LOST):
                beat()

    thread = threading.Thread(target=until_done, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
