"""The portal as `make run` opens it: without settings, embedded, from an empty folder."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.conf import settings

from tests.processes import Process, free_port, wait_until

pytestmark = pytest.mark.fault


class Embedded:
    """A folder of data, and commands that work in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.processes: list[Process] = []
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.endswith("_URL")},
            "DATA_DIR": str(folder),
            "STATIC_ROOT": str(folder / "static"),
            "PORT": str(self.port),
            "DEMO_ALLOWED": "0",
            "JOB_LEASE_SECONDS": "4",
            "JOB_SWEEP_SECONDS": "1",
            "PYTHONPATH": str(settings.BASE_DIR),
        }

    def process(self, *command: str) -> Process:
        log = self.folder / f"{command[-1]}.out"
        process = Process([sys.executable, *command], log=log, environment=self.environment)
        self.processes.append(process)
        return process

    def manage(self, *words: str) -> str:
        """What a command of manage.py says, whether it succeeds or not."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(
            command,
            cwd=settings.BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout + done.stderr

    def jobs(self) -> list[tuple[str, int]]:
        """State and attempts of each job."""
        with closing(sqlite3.connect(self.folder / "portal.sqlite3")) as database:
            return database.execute("SELECT state, attempt FROM participation_job").fetchall()

    def running(self) -> dict[int, str]:
        """Every process that works in the folder, by number."""
        mark = f"DATA_DIR={self.folder}".encode()
        found = {}
        for path in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (path / "environ").read_bytes().split(b"\0"):
                    found[int(path.name)] = (path / "cmdline").read_text().replace("\0", " ")
            except OSError:  # gone meanwhile, or not ours
                continue
        return found


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Embedded]:
    here = Embedded(tmp_path)
    yield here
    for process in here.processes:
        process.stop()
    for pid in here.running():  # what a killed parent has left
        os.kill(pid, signal.SIGKILL)


def test_portal_opens_stays_up_and_closes(embedded: Embedded) -> None:
    portal = embedded.process("manage.py", "run_portal").start()
    wait_until(lambda: b"The portal is open" in portal.log.read_bytes(), seconds=60, what="opening")
    with urlopen(f"http://127.0.0.1:{embedded.port}/healthz/") as answer:
        assert answer.status == 200
    assert f"Port {embedded.port} is taken" in embedded.manage("run_portal")

    (worker, *_pool) = [pid for pid, words in embedded.running().items() if " worker " in words]
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: b"started again" in portal.log.read_bytes(), what="another worker")
    assert portal.is_running()

    portal.send(signal.SIGINT)
    assert portal.wait(60) == 0
    assert embedded.running() == {}


def test_portal_that_is_killed_takes_its_processes_along(
    embedded: Embedded, collected_static: Path
) -> None:
    embedded.environment["STATIC_ROOT"] = str(collected_static)
    portal = embedded.process("manage.py", "run_portal").start()
    wait_until(lambda: b"The portal is open" in portal.log.read_bytes(), seconds=60, what="opening")

    portal.kill()

    wait_until(lambda: not embedded.running(), what="the end of its processes")


def test_embedded_worker_killed_in_the_middle_does_its_job_once(
    embedded: Embedded, tmp_path: Path
) -> None:
    embedded.manage("migrate", "--verbosity=0")
    celery = ("-m", "celery", "--app")
    worker = embedded.process(*celery, "tests.worker", "worker", "--concurrency=1").start()
    embedded.process(*celery, "participation", "beat").start()
    arguments = {"marks": str(tmp_path / "marks"), "seconds": 2}
    embedded.manage(
        "shell",
        "--command",
        f"from participation import jobs; jobs.enqueue('trial', {arguments!r}, key='x', by=None)",
    )
    wait_until((tmp_path / "marks").exists, what="the beginning")

    worker.kill()
    worker.start()
    wait_until(lambda: embedded.jobs() == [("done", 2)], what="the second attempt")

    assert [path.name for path in tmp_path.rglob("*.pdf")] == ["RPT-2569-0001.pdf"]
