"""What one attempt may do to a job; kills and silent brokers are tried in tests/test_faults.py."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError
from django.utils import timezone

from participation import jobs, services
from participation.choices import Audience, DocumentKind, JobState
from participation.errors import DomainError
from participation.jobs import RunningJob
from participation.models import Job, PublishedFile

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Callable[[jobs.Handler], Job]:
    """Do this work, as a job."""

    def do(handler: jobs.Handler) -> Job:
        monkeypatch.setitem(jobs._handlers, "work", handler)
        job = jobs.enqueue("work", {}, key=str(uuid4()), by=None)
        jobs.run(job.pk)
        job.refresh_from_db()
        return job

    return do


def make_file(serial: str = "RPT-2569-0001") -> PublishedFile:
    return services.publish_file(
        b"%PDF",
        serial=serial,
        kind=DocumentKind.ANNUAL_REPORT,
        subject="trial",
        title="trial",
        audience=Audience.PUBLIC,
        year=None,
        by=None,
    )


def take_over(running: RunningJob) -> None:
    """As another worker does when the lease is over."""
    Job.objects.filter(pk=running.job.pk).update(attempt=running.job.attempt + 1)


def test_same_work_asked_for_twice_is_one_job() -> None:
    first = jobs.enqueue("work", {}, key="annual:2569", by=None)
    second = jobs.enqueue("work", {}, key="annual:2569", by=None)

    assert first == second


def test_work_asked_for_after_it_is_done_is_a_new_job(work) -> None:
    done = work(lambda running: running.finish())

    again = jobs.enqueue("work", {}, key=done.key, by=None)

    assert again != done
    assert again.state == JobState.QUEUED


def test_job_without_a_file_is_done(work) -> None:
    job = work(lambda running: running.finish())

    assert (job.state, job.progress, job.file) == (JobState.DONE, 100, None)
    assert job.finished_at is not None


def test_job_keeps_the_file_it_made(work) -> None:
    job = work(lambda running: running.finish(make_file))

    assert job.state == JobState.DONE
    assert job.file == PublishedFile.objects.get()


def test_progress_is_seen(work) -> None:
    seen = []

    def handler(running: RunningJob) -> None:
        running.progress(40)
        seen.append(Job.objects.get(pk=running.job.pk).progress)
        running.finish()

    work(handler)

    assert seen == [40]


def test_refusal_is_told_to_the_person_who_asked(work) -> None:
    def handler(_running: RunningJob) -> None:
        raise DomainError("ไม่มีข้อมูลของปีนี้")

    job = work(handler)

    assert (job.state, job.error) == (JobState.FAILED, "ไม่มีข้อมูลของปีนี้")


@pytest.mark.parametrize("mistake", ["it raises", "it ends without an end"])
def test_mistake_in_the_work_is_told_without_its_trace(work, mistake: str, caplog) -> None:
    def handler(_running: RunningJob) -> None:
        if mistake == "it raises":
            raise ZeroDivisionError("secret")

    job = work(handler)

    assert job.state == JobState.FAILED
    assert job.error.startswith("จัดทำไม่สำเร็จ")
    assert "secret" not in job.error
    assert [record.message for record in caplog.records] == ["job_failed"]


def test_work_nobody_knows_fails() -> None:
    job = jobs.enqueue("unknown", {}, key="x", by=None)

    jobs.run(job.pk)

    job.refresh_from_db()
    assert job.state == JobState.FAILED


def test_database_that_goes_away_does_not_fail_the_job(work) -> None:
    def handler(_running: RunningJob) -> None:
        raise OperationalError("server closed the connection")

    job = work(handler)

    assert (job.state, job.attempt) == (JobState.RUNNING, 1)
    assert job not in Job.objects.stale(timezone.now())
    assert job in Job.objects.stale(timezone.now() + timedelta(minutes=1))


def test_attempt_that_lost_its_lease_leaves_nothing(work, settings) -> None:
    def handler(running: RunningJob) -> None:
        take_over(running)
        running.finish(make_file)

    job = work(handler)

    assert (job.state, job.attempt, job.file) == (JobState.RUNNING, 2, None)
    assert not PublishedFile.objects.exists()
    assert not list(settings.MEDIA_ROOT.rglob("*.pdf"))


@pytest.mark.parametrize(
    "act",
    [RunningJob.renew, lambda running: running.progress(50), lambda running: running.finish()],
    ids=["renew", "progress", "finish"],
)
def test_attempt_that_lost_its_lease_is_told_so(work, act) -> None:
    told = []

    def handler(running: RunningJob) -> None:
        take_over(running)
        with pytest.raises(jobs.LeaseLostError):
            act(running)
        told.append(True)

    work(handler)

    assert told == [True]


def test_failure_of_an_attempt_that_lost_its_lease_is_not_the_job_s(work) -> None:
    def handler(running: RunningJob) -> None:
        take_over(running)
        raise DomainError("late")

    assert work(handler).state == JobState.RUNNING


def test_serial_is_drawn_once_for_all_attempts(work) -> None:
    drawn: list[str] = []

    def draw() -> str:
        drawn.append(f"RPT-2569-{len(drawn) + 1:04}")
        return drawn[-1]

    def handler(running: RunningJob) -> None:
        assert running.keep_serial(draw) == running.keep_serial(draw) == "RPT-2569-0001"
        running.finish()

    assert work(handler).serial == "RPT-2569-0001"
    assert drawn == ["RPT-2569-0001"]


def test_done_job_is_not_done_again(work) -> None:
    attempts = []

    def handler(running: RunningJob) -> None:
        attempts.append(running.job.attempt)
        running.finish()

    job = work(handler)
    jobs.run(job.pk)

    assert attempts == [1]


def test_running_job_is_left_to_who_runs_it(work) -> None:
    def handler(running: RunningJob) -> None:
        jobs.run(running.job.pk)
        running.finish()

    assert work(handler).attempt == 1


def test_work_that_never_ends_is_given_up() -> None:
    job = jobs.enqueue("work", {}, key="x", by=None)
    over = timezone.now() - timedelta(seconds=1)
    Job.objects.update(state=JobState.RUNNING, attempt=jobs.MAX_ATTEMPTS, lease_until=over)

    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.attempt) == (JobState.FAILED, jobs.MAX_ATTEMPTS)
    assert job.error != ""


def test_sweep_nudges_what_waits_and_what_has_died(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    leases = {"dead": now - timedelta(seconds=1), "alive": now + timedelta(minutes=1)}
    waiting = jobs.enqueue("work", {}, key="waiting", by=None)
    for key, lease in leases.items():
        job = jobs.enqueue("work", {}, key=key, by=None)
        Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, lease_until=lease)
    nudged: list[UUID] = []
    monkeypatch.setattr(jobs, "nudge", nudged.append)

    assert jobs.sweep() == 2

    assert nudged == [waiting.pk, Job.objects.get(key="dead").pk]


def test_nudge_comes_after_the_commit(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    nudged: list[UUID] = []
    monkeypatch.setattr(jobs, "nudge", nudged.append)

    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.enqueue("work", {}, key="x", by=None)
        assert nudged == []

    assert nudged == [job.pk]
