"""A worker that knows two kinds of work and a letter more, for the trials."""

import os
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "participation.settings")
django.setup()

from participation import jobs, notices, services  # noqa: E402 (after Django is set up)
from participation.celery import app  # noqa: E402
from participation.choices import Audience, DocumentKind  # noqa: E402
from participation.jobs import RunningJob  # noqa: E402
from participation.models import PublishedFile, User  # noqa: E402

__all__ = ["app"]


@jobs.handler("trial")
def trial(running: RunningJob) -> None:
    """Take `seconds` over one file; write into `marks` which process began and ended when."""
    arguments = running.job.arguments
    marks, steps = Path(arguments["marks"]), 20
    _mark(marks, "began", running)
    serial = running.keep_serial(lambda: services.draw_serial(DocumentKind.ANNUAL_REPORT, 2569))
    for step in range(steps):
        running.progress(step * 100 // steps)
        time.sleep(arguments["seconds"] / steps)
    running.finish(lambda: _file(serial, running))
    _mark(marks, "ended", running)


@jobs.handler("trial.frozen")
def trial_frozen(running: RunningJob) -> None:
    """Say nothing between beginning and end, as a long library call does."""
    marks = Path(running.job.arguments["marks"])
    _mark(marks, "began", running)
    time.sleep(running.job.arguments["seconds"])
    running.finish(lambda: _file(f"RPT-2569-X{running.job.attempt}", running))
    _mark(marks, "ended", running)


@notices.letter("trial")
def trial_letter(number: str, _user: User | None) -> notices.Letter:
    """To an address of its own."""
    return notices.Letter(f"person{number}@example.org", "trial", "trial")


def _file(serial: str, running: RunningJob) -> PublishedFile:
    return services.publish_file(
        b"%PDF-1.7 trial",
        serial=serial,
        kind=DocumentKind.ANNUAL_REPORT,
        subject=f"trial:{running.job.key}",
        title="trial",
        audience=Audience.PUBLIC,
        year=None,
        by=None,
    )


def _mark(marks: Path, what: str, running: RunningJob) -> None:
    with marks.open("a") as file:
        file.write(f"{what} {running.job.attempt} {os.getpid()}\n")
