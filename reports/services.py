"""Verbs of this house."""

from django.db import transaction

from participation import jobs
from participation.models import AuditEvent, Job, User
from reports import annual, compose
from reports.jobs import ANNUAL


@transaction.atomic
def ask_annual_report(year_be: int, *, by: User) -> Job:
    """Let the worker build the annual report of a year; a report under way is the same one."""
    compose.require_records(year_be)
    job = jobs.enqueue(ANNUAL, {"year": year_be}, key=annual.subject_of(year_be), by=by)
    AuditEvent.record("report.ask", job, by=by)
    return job
