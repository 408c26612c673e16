"""Long work, done once although workers are killed and the broker stops.

The `Job` row is the truth. `enqueue` writes it in the caller's transaction and nudges the broker
after the commit; `run` takes it under a lease which a running attempt keeps renewing; `sweep`, at
worker start and by the clock, nudges again whatever waits or has lost its lease.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import (
    Error,
    IntegrityError,
    InterfaceError,
    OperationalError,
    connections,
    transaction,
)
from django.utils import timezone
from django.utils.translation import gettext as _

from participation import nudging
from participation.choices import JobState
from participation.errors import DomainError
from participation.models import Job, PublishedFile, User

log = logging.getLogger(__name__)

#: A running attempt gives so many signs of life in one lease, so one that is missed costs nothing.
HEARTBEATS_IN_A_LEASE = 6
#: After so many attempts the work itself is at fault, not the machine.
MAX_ATTEMPTS = 5

Handler = Callable[["RunningJob"], None]
_handlers: dict[str, Handler] = {}


class LeaseLostError(Exception):
    """Another attempt has taken the job over; this one must not write any more."""


def handler(name: str) -> Callable[[Handler], Handler]:
    """Register the work behind a name.

    A handler may run twice, and ends with `RunningJob.finish`, which lets only the attempt that
    holds the lease keep what it has made. Between two calls it holds no transaction open, or its
    signs of life cannot be seen.
    """

    def register(function: Handler) -> Handler:
        _handlers[name] = function
        return function

    return register


def enqueue(name: str, arguments: dict[str, Any], *, key: str, by: User | None) -> Job:
    """The job for this work, new or already waiting under the same `key`."""
    waiting = Job.objects.filter(key=key, state__in=[JobState.QUEUED, JobState.RUNNING])
    while True:
        if job := waiting.first():
            return job
        try:
            with transaction.atomic():
                job = Job.objects.create(handler=name, arguments=arguments, key=key, asked_by=by)
        except IntegrityError:
            continue  # somebody asked at the same moment; theirs may even be finished by now
        transaction.on_commit(partial(nudge, job.pk))
        return job


def nudge(job_id: UUID) -> None:
    """Tell a worker; if the broker is away, the sweep will."""
    nudging.nudge("participation.run_job", str(job_id))


def sweep() -> int:
    """Nudge every job that waits or whose attempt has died; returns how many."""
    stale = list(Job.objects.stale(timezone.now()).values_list("pk", flat=True))
    for job_id in stale:
        nudge(job_id)
    return len(stale)


def run(job_id: UUID) -> None:
    """Do the job, unless somebody else is at it or it is done."""
    running = _take(job_id)
    if running is None:
        return
    try:
        with _heartbeat(running):
            _handlers[running.job.handler](running)
        running.require_finished()
    except LeaseLostError:
        log.warning("lease_lost", extra={"job": str(job_id)})
    except (OperationalError, InterfaceError, OSError):
        # the database or the disk failed, not the work: when the lease is over, the next attempt
        log.exception("job_interrupted", extra={"job": str(job_id)})
    except DomainError as error:
        running.fail(str(error))
    except Exception:
        log.exception("job_failed", extra={"job": str(job_id)})
        running.fail(
            _("The work failed. Please ask for it again; the administrator has been told.")
        )


def _take(job_id: UUID) -> "RunningJob | None":
    with transaction.atomic():
        now = timezone.now()
        job = Job.objects.select_for_update(of=("self",)).stale(now).filter(pk=job_id).first()
        if job is None:
            return None
        if job.attempt >= MAX_ATTEMPTS:
            job.state, job.finished_at = JobState.FAILED, now
            job.error = _("The work was given up after several attempts. Please ask for it again.")
            job.save(update_fields=["state", "finished_at", "error"])
            return None
        job.state, job.attempt, job.lease_until = JobState.RUNNING, job.attempt + 1, _lease()
        job.save(update_fields=["state", "attempt", "lease_until"])
    return RunningJob(job)


def _lease() -> Any:
    return timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


@dataclass
class RunningJob:
    """One attempt at a job, as its handler sees it."""

    job: Job

    def _mine(self) -> Any:
        return Job.objects.filter(pk=self.job.pk, attempt=self.job.attempt, state=JobState.RUNNING)

    def _write(self, **fields: Any) -> None:
        """Raises LeaseLostError when another attempt has taken over."""
        if not self._mine().update(**fields):
            raise LeaseLostError

    def require_finished(self) -> None:
        """A handler that ends without an end is wrong, and must not be repeated for ever."""
        if self._mine().exists():
            raise RuntimeError(f"{self.job.handler} returned without finishing its job.")

    def renew(self) -> None:
        """Say that this attempt is alive."""
        self._write(lease_until=_lease())

    def progress(self, percent: int) -> None:
        """Say how far the work is."""
        self._write(progress=percent, lease_until=_lease())

    def keep_serial(self, make: Callable[[], str]) -> str:
        """The document's serial, drawn once for all attempts."""
        with transaction.atomic():
            job = Job.objects.select_for_update(of=("self",)).get(pk=self.job.pk)
            if not job.serial:
                job.serial = make()
                self._write(serial=job.serial)
        return job.serial

    def finish(self, make_file: Callable[[], PublishedFile] | None = None) -> None:
        """Close the job with the file that `make_file` publishes, both or neither.

        The file is made only after the row is ours and locked: an attempt whose lease was lost
        leaves nothing, neither in the database nor on the disk.
        """
        with transaction.atomic():
            self._write(state=JobState.DONE, progress=100, finished_at=timezone.now())
            if make_file:
                Job.objects.filter(pk=self.job.pk).update(file=make_file())

    def fail(self, sentence: str) -> None:
        """Close the job with a sentence for the person who asked."""
        self._mine().update(state=JobState.FAILED, finished_at=timezone.now(), error=sentence[:300])


@contextmanager
def _heartbeat(running: RunningJob) -> Iterator[None]:
    """Renew the lease from beside the work, which may be busy for long in one library call."""
    stop = threading.Event()
    every = settings.JOB_LEASE_SECONDS / HEARTBEATS_IN_A_LEASE

    def beat() -> None:
        while not stop.wait(every):
            try:
                running.renew()
            except LeaseLostError:
                return
            except Error:
                # away for a moment, or busy with a long write: the next beat may reach it
                log.warning("heartbeat_missed", extra={"job": str(running.job.pk)})
            finally:
                connections.close_all()

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(every)
