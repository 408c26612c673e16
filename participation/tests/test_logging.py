"""What the portal writes into its own log, and what never."""

import json
import logging
import string
from typing import Any

import pytest
import structlog
from celery import current_app
from celery.signals import before_task_publish
from django.conf import settings
from django.db import IntegrityError, transaction
from django_structlog.celery.steps import DjangoStructLogInitStep
from hypothesis import given
from hypothesis import strategies as st

from participation.log_lines import forget_question
from participation.models import FiscalYear


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


def test_address_is_told_without_its_question_and_without_keys(rf: Any, caplog: Any) -> None:
    """By the request logger, and by Django's own, which hands over the request itself."""
    key = "WyJzZW50IiwyXQ:1w5Hxz:" + "k" * 43
    asked = rf.get(f"/opinions/files/{key}/", {"q": "สมชาย"})
    logging.getLogger("django.request").warning(
        "Not Found: %s", asked.path, extra={"request": asked}
    )
    by_django = json.loads(written(caplog))
    structlog.get_logger("trial").info("request_finished", request=f"GET {asked.get_full_path()}")
    by_us = json.loads(written(caplog))

    assert by_django["request"] == by_us["request"] == "GET /opinions/files/…/"
    assert by_django["event"] == "Not Found: /opinions/files/…/"
    assert "q=" not in str(by_django | by_us)


_IN_A_KEY = string.ascii_letters + string.digits + "-_:.="


@given(key=st.text(_IN_A_KEY, min_size=33), page=st.text(_IN_A_KEY, min_size=1, max_size=32))
def test_whatever_is_as_long_as_a_key_is_not_told_and_what_is_shorter_is(key: str, page: str):
    told = forget_question(
        None, "", {"request": f"GET /{page}/{key}/?q={key}", "event": f"Not Found: /{page}/{key}"}
    )

    assert told == {"request": f"GET /{page}/…/", "event": f"Not Found: /{page}/…"}


def test_worker_writes_the_beginning_and_end_of_a_task():
    assert DjangoStructLogInitStep in current_app.steps["worker"]


def test_task_learns_of_the_request_no_more_than_who_asked():
    headers: dict[str, Any] = {}
    with structlog.contextvars.bound_contextvars(
        request_id="r", user_id=7, ip="203.0.113.9", user_agent="Firefox"
    ):
        before_task_publish.send(sender="trial", headers=headers, body={}, properties={})

    assert headers["__django_structlog__"] == {"request_id": "r", "user_id": 7}


# --- What a failing statement says ---

TYPED = "MARK\n\nคำ"


@pytest.fixture
def failed() -> Exception:
    """What Django raises where PostgreSQL names in its DETAIL the row that it refused."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        FiscalYear.objects.create(year_be=2599, state=TYPED)
    return refused.value


def told_by(logger: Any, caplog: pytest.LogCaptureFixture, **said: Any) -> str:
    logger.exception("failed", **said)  # noqa: LOG004 (called where one is handled)
    return written(caplog)


def written(caplog: pytest.LogCaptureFixture) -> str:
    """The last line as it comes into the log."""
    parts = dict(settings.LOGGING["formatters"]["record"])
    last: str = parts.pop("()")(**parts).format(caplog.records[-1])
    return last


def _break_because_of(failed: Exception) -> None:
    raise RuntimeError("broken") from failed


@pytest.mark.django_db
def test_log_tells_of_a_refused_row_without_what_somebody_typed(failed, caplog) -> None:
    """In a traceback, in what the worker says of a task, and in what Python's own logging says."""
    lines = []
    for say in (
        lambda: told_by(structlog.get_logger("trial"), caplog),
        lambda: told_by(structlog.get_logger("trial"), caplog, error=str(failed), exception=failed),
        lambda: told_by(logging.getLogger("trial"), caplog),
        lambda: told_by(logging.getLogger("trial"), caplog, extra={"error": repr(failed)}),
    ):
        try:
            _break_because_of(failed)
        except RuntimeError:
            lines.append(say())

    for line_ in lines:
        assert "year_state_is_known" in line_
        assert "RuntimeError: broken" in line_
        assert "MARK" not in line_
        assert "คำ" not in line_
