"""Questions of the office and replies of the sender, between opinion and answer."""

from django.db import transaction
from django.utils.translation import gettext as _

from feedback import codes
from feedback.choices import MAX_TEXT, TURNS, Act, OpinionState, Side
from feedback.lengths import require_fits
from feedback.models import Merging, Message, Opinion
from feedback.notices import SENDER_ASKED, tell_sender
from feedback.services.apart import answers_given, require_apart
from feedback.services.sending import recorded, require_readable, shown_text
from feedback.services.waiting import STANDING, begin_waiting, duty_of, end_waiting
from participation import database, services
from participation.errors import DomainError
from participation.meanwhile import refuse_if_changed
from participation.models import AuditEvent, User
from participation.text import clean


@transaction.atomic
def ask_sender(
    opinion: Opinion, *, by: User, text: str, key: str, seen: int | None = None
) -> Message:
    """Ask the sender something; from now on the matter waits for the reply."""
    opinion = Opinion.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
    form_hash = codes.turn_hash(key, opinion.pk, by.pk, text)
    if asked := Message.objects.filter(form_hash=form_hash).first():
        return asked
    require_apart(opinion)
    refuse_if_changed(opinion, *TURNS, seen=seen)
    unit = opinion.answering_unit
    text = clean(text)
    if unit is None:
        raise DomainError(_("Sort this opinion into a group or unit before its sender is asked."))
    if opinion.import_key:
        raise DomainError(_("It came with a spreadsheet: its sender has no code to reply with."))
    if not opinion.is_open:
        raise DomainError(_("This opinion has been answered. Its sender can no longer be asked."))
    if not text:
        raise DomainError(_("Write the question."))
    require_fits(text, MAX_TEXT)
    message = Message.objects.create(
        opinion=opinion,
        side=Side.OFFICE,
        raw_text=text,
        text=text,
        by=by,
        unit=unit,
        answers_before=opinion.responses.count(),
        form_hash=form_hash,
    )
    begin_waiting(opinion)
    _keep_standing(opinion)
    AuditEvent.record(Act.ASK, opinion, by=by)
    tell_sender(SENDER_ASKED, opinion, of=message)
    return message


def reply(opinion: Opinion, *, text: str, key: str) -> Message:
    """Keep what the sender writes, once however often it arrives; what waited for it goes on."""
    shown = shown_text(text)
    form_hash = codes.turn_hash(key, opinion.pk, text)
    with transaction.atomic():
        # not by the constraint: the database writes down a statement that fails, text and all
        database.one_at_a_time(form_hash)
        if written := Message.objects.filter(form_hash=form_hash).first():
            return written
        opinion = Opinion.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
        if not opinion.is_open:
            raise DomainError(_("This matter has been answered; nothing can be added to it."))
        require_readable(opinion.messages.filter(side=Side.SENDER).count())
        message = Message.objects.create(
            opinion=opinion,
            side=Side.SENDER,
            raw_text=recorded(text),
            text=shown,
            answers_before=answers_given(opinion),
            form_hash=form_hash,
        )
        AuditEvent.record(Act.REPLY, opinion, by=None)
        if opinion.merged_into:
            _tell_who_answers(opinion, opinion.merged_into)
        else:
            end_waiting(opinion)
            _keep_standing(opinion)
    return message


def _tell_who_answers(opinion: Opinion, main: Opinion) -> None:
    """Whoever answers both sees it at the main one; taken apart, this one waits for nothing."""
    AuditEvent.record(Act.FOLLOW, main, by=None)
    merging = Merging.objects.get(opinion=opinion, ended_at=None)
    end_waiting(merging)
    merging.save(update_fields=STANDING)


@transaction.atomic
def resume(opinion: Opinion, *, by: User, seen: int | None = None) -> Opinion:
    """Go on although the sender has not replied; done already, it is well."""
    opinion = Opinion.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
    if opinion.state != OpinionState.WAITING_FOR_SENDER:
        return opinion
    refuse_if_changed(opinion, *TURNS, seen=seen)
    end_waiting(opinion)
    _keep_standing(opinion)
    AuditEvent.record(Act.RESUME, opinion, by=by)
    return opinion


def _keep_standing(opinion: Opinion) -> None:
    """Where the opinion stands, in its row and before whoever acts on it."""
    opinion.save(update_fields=STANDING)
    services.open_duties(duty_of(opinion))
