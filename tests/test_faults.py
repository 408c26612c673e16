"""Processes are killed and brokers stopped; no job is lost, none leaves two files."""

import os
import signal
import time
from functools import partial
from pathlib import Path

import pytest
from django.db import connection

from participation import jobs
from participation.choices import JobState
from participation.models import Job, PublishedFile
from tests.conftest import Portal
from tests.processes import Redis, wait_until

pytestmark = pytest.mark.fault
#: In `make trial` the broker is silent in every way.
IN_FULL = os.environ.get("FAULTS") == "full"
#: Whoever waits for a broker that is away waits as long as it is, a minute at least.
AT_ONCE_SECONDS = 5


def enqueue(key: str, marks: Path, *, seconds: float = 1, name: str = "trial") -> Job:
    return jobs.enqueue(name, {"marks": str(marks), "seconds": seconds}, key=key, by=None)


def marked(marks: Path, word: str) -> list[tuple[int, int]]:
    """Attempt and process of each mark of that word, oldest first."""
    if not marks.exists():
        return []
    lines = [line.split() for line in marks.read_text().splitlines()]
    return [(int(attempt), int(pid)) for what, attempt, pid in lines if what == word]


def states() -> list[str]:
    return sorted(Job.objects.values_list("state", flat=True))


def files_on_disk(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "files").rglob("*.pdf"))


def test_process_killed_in_the_middle_is_done_once(portal: Portal, tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    portal.worker.start()
    portal.clock.start()
    enqueue("killed", marks, seconds=2)
    wait_until(lambda: Job.objects.filter(progress__gte=20).exists(), what="the middle")

    ((_attempt, pid),) = marked(marks, "began")
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: states() == [JobState.DONE], what="the second attempt")

    assert [attempt for attempt, _pid in marked(marks, "began")] == [1, 2]
    assert [attempt for attempt, _pid in marked(marks, "ended")] == [2]
    assert files_on_disk(tmp_path) == ["RPT-2569-0001.pdf"]
    job = Job.objects.get()
    assert (job.attempt, job.progress, job.serial) == (2, 100, "RPT-2569-0001")
    assert job.file == PublishedFile.objects.get()


def test_worker_killed_again_and_again_loses_no_job(portal: Portal, tmp_path: Path) -> None:
    marks, count = tmp_path / "marks", 8
    portal.worker.start()
    portal.clock.start()
    for number in range(count):
        enqueue(f"job {number}", marks, seconds=0.2)

    for done in (1, 3, 5):
        wait_until(partial(_are_done, done), what="some to be done")
        portal.worker.kill()
        _attempt, pid = marked(marks, "began")[-1]
        wait_until(partial(_is_gone, pid), what="the end of its process")
        portal.worker.start()
    wait_until(lambda: states() == [JobState.DONE] * count, what="all to be done")

    assert len(marked(marks, "ended")) in range(
        count, count + 4
    )  # killed after the end is ended too
    assert PublishedFile.objects.count() == len(files_on_disk(tmp_path)) == count


def test_attempt_that_lost_its_lease_leaves_nothing(portal: Portal, tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    portal.worker.start()
    enqueue("frozen", marks, seconds=1, name="trial.frozen")
    wait_until(lambda: marked(marks, "began"), what="the first attempt")
    ((_attempt, pid),) = marked(marks, "began")

    for frozen in (portal.worker.pid, pid):
        os.kill(frozen, signal.SIGSTOP)
    portal.other_worker.start()
    portal.clock.start()
    wait_until(lambda: states() == [JobState.DONE], what="the second attempt")
    for frozen in (portal.worker.pid, pid):
        os.kill(frozen, signal.SIGCONT)
    wait_until(lambda: b"lease_lost" in portal.worker.log.read_bytes(), what="the first to notice")

    assert [attempt for attempt, _pid in marked(marks, "ended")] == [2]
    assert files_on_disk(tmp_path) == ["RPT-2569-X2.pdf"]
    assert [file.serial for file in PublishedFile.objects.all()] == ["RPT-2569-X2"]


@pytest.mark.parametrize("silence", ["stopped", "frozen"] if IN_FULL else ["stopped"])
def test_broker_that_is_away_holds_nobody_up(
    portal: Portal, redis: Redis, tmp_path: Path, silence: str
) -> None:
    marks = tmp_path / "marks"
    portal.worker.start()
    portal.clock.start()
    enqueue("before", marks, seconds=0.1)
    wait_until(lambda: states() == [JobState.DONE], what="the first job")

    redis.kill() if silence == "stopped" else redis.send(signal.SIGSTOP)
    for number in range(3):
        began = time.monotonic()
        enqueue(f"meanwhile {number}", marks, seconds=0.1)
        assert time.monotonic() - began < AT_ONCE_SECONDS
    assert states() == [JobState.DONE] + [JobState.QUEUED] * 3
    redis.start() if silence == "stopped" else redis.send(signal.SIGCONT)

    wait_until(lambda: states() == [JobState.DONE] * 4, what="what was asked meanwhile")
    assert len(files_on_disk(tmp_path)) == 4


def test_worker_comes_back_to_a_database_that_was_restarted(portal: Portal, tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    portal.worker.start()
    portal.clock.start()
    enqueue("interrupted", marks, seconds=3)
    wait_until(lambda: Job.objects.filter(progress__gte=20).exists(), what="the middle")

    with connection.cursor() as cursor:  # what a restart does to everyone who is connected
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    wait_until(lambda: states() == [JobState.DONE], what="the second attempt")

    assert files_on_disk(tmp_path) == ["RPT-2569-0001.pdf"]


def _are_done(count: int) -> bool:
    return states().count(JobState.DONE) >= count


def _is_gone(pid: int) -> bool:
    try:
        return "State:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return True
