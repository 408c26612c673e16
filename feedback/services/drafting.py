"""ร่างคำตอบ: an answer is drafted, handed in, then signed off by the head or sent back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.choices import ANSWERING, MAX_TEXT, Act, Outcome
from feedback.lengths import require_fits
from feedback.models import AnswerDraft, Opinion, Response
from feedback.services import apart
from feedback.services.answering import answer_opinion, require_answerable
from feedback.services.waiting import duty_key, duty_of, sign_off_duty_of, sign_off_key
from participation import services
from participation.errors import DomainError
from participation.meanwhile import refuse_if_changed
from participation.models import AuditEvent, Office, OrganisationUnit, User
from participation.text import clean
from participation.waiting import heads

#: The longest sentence a draft is sent back with, as the column has it.
MAX_SENTENCE = 500


def signs_for(user: User, unit: OrganisationUnit | None) -> bool:
    """Whether `user` heads the unit today and so answers for it without anybody else."""
    return unit is not None and heads(unit).filter(pk=user.pk).exists()


def needs_sign_off(opinion: Opinion, *, by: User) -> bool:
    """Whether what `by` answers goes to the head of the unit first."""
    return Office.current().answers_need_sign_off and not signs_for(by, opinion.answering_unit)


@transaction.atomic
def save_draft(
    opinion: Opinion,
    *,
    by: User,
    text: str = "",
    outcome: str = "",
    reason: str = "",
    seen: int | None = None,
) -> AnswerDraft:
    """Keep an answer as far as it is written; one that was handed in is taken back by it.

    Where an answer was given already nobody has to give another: emptied, the draft is given up.
    """
    opinion = _locked(opinion, seen)
    draft = _draft(opinion, by, clean(text), outcome, reason)
    if draft.submitted_at:
        _take_back(draft, by=by)
        if opinion.is_open:
            services.open_duties(duty_of(opinion))
    draft.save()
    AuditEvent.record(Act.DRAFT, opinion, by=by)
    if not (opinion.is_open or draft.text):
        draft.delete()
        services.close_duty(duty_key(opinion), by=by)
    return draft


@transaction.atomic
def hand_in(
    opinion: Opinion,
    *,
    by: User,
    text: str,
    outcome: Outcome,
    reason: str = "",
    seen: int | None = None,
    may_be_public: bool = False,
) -> AnswerDraft | Response:
    """Answer where `by` may do so alone; else put the answer before the head of the unit.

    Whether it `may_be_public` where it names somebody is then for the head to say.
    """
    if not needs_sign_off(opinion, by=by):
        return answer_opinion(
            opinion,
            by=by,
            text=text,
            outcome=outcome,
            reason=reason,
            seen=seen,
            may_be_public=may_be_public,
        )
    opinion = _locked(opinion, seen)
    text = clean(text)
    require_answerable(opinion, text, outcome, reason)
    draft = _draft(opinion, by, text, outcome, reason)
    draft.submitted_at, draft.sent_back_with = timezone.now(), ""
    draft.save()
    AuditEvent.record(Act.SUBMIT, opinion, by=by)
    services.close_duty(duty_key(opinion), by=by)
    services.open_duties(sign_off_duty_of(opinion))
    return draft


@transaction.atomic
def sign_off(
    opinion: Opinion, *, by: User, seen: int | None = None, may_be_public: bool = False
) -> Response:
    """Give the answer as it was handed in, in the name of who wrote it and of who signs."""
    opinion = _locked(opinion, seen)
    draft = _handed_in(opinion)
    return answer_opinion(
        opinion,
        by=by,
        text=draft.text,
        outcome=Outcome(draft.outcome),
        reason=draft.reason,
        written_by=draft.written_by,
        may_be_public=may_be_public,
    )


@transaction.atomic
def send_back(opinion: Opinion, *, by: User, sentence: str, seen: int | None = None) -> AnswerDraft:
    """Ask whoever answers to change the draft, and say what."""
    opinion = _locked(opinion, seen)
    draft = _handed_in(opinion)
    sentence = clean(sentence)
    if not sentence:
        raise DomainError(_("Say what is to be changed."))
    require_fits(sentence, MAX_SENTENCE)
    _take_back(draft, by=by)
    draft.sent_back_with = sentence
    draft.save()
    AuditEvent.record(Act.SEND_BACK, opinion, by=by)
    services.open_duties(duty_of(opinion))
    return draft


def withdraw_draft(opinion: Opinion, *, by: User | None) -> None:
    """What was handed in for one unit is not signed off by another; called under the lock."""
    for draft in AnswerDraft.objects.filter(opinion=opinion, submitted_at__isnull=False):
        _take_back(draft, by=by)
        draft.save()


def _locked(opinion: Opinion, seen: int | None) -> Opinion:
    opinion = apart.locked(opinion)
    apart.require_apart(opinion)
    refuse_if_changed(opinion, *ANSWERING, seen=seen)
    return opinion


def _draft(opinion: Opinion, by: User, text: str, outcome: str, reason: str) -> AnswerDraft:
    require_fits(text, MAX_TEXT)
    draft = AnswerDraft.objects.filter(opinion=opinion).first() or AnswerDraft(opinion=opinion)
    draft.text, draft.outcome, draft.reason = text, outcome, reason
    draft.written_by, draft.changed_at = by, timezone.now()
    return draft


def _handed_in(opinion: Opinion) -> AnswerDraft:
    draft = AnswerDraft.objects.filter(opinion=opinion, submitted_at__isnull=False).first()
    if draft is None:
        raise DomainError(_("No answer waits for your sign-off any more."))
    return draft


def _take_back(draft: AnswerDraft, *, by: User | None) -> None:
    draft.submitted_at = None
    services.close_duty(sign_off_key(draft.opinion), by=by)
