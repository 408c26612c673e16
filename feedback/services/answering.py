"""การตอบกลับ: the official answer to an opinion."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.choices import (
    ANSWERING,
    MAX_TEXT,
    NEED_A_REASON,
    Act,
    OpinionState,
    Outcome,
    Publication,
    ReasonClass,
)
from feedback.lengths import require_fits
from feedback.models import AnswerDraft, Opinion, Response
from feedback.notices import OPINION_ANSWERED, tell_sender
from feedback.services import apart
from feedback.services.publishing import let_be_found
from feedback.services.vetting import require_filled, require_read
from feedback.services.waiting import STANDING, close_duties, end_waiting
from participation.errors import DomainError
from participation.meanwhile import refuse_if_changed
from participation.models import AuditEvent, OrganisationUnit, User
from participation.text import clean
from participation.waiting import heads


@transaction.atomic
def answer_opinion(
    opinion: Opinion,
    *,
    by: User,
    text: str,
    outcome: Outcome,
    reason: str = "",
    written_by: User | None = None,
    seen: int | None = None,
    may_be_public: bool = False,
) -> Response:
    """Answer an opinion; a later answer replaces the earlier one, which stays on record.

    What was merged into it is answered with it.

    `written_by` is somebody else whose answer `by` signs off. What may tell who somebody is, `by`
    has to have read and found that it `may_be_public`; this stays on record.
    """
    opinion = apart.locked(opinion)
    apart.require_apart(opinion)
    refuse_if_changed(opinion, *ANSWERING, seen=seen)
    text = clean(text)
    unit = require_answerable(opinion, text, outcome, reason)
    if require_read(text, may_be_public=may_be_public):
        AuditEvent.record(Act.VET, opinion, by=by)
    now = timezone.now()
    response = Response.objects.create(
        opinion=opinion,
        text=text,
        outcome=outcome,
        reason=reason,
        answered_by=written_by or by,
        signed_by=by if written_by or heads(unit).filter(pk=by.pk).exists() else None,
        unit=unit,
        answered_at=now,
    )
    end_waiting(opinion)
    opinion.state, opinion.outcome = OpinionState.ANSWERED, outcome
    # The promise is about the first answer; each later one has its own time.
    opinion.answered_at = opinion.answered_at or now
    opinion.save(update_fields=[*STANDING, "outcome", "answered_at"])
    AuditEvent.record(Act.ANSWER, opinion, by=by)
    AnswerDraft.objects.filter(opinion=opinion).delete()
    close_duties(opinion, by=by)
    tell_sender(OPINION_ANSWERED, opinion, of=response)
    apart.answer_followers(opinion, response, by=by)
    if opinion.publication == Publication.PUBLISHED:
        let_be_found(opinion)
    return response


def require_answerable(opinion: Opinion, text: str, outcome: str, reason: str) -> OrganisationUnit:
    """The unit that answers; DomainError where the opinion or the answer is not ready for it."""
    unit = opinion.answering_unit
    if unit is None:
        raise DomainError(_("Sort this opinion into a group or unit before it is answered."))
    if not text:
        raise DomainError(_("Write the answer."))
    require_fits(text, MAX_TEXT)
    require_filled(text)
    if outcome not in Outcome.values:
        raise DomainError(_("Choose the outcome."))
    require_reason(outcome, reason)
    return unit


def require_reason(outcome: str, reason: str) -> None:
    """Raise DomainError where an outcome lacks its reason, or has one although all is done."""
    if outcome == Outcome.DONE and reason:
        raise DomainError(_("What is done needs no reason. Leave the reason empty."))
    if outcome in NEED_A_REASON and not reason:
        raise DomainError(_("Say why: choose the reason."))
    if reason and reason not in dict(ReasonClass.offered()):
        raise DomainError(_("Choose one of the reasons in the list."))
