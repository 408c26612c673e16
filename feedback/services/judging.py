"""What the sender says of the answer, and of the deed four weeks later; each once."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.choices import MAX_TEXT, Act, OpinionState, Outcome, VerdictOn, VerdictWord
from feedback.lengths import require_fits
from feedback.models import ImprovementAction, Opinion, Response, Verdict
from feedback.notices import OPINION_REOPENED, tell_sender
from feedback.services import apart
from feedback.services.merging import part
from feedback.services.receiving import answer_by
from feedback.services.waiting import STANDING, duty_of
from participation import services, thai
from participation.errors import DomainError
from participation.models import AuditEvent, Office
from participation.text import clean

#: From the day a deed is done until the sender is asked whether it was one.
ASKED_AFTER = dt.timedelta(weeks=4)


def asked_about(opinion: Opinion) -> VerdictOn | None:
    """What the sender is asked to judge now."""
    given = {verdict.on: verdict.reopened for verdict in opinion.verdicts.all()}
    answer = VerdictOn.SECOND_ANSWER if True in given.values() else VerdictOn.ANSWER
    if opinion.state == OpinionState.ANSWERED and answer not in given:
        return answer
    if opinion.is_open or VerdictOn.DEED in given:
        return None
    done = deed_done_on(opinion)
    return VerdictOn.DEED if done and thai.today() >= done + ASKED_AFTER else None


def deed_done_on(opinion: Opinion) -> dt.date | None:
    """The day what was asked for was done, by the office's own record: the first there is."""
    answered_as = opinion.merged_into_id or opinion.pk
    done = ImprovementAction.objects.filter(opinions__in={opinion.pk, answered_as})
    days = list(done.order_by().values_list("done_on", flat=True))
    if opinion.outcome == Outcome.DONE and (answer := _last_answer(opinion)):
        days.append(thai.local_date(answer.answered_at))
    return min(days, default=None)


def judged_until(opinion: Opinion) -> dt.date | None:
    """The last day on which an answer may be judged; a deed may be at any time."""
    if opinion.state != OpinionState.ANSWERED or not (answer := _last_answer(opinion)):
        return None
    # what was merged later may be judged as long as others, from when its sender was told
    told_at = max(answer.answered_at, opinion.answered_at or answer.answered_at)
    return thai.local_date(told_at) + dt.timedelta(days=Office.current().close_after_days)


def _last_answer(opinion: Opinion) -> Response | None:
    """The last one it was given, itself or with the one it was merged into."""
    answered_as = opinion.merged_into_id or opinion.pk
    return Response.objects.filter(opinion=answered_as).order_by("-id").first()


@transaction.atomic
def judge(opinion: Opinion, *, on: VerdictOn, word: VerdictWord, reason: str = "") -> Verdict:
    """Keep the sender's word, once.

    An answer that is judged is closed; the first one, where something is missing and the sender
    says what, is taken up again.
    """
    opinion = apart.locked(opinion)
    reason = clean(reason)
    if given := opinion.verdicts.filter(on=on).first():
        if (given.word, given.reason) == (word, reason):
            return given
        raise DomainError(_("You have told us already. We keep what you said first."))
    if asked_about(opinion) != on:
        raise DomainError(_("This can no longer be judged. Read below where the matter stands."))
    require_fits(reason, MAX_TEXT)
    verdict = Verdict.objects.create(
        opinion=opinion,
        on=on,
        word=word,
        reason=reason,
        reopened=on == VerdictOn.ANSWER and word != VerdictWord.SOLVED and bool(reason),
        answers_before=apart.answers_given(opinion),
    )
    _record(Act.JUDGE, opinion)
    if verdict.reopened:
        _reopen(opinion)
    elif opinion.state == OpinionState.ANSWERED and on != VerdictOn.DEED:
        opinion.state = OpinionState.CLOSED
        opinion.save(update_fields=["state"])
        _record(Act.CLOSE, opinion)
    return verdict


def _reopen(opinion: Opinion) -> None:
    """Take a matter up again; it has a new day to be answered by and keeps its first answer.

    Answered with another, it is taken up for itself; what was merged into it waits with it.
    """
    if opinion.merged_into:
        part(opinion)
    apart.take_up_again(opinion, due_on=answer_by(thai.today()))
    opinion.save(update_fields=[*STANDING, "outcome", "reopened_on", "first_due_on", "merged_into"])
    _record(Act.REOPEN, opinion)
    services.open_duties(duty_of(opinion))
    tell_sender(OPINION_REOPENED, opinion)
    apart.reopen_followers(opinion)


def _record(act: Act, opinion: Opinion) -> None:
    """Of a sender without a name the day alone."""
    AuditEvent.record(act, opinion, by=None)
