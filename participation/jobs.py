"""Long work, done once although workers are killed and the broker stops.

The `Job` row is the truth. `enqueue` writes it in the caller's transaction and nudges the broker
after the commit; `run` takes it under a lease which a running attempt keeps renewing; `sweep`, at
worker start and every minute, nudges again whatever waits or has lost its lease.
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

from celery import current_app
from django.db import IntegrityError, connections, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from participation.choices import JobState
from participation.errors import DomainError
from participation.models import Job, PublishedFile, User

log = logging.getLogger(__name__)

#: How long an attempt is believed to be alive after its last sign of life.
LEASE = timedelta(seconds=30)
#: How often a running attempt gives one.
HEARTBEAT_SECONDS = 5.0
#: After so many attempts the work itself is at fault, not the machine.
MAX_ATTEMPTS = 5

Handler = Callable[["RunningJob"], None]
_handlers: dict[str, Handler] = {}


class LeaseLostError(Exception):
    """Another attempt has taken the job over; this one must not write any more."""


def handler(name: str) -> Callable[[Handler], Handler]:
    """Register the work behind a name.

    A handler may run twice. What it makes it keeps in one transaction with `RunningJob.finish`, so
    that an attempt whose lease was lost leaves nothing behind.
    """

    def register(function: Handler) -> Handler:
        _handlers[name] = function
        return function

    return register


def enqueue(name: str, arguments: dict[str, Any], *, key: str, by: User | None) -> Job:
    """The job for this work, new or already waiting under the same `key`."""
    waiting = Job.objects.filter(key=key, state__in=[JobState.QUEUED, JobState.RUNNING])
    if job := waiting.first():
        return job
    try:
        with transaction.atomic():
            job = Job.objects.create(handler=name, arguments=arguments, key=key, asked_by=by)
    except IntegrityError:
        return waiting.get()
    transaction.on_commit(partial(nudge, job.pk))
    return job


def nudge(job_id: UUID) -> None:
    """Tell a worker, if the broker is there; if not, the sweep will."""
    try:
        current_app.send_task("participation.run_job", [str(job_id)], retry=False)
    except Exception:  # noqa: BLE001 (each broker library has errors of its own; none may reach the sender)
        log.warning("broker_away", extra={"job": str(job_id)})


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
    except LeaseLostError:
        log.warning("lease_lost", extra={"job": str(job_id)})
    except DomainError as error:
        running.fail(str(error))
    except Exception:
        log.exception("job_failed", extra={"job": str(job_id)})
        running.fail(_("The work failed. Please ask for it again; the administrator has been told."))


def _take(job_id: UUID) -> "RunningJob | None":
    now = timezone.now()
    with transaction.atomic():
        job = Job.objects.select_for_update(of=("self",)).stale(now).filter(pk=job_id).first()
        if job is None:
            return None
        if job.attempt >= MAX_ATTEMPTS:
            job.state, job.finished_at = JobState.FAILED, now
            job.error = _("The work was given up after several attempts. Please ask for it again.")
            job.save(update_fields=["state", "finished_at", "error"])
            return None
        job.state, job.attempt, job.lease_until = JobState.RUNNING, job.attempt + 1, now + LEASE
        job.save(update_fields=["state", "attempt", "lease_until"])
    return RunningJob(job)


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

    def renew(self) -> None:
        """Say that this attempt is alive."""
        self._write(lease_until=timezone.now() + LEASE)

    def progress(self, percent: int) -> None:
        """Say how far the work is; never goes back."""
        self._write(progress=percent, lease_until=timezone.now() + LEASE)

    def keep_serial(self, make: Callable[[], str]) -> str:
        """The document's serial, drawn once for all attempts."""
        with transaction.atomic():
            job = Job.objects.select_for_update(of=("self",)).get(pk=self.job.pk)
            if not job.serial:
                job.serial = make()
                self._write(serial=job.serial)
        return job.serial

    def finish(self, file: PublishedFile) -> None:
        """Close the job with the file it made."""
        self._write(state=JobState.DONE, progress=100, finished_at=timezone.now(), file=file)

    def fail(self, sentence: str) -> None:
        self._mine().update(state=JobState.FAILED, finished_at=timezone.now(), error=sentence[:300])


@contextmanager
def _heartbeat(running: RunningJob) -> Iterator[None]:
    """Renew the lease from beside the work, which may be busy for long in one library call."""
    stop = threading.Event()

    def beat() -> None:
        try:
            while not stop.wait(HEARTBEAT_SECONDS):
                running.renew()
        except LeaseLostError:
            pass
        except Exception:  # noqa: BLE001 (a missed beat costs at most a second attempt)
            log.warning("heartbeat_failed", exc_info=True)
        finally:
            connections.close_all()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
