"""Makers of rows for tests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.utils import timezone

from feedback import codes
from feedback.choices import Act, Channel, Outcome
from feedback.models import Opinion, Response
from feedback.services.publishing import publish_opinion
from feedback.services.receiving import receive_opinion
from participation.choices import StakeholderType
from participation.models import MissionGroup, OrganisationUnit, User
from participation.tests.make import make_user, numbers


def make_opinion(
    *, group: MissionGroup | None = None, unit: OrganisationUnit | None = None, **fields: Any
) -> Opinion:
    """An opinion as received."""
    number = next(numbers)
    text = fields.setdefault("text", f"ขอให้ปรับปรุงเรื่องที่ {number}")
    fields.setdefault("raw_text", text)
    fields.setdefault("stakeholder_type", StakeholderType.PARENT)
    fields.setdefault("channel", Channel.WEB_FORM)
    fields.setdefault("code_hash", codes.kept_hash(codes.code_for("made", number)))
    return receive_opinion(Opinion(group=group, unit=unit, **fields), by=None, act=Act.SEND)


def make_published(**fields: Any) -> Opinion:
    """An opinion everybody may read, and find."""
    return publish_opinion(make_opinion(**fields), by=make_user(), may_be_public=True)


def make_answer(opinion: Opinion, *, by: User | None = None, **fields: Any) -> Response:
    """An official answer, and the opinion answered by it."""
    unit = opinion.group.unit if opinion.group else opinion.unit
    fields.setdefault("outcome", Outcome.CONSIDERED)
    fields.setdefault("text", f"ขอบคุณสำหรับความคิดเห็น คำตอบที่ {next(numbers)}")
    answer = Response.objects.create(
        opinion=opinion,
        answered_by=by or make_user(),
        unit=unit or OrganisationUnit.objects.get(code="general-affairs"),
        **fields,
    )
    opinion.state, opinion.outcome = "answered", answer.outcome
    opinion.answered_at = opinion.answered_at or timezone.now()
    opinion.save()
    return answer


@contextmanager
def meanwhile(beginning: str, act: Callable[[], object], *, times: int = 1) -> Iterator[None]:
    """Somebody else acts right after a statement that begins so, as often as said."""
    left, is_acting = times, False

    def after(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        nonlocal left, is_acting
        found = execute(sql, *rest)
        if left and not is_acting and sql.startswith(beginning):
            left, is_acting = left - 1, True
            act()
            is_acting = False
        return found

    with connection.execute_wrapper(after):
        yield
