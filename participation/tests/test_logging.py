"""What the portal writes into its own log, and what never."""

import json
import logging
from typing import Any

import structlog
from celery import current_app
from celery.signals import before_task_publish
from django.conf import settings
from django_structlog.celery.steps import DjangoStructLogInitStep


def line(**said: Any) -> dict[str, Any]:
    """A line of the log, read back, for what somebody says through Python's own logging."""
    parts = dict(settings.LOGGING["formatters"]["record"])
    formatter = parts.pop("()")(**parts)
    record = logging.LogRecord("trial", logging.WARNING, __file__, 1, "broker_away", (), None)
    record.__dict__.update(said)
    told: dict[str, Any] = json.loads(formatter.format(record))
    return told


def test_line_holds_what_was_said_beside_the_message():
    told = line(job="11", error="ไม่ตอบ")

    assert (told["event"], told["level"], told["logger"]) == ("broker_away", "warning", "trial")
    assert (told["job"], told["error"]) == ("11", "ไม่ตอบ")


def test_worker_writes_the_beginning_and_end_of_a_task():
    assert DjangoStructLogInitStep in current_app.steps["worker"]


def test_task_learns_of_the_request_no_more_than_who_asked():
    headers: dict[str, Any] = {}
    with structlog.contextvars.bound_contextvars(
        request_id="r", user_id=7, ip="203.0.113.9", user_agent="Firefox"
    ):
        before_task_publish.send(sender="trial", headers=headers, body={}, properties={})

    assert headers["__django_structlog__"] == {"request_id": "r", "user_id": 7}
