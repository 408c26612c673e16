"""เรื่องร้องเรียน: an opinion that accuses somebody leaves the desk for the legal officer's hands.

The row goes, with all that hangs on it, in one transaction; what stood there is the record of a
`RestrictedCase`. Where it was no complaint it comes back as an opinion under a new number, and its
sender's code works on (docs/adr/0024).
"""

from django.db import transaction
from django.utils.translation import gettext as _

from feedback import casefile
from feedback.choices import (
    SEARCH_KIND,
    Act,
    AttachmentKind,
    CaseAct,
    CaseState,
)
from feedback.jobs import LEARN
from feedback.lengths import require_fits
from feedback.models import (
    Attachment,
    CaseFile,
    Opinion,
    OpinionContact,
    Response,
    RestrictedCase,
)
from feedback.notices import TO_SENDERS, tell_sender_of_case
from feedback.services import apart, cases, filing, merging, noting, uploading
from feedback.services.receiving import answer_by, series_of
from feedback.services.waiting import ABOUT_OPINIONS, duty_of, end_waiting, sorted_by
from participation import jobs, notices, services, thai, workdays
from participation.choices import Role
from participation.errors import DomainError
from participation.meanwhile import refuse_if_changed
from participation.models import AuditEvent, Counter, User
from participation.text import clean
from participation.waiting import holders_of

#: Where the files of restricted cases lie; nothing but the legal officer's page opens them.
FOLDER = "restricted"
#: The longest reason a case is given back with, as the column has it.
MAX_REASON = 500


@transaction.atomic
def restrict_opinion(opinion: Opinion, *, by: User) -> RestrictedCase:
    """Hand an opinion to the legal officer; done already, it is well."""
    try:
        locked = apart.locked(opinion)
    except Opinion.DoesNotExist:
        return RestrictedCase.objects.standing().get(code_hash=opinion.code_hash)
    _require_reader()
    if locked.merged_into:
        merging.part(locked)
        locked.save(update_fields=["merged_into"])
    case = _case_of(locked, by=by)
    AuditEvent.record(Act.RESTRICT, locked, by=by)
    AuditEvent.record(CaseAct.OPEN, case, by=by)
    _take_files(locked, case)
    _let_stand_alone(locked, by=by)
    _forget(locked, by=by)
    services.open_duties(cases.duty_of(case))
    jobs.enqueue(LEARN, {}, key=f"{LEARN}:{case.pk}:{thai.today()}", by=by)
    tell_sender_of_case(case, about="opened")
    return case


@transaction.atomic
def give_back(case: RestrictedCase, *, by: User, reason: str, seen: int | None = None) -> Opinion:
    """Let what is no complaint be an opinion again; its sender's code opens it as before."""
    case = RestrictedCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if case.returned_on:
        return Opinion.objects.get(code_hash=case.code_hash)
    refuse_if_changed(case, *cases.TURNS, seen=seen)
    reason = clean(reason)
    if not reason:
        raise DomainError(_("Say why it is no complaint."))
    require_fits(reason, MAX_REASON)
    opinion = _number_anew(case)
    casefile.bring_back(case.record, opinion)
    if case.email or case.phone:
        OpinionContact.objects.create(opinion=opinion, email=case.email, phone=case.phone)
    _bring_files(case, opinion)
    AuditEvent.record(Act.GIVE_BACK, opinion, by=by)
    AuditEvent.record(CaseAct.GIVE_BACK, case, by=by)
    if opinion.is_open:
        services.open_duties(duty_of(opinion, sort_by=sorted_by(thai.today())))
    services.close_duty(cases.duty_key(case), by=by)
    case.state, case.closed_on = CaseState.CLOSED, case.closed_on or thai.today()
    case.returned_on, case.returned_by, case.return_reason = thai.today(), by, reason
    case.email = case.phone = case.raw_text = ""
    case.record = {}
    case.save()
    return opinion


def _require_reader() -> None:
    """A complaint goes to somebody, or it stays where it is."""
    if not holders_of(Role.LEGAL_OFFICER).exists():
        raise DomainError(
            _(
                "Nobody is legal officer, so nobody would read it. Ask the administrator to give "
                "somebody this role, then hand it over."
            )
        )


def _case_of(opinion: Opinion, *, by: User) -> RestrictedCase:
    """The case of an opinion: a new one, or the one it was given back from."""
    contact = OpinionContact.objects.filter(opinion=opinion).first()
    case, _created = RestrictedCase.objects.update_or_create(
        code_hash=opinion.code_hash,
        defaults={
            "import_key": opinion.import_key,
            "year": opinion.year,
            "received_on": opinion.received_on,
            "restricted_on": thai.today(),
            "restricted_by": by,
            "raw_text": opinion.raw_text,
            "record": casefile.record_of(opinion),
            "email": contact.email if contact else "",
            "phone": contact.phone if contact else "",
            "state": CaseState.RECEIVED,
            "closed_on": None,
            "returned_on": None,
            "returned_by": None,
            "return_reason": "",
        },
    )
    return case


def _take_files(opinion: Opinion, case: RestrictedCase) -> None:
    """The files as they came go along; what was made of them for the public goes for good."""
    files = list(opinion.attachments.order_by("position"))
    CaseFile.objects.bulk_create(
        CaseFile(
            case=case,
            position=file.position,
            kind=file.kind,
            file=filing.moved(str(file.file), to=FOLDER),
            size=file.size,
            sha256=file.sha256,
        )
        for file in files
    )
    filing.let_go(str(file.file) for file in files)
    filing.let_go(str(file.shown_file) for file in files if file.shown_file)


def _bring_files(case: RestrictedCase, opinion: Opinion) -> None:
    files = list(case.files.order_by("position"))
    Attachment.objects.bulk_create(
        Attachment(
            opinion=opinion,
            position=file.position,
            kind=AttachmentKind(file.kind),
            file=filing.moved(str(file.file), to=uploading.FOLDER),
            size=file.size,
            sha256=file.sha256,
            covers=case.record["covers"].get(str(file.position), []),
        )
        for file in files
    )
    filing.let_go(str(file.file) for file in files)
    case.files.all().delete()


def _let_stand_alone(opinion: Opinion, *, by: User) -> None:
    """What was answered with it waits for an answer of its own: the one it shared is restricted."""
    if not (followers := list(apart.followers_of(opinion))):
        return
    sort_by, due_on = sorted_by(thai.today()), answer_by(thai.today())
    for follower in followers:
        merging.restore(follower, by=by)
        follower.due_on = max(follower.due_on, due_on)
        follower.save(update_fields=["due_on"])
        services.open_duties(duty_of(follower, sort_by=sort_by))


def _forget(opinion: Opinion, *, by: User) -> None:
    """Take the opinion and all that hangs on it out of every table, index and document."""
    services.unindex(opinion, kind=SEARCH_KIND)
    services.withdraw_files(quoting=opinion, kind=SEARCH_KIND, by=by)
    about = [f"{kind}:{opinion.pk}" for kind in ABOUT_OPINIONS]
    services.forget_duties(*about, under=f"{noting.DUTY}:{opinion.pk}")
    notices.forget(opinion.pk, *TO_SENDERS)
    Response.objects.filter(opinion=opinion).delete()  # else it would keep its opinion from going
    opinion.delete()


def _number_anew(case: RestrictedCase) -> Opinion:
    """The opinion as it was, under the next number; if open, due later by the days it was away."""
    opinion = casefile.opinion_in(case.record)
    if opinion.waiting_since:
        end_waiting(opinion)
    elif opinion.is_open:
        away = workdays.between(case.restricted_on, thai.today())
        opinion.due_on = workdays.after(opinion.due_on, away)
    opinion.year = services.year_of(opinion.received_on)
    opinion.serial = Counter.next(series_of(opinion.year))
    opinion.save(force_insert=True)
    return opinion
