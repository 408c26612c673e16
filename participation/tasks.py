"""The slow hands."""

from uuid import UUID

from celery import shared_task
from celery.signals import worker_process_init, worker_ready
from django.conf import settings
from django.core.management import call_command

from participation import jobs, notices
from participation.supervisor import die_with_parent


@shared_task(name="participation.run_job")
def run_job(job_id: str) -> None:
    """Do one job."""
    jobs.run(UUID(job_id))


@shared_task(name="participation.sweep_jobs")
def sweep_jobs() -> None:
    """Take up again what was left lying."""
    jobs.sweep()
    notices.send_waiting()


@shared_task(name=notices.SEND)
def send_notices() -> None:
    """Send the letters that wait."""
    notices.send_waiting()


@shared_task(name="participation.run_command")
def run_command(name: str) -> None:
    """Do by the clock what can be done by hand; only commands the clock knows, whoever asks."""
    entries = settings.CELERY_BEAT_SCHEDULE.values()
    if name in {command for entry in entries for command in entry.get("args", ())}:
        call_command(name)


@worker_ready.connect
def sweep_at_start(**_kwargs: object) -> None:
    """A worker that starts looks first for what the last one left."""
    sweep_jobs.delay()


@worker_process_init.connect
def end_with_the_worker(**_kwargs: object) -> None:
    """A process of the pool does not outlive its worker, whatever that one died of."""
    die_with_parent()
