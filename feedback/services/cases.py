"""What the legal officer and the sender do with a restricted case."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from feedback import codes
from feedback.choices import MAX_TEXT, CaseAct, CaseState, Side
from feedback.lengths import require_fits
from feedback.models import CaseMessage, RestrictedCase
from feedback.notices import tell_sender_of_case
from feedback.services.receiving import answer_by
from feedback.services.sending import require_readable, shown_text
from participation import database, services, thai
from participation.choices import Role
from participation.errors import DomainError
from participation.meanwhile import refuse_if_changed
from participation.models import AuditEvent, Duty, User
from participation.text import clean

#: What changes where a case stands; who acts on it has to have seen the last of these.
TURNS = (CaseAct.OPEN, CaseAct.WRITE, CaseAct.REPLY, CaseAct.MOVE)


def duty_key(case: RestrictedCase) -> str:
    return f"restricted-case:{case.pk}"


def duty_of(case: RestrictedCase) -> Duty:
    """The duty of an open case, not saved yet; it says nothing of what the case is about."""
    return Duty(
        key=duty_key(case),
        what="look_into_case",
        subject=str(case.pk),
        role=Role.LEGAL_OFFICER,
        link=reverse("feedback:case", args=[case.pk]),
        due_on=answer_by(case.restricted_on),
    )


def open_case(case: RestrictedCase, *, by: User) -> None:
    """The case is read; that it was stays on record."""
    AuditEvent.record(CaseAct.READ, case, by=by)


def open_file(case: RestrictedCase, *, by: User) -> None:
    """A file of the case is read; that it was stays on record."""
    AuditEvent.record(CaseAct.READ_FILE, case, by=by)


@transaction.atomic
def move_case(
    case: RestrictedCase, *, by: User, state: CaseState, seen: int | None = None
) -> RestrictedCase:
    """Say where the case stands; it stands there already, it is well."""
    case = _locked(case)
    if case.state == state:
        return case
    refuse_if_changed(case, *TURNS, seen=seen)
    case.state = state
    case.closed_on = thai.today() if state == CaseState.CLOSED else None
    case.save(update_fields=["state", "closed_on"])
    AuditEvent.record(CaseAct.MOVE, case, by=by)
    if case.is_open:
        services.open_duties(duty_of(case))
    else:
        services.close_duty(duty_key(case), by=by)
    tell_sender_of_case(case, about=f"{state}:{thai.today()}")
    return case


@transaction.atomic
def write_to_sender(
    case: RestrictedCase, *, by: User, text: str, key: str, seen: int | None = None
) -> CaseMessage:
    """Write to the sender, who reads it with the tracking code; once however often it is sent."""
    case = _locked(case)
    form_hash = codes.turn_hash(key, "case", case.pk, by.pk, text)
    if written := CaseMessage.objects.filter(form_hash=form_hash).first():
        return written
    refuse_if_changed(case, *TURNS, seen=seen)
    if case.import_key:
        raise DomainError(_("It came with a spreadsheet: its sender has no code to read this."))
    text = clean(text)
    if not text:
        raise DomainError(_("Write the message."))
    require_fits(text, MAX_TEXT)
    message = CaseMessage.objects.create(
        case=case, side=Side.OFFICE, text=text, by=by, form_hash=form_hash
    )
    AuditEvent.record(CaseAct.WRITE, case, by=by)
    tell_sender_of_case(case, about=str(message.pk))
    return message


def reply_to_case(case: RestrictedCase, *, text: str, key: str) -> CaseMessage:
    """Keep what the sender writes, once however often it arrives."""
    shown = shown_text(text)
    form_hash = codes.turn_hash(key, "case", case.pk, text)
    with transaction.atomic():
        # not by the constraint: the database writes down a statement that fails, text and all
        database.one_at_a_time(form_hash)
        if written := CaseMessage.objects.filter(form_hash=form_hash).first():
            return written
        case = _locked(case)
        if not case.is_open:
            raise DomainError(_("This matter is closed; nothing can be added to it."))
        require_readable(case.messages.filter(side=Side.SENDER).count())
        message = CaseMessage.objects.create(
            case=case, side=Side.SENDER, text=shown, form_hash=form_hash
        )
        AuditEvent.record(CaseAct.REPLY, case, by=None)
    return message


@transaction.atomic
def forget_contact_of_case(case: RestrictedCase) -> None:
    """Delete what the sender left to be reached by, because the sender wishes so."""
    case = _locked(case)
    if case.email or case.phone:
        case.email = case.phone = ""
        case.save(update_fields=["email", "phone"])
        AuditEvent.record("contact.forget", case, by=None)


def _locked(case: RestrictedCase) -> RestrictedCase:
    """The case, held until the transaction ends; given back meanwhile, it is found no more."""
    standing = RestrictedCase.objects.standing().select_for_update(of=("self",))
    return standing.get(pk=case.pk)
