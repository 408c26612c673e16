"""Remarks among staff about one opinion; the sender and the public never read them."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.lengths import require_fits
from feedback.models import InternalNote, Opinion
from participation import services, thai, workdays
from participation.choices import Role
from participation.errors import DomainError
from participation.models import AuditEvent, Duty, User
from participation.text import clean
from participation.waiting import holders_of, may_answer

#: What the keys of the duties begin with: one for an opinion and a person, however many notes.
DUTY = "read-note"
#: The longest note, as the column has it.
MAX_NOTE = 2000
#: So long the author may take a note back; afterwards others have acted on it.
TAKEN_BACK_WITHIN = dt.timedelta(days=1)


@transaction.atomic
def write_note(
    opinion: Opinion, *, by: User, text: str, mentions: Iterable[User] = ()
) -> InternalNote:
    """Keep a remark; it waits at the desk of those it names until they have read it.

    The same remark by the same person as the last one of the opinion is that one.
    """
    opinion = _locked(opinion)
    text, named = clean(text), {user for user in mentions if user != by}
    if not text:
        raise DomainError(_("Write the note."))
    require_fits(text, MAX_NOTE)
    _require_readers(opinion, named)
    last = opinion.notes.order_by("-id").first()
    if last and (last.text, last.by) == (text, by) and set(last.mentions.all()) == named:
        return last
    note = InternalNote.objects.create(opinion=opinion, text=text, by=by)
    note.mentions.set(named)
    AuditEvent.record("note.write", note, by=by)
    services.open_duties(*(_duty(opinion, user) for user in named))
    return note


@transaction.atomic
def delete_note(note: InternalNote, *, by: User) -> None:
    """Take back an own remark of today; whom it alone had named waits for nothing more."""
    opinion = _locked(note.opinion)
    if note.by != by:
        raise DomainError(_("Only who wrote a note can take it back."))
    if note.at < timezone.now() - TAKEN_BACK_WITHIN:
        raise DomainError(_("A note can be taken back for a day. Write another that corrects it."))
    named = set(note.mentions.all())
    AuditEvent.record("note.delete", note, by=by)
    note.delete()
    still_named = set(User.objects.filter(pk__in=opinion.notes.values("mentions")))
    for user in named - still_named:
        services.close_duty(duty_key(opinion, user), by=by)


def read_notes(opinion: Opinion, *, by: User) -> None:
    """Whoever was named has read what there is."""
    services.close_duty(duty_key(opinion, by), by=by)


def release_who_reads_no_longer(opinion: Opinion, *, by: User | None) -> None:
    """It has gone elsewhere: who cannot open it any more is not asked to."""
    keys = Duty.objects.open().filter(key__startswith=f"{DUTY}:{opinion.pk}:")
    readers = who_reads(opinion)
    for duty in keys.exclude(owner__in=readers.order_by().values("pk")):
        services.close_duty(duty.key, by=by)


def who_reads(opinion: Opinion) -> QuerySet[User]:
    """Everyone who may open the opinion at the desk (see `OpinionQuerySet.visible_to`)."""
    reads = Q(pk__in=holders_of(Role.TRIAGE_OFFICER, Role.EXECUTIVE).order_by().values("pk"))
    if place := opinion.group or opinion.unit:
        reads |= Q(pk__in=may_answer(place, on=thai.today()).order_by().values("pk"))
    return User.objects.filter(reads, is_active=True).order_by("full_name", "pk")


def duty_key(opinion: Opinion, user: User) -> str:
    return f"{DUTY}:{opinion.pk}:{user.pk}"


def _duty(opinion: Opinion, user: User) -> Duty:
    page = reverse("feedback:desk_opinion", args=[opinion.number])
    return Duty(
        key=duty_key(opinion, user),
        what="read_note",
        subject=opinion.number,
        link=f"{page}#notes",
        due_on=workdays.after(thai.today(), 1),
        owner=user,
    )


def _require_readers(opinion: Opinion, named: set[User]) -> None:
    strangers = named - set(who_reads(opinion))
    if strangers:
        raise DomainError(
            _("%(person)s may not read this opinion. Choose somebody else.")
            % {"person": min(map(str, strangers))}
        )


def _locked(opinion: Opinion) -> Opinion:
    found = Opinion.objects.select_related("group", "unit")
    return found.select_for_update(of=("self",)).get(pk=opinion.pk)
