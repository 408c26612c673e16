"""The slow hands."""

from uuid import UUID

from celery import shared_task
from celery.signals import worker_process_init, worker_ready

from participation import jobs
from participation.supervisor import die_with_parent


@shared_task(name="participation.run_job")
def run_job(job_id: str) -> None:
    """Do one job."""
    jobs.run(UUID(job_id))


@shared_task(name="participation.sweep_jobs")
def sweep_jobs() -> None:
    """Nudge again what was left lying."""
    jobs.sweep()


@worker_ready.connect
def sweep_at_start(**_kwargs: object) -> None:
    """A worker that starts looks first for what the last one left."""
    sweep_jobs.delay()


@worker_process_init.connect
def end_with_the_worker(**_kwargs: object) -> None:
    """A process of the pool does not outlive its worker, whatever that one died of."""
    die_with_parent()
