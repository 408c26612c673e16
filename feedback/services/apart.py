"""What is answered by itself, and what is answered with the opinion it was merged into.

Of a family (an opinion and those merged into it) whoever changes more than one row locks them in
the order of their ids, so that no two wait for one another (docs/adr/0026).
"""

import datetime as dt

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.choices import Act, OpinionState
from feedback.models import Opinion, Response
from feedback.notices import MAIN_REOPENED, OPINION_ANSWERED, tell_sender
from feedback.querysets import OpinionQuerySet
from feedback.services.waiting import STANDING
from participation import thai
from participation.errors import DomainError
from participation.models import AuditEvent, User


def require_apart(opinion: Opinion) -> None:
    """Raise DomainError where it is answered with another: whatever is done is done to that one."""
    if opinion.merged_into:
        raise DomainError(
            _("It has been merged into %(number)s. Undo that first, or do it there.")
            % {"number": opinion.merged_into}
        )


def locked(opinion: Opinion) -> Opinion:
    """The opinion under its lock, and under theirs those that are merged into it."""
    family = Opinion.objects.filter(Q(pk=opinion.pk) | Q(merged_into=opinion.pk))
    rows = {one.pk: one for one in _in_order(family.for_answering())}
    if opinion.pk not in rows:
        raise Opinion.DoesNotExist
    return rows[opinion.pk]


def followers_of(main: Opinion) -> OpinionQuerySet:
    """Those that are merged into it, under their locks."""
    return _in_order(Opinion.objects.for_answering().filter(merged_into=main))


def _in_order(opinions: OpinionQuerySet) -> OpinionQuerySet:
    return opinions.select_for_update(of=("self",)).order_by("pk")


def answer_followers(main: Opinion, answer: Response, *, by: User) -> None:
    """Those merged into it are answered by the same words, and told so."""
    for follower in followers_of(main):
        answer_with(main, follower, answer, by=by)


def answer_with(main: Opinion, follower: Opinion, answer: Response, *, by: User) -> None:
    """One that is merged stands where its main stands; it was answered when its sender was told."""
    follower.state, follower.outcome = OpinionState.ANSWERED, main.outcome
    follower.answered_at = follower.answered_at or timezone.now()
    follower.save(update_fields=[*STANDING, "outcome", "answered_at"])
    AuditEvent.record(Act.ANSWER, follower, by=by)
    tell_sender(OPINION_ANSWERED, follower, of=answer)


def reopen_followers(main: Opinion) -> None:
    """The sender of the main one was not content: those merged into it wait for the next answer."""
    for follower in followers_of(main):
        take_up_again(follower, due_on=main.due_on)
        follower.save(update_fields=[*STANDING, "outcome", "reopened_on", "first_due_on"])
        AuditEvent.record(Act.REOPEN, follower, by=None)
        tell_sender(MAIN_REOPENED, follower, of=main)


def take_up_again(opinion: Opinion, *, due_on: dt.date) -> None:
    """It waits for another answer; whether the first came in time is judged by its own promise."""
    opinion.state, opinion.outcome = OpinionState.UNDER_REVIEW, ""
    opinion.first_due_on = opinion.first_due_on or opinion.due_on
    opinion.reopened_on, opinion.due_on = thai.today(), due_on


def answers_given(opinion: Opinion) -> int:
    """How many answers its sender has read, of its own and of the one it was merged into."""
    read = [opinion.pk, opinion.merged_into_id or opinion.pk]
    return Response.objects.filter(opinion__in=read).count()
