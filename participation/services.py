"""Verbs of the core: years, duties, files, search entries."""

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max, Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from participation import kept_pages, notices, text, thai
from participation.choices import Audience, DocumentKind, Role, YearState
from participation.errors import DomainError
from participation.models import (
    AuditEvent,
    Counter,
    Duty,
    FiscalYear,
    PublishedFile,
    Quotation,
    RoleGrant,
    SearchEntry,
    User,
)

#: The letter to whoever had a document made that is withdrawn.
FILE_WITHDRAWN = "file-withdrawn"
SERIAL_PREFIX = {DocumentKind.APPOINTMENT_ORDER: "ORD", DocumentKind.ANNUAL_REPORT: "RPT"}


def year_of(day: dt.date) -> FiscalYear:
    """The fiscal year `day` lies in, opened when its first thing happens."""
    year, _created = FiscalYear.objects.get_or_create(year_be=thai.fiscal_year_be(day))
    return year


def require_open(year: FiscalYear) -> FiscalYear:
    """The year, if it may still be written in; a closed one takes only notes."""
    if year.state != YearState.OPEN:
        raise DomainError(
            _("Fiscal year %(year)s is closed. Write it in the current year instead.")
            % {"year": year}
        )
    return year


def open_duties(*duties: Duty) -> None:
    """Let things wait; a duty of the same key is replaced, and waits again."""
    fields = [field.name for field in Duty._meta.concrete_fields if field.name not in {"id", "key"}]
    Duty.objects.bulk_create(
        duties, update_conflicts=True, unique_fields=["key"], update_fields=fields
    )


def reopen_duty(duty: Duty) -> None:
    """Let a duty wait for somebody else, if it waits at all."""
    if Duty.objects.open().filter(key=duty.key).exists():
        open_duties(duty)


def wait_again(keys: Collection[str]) -> None:
    """Duties that were closed wait as they waited before."""
    Duty.objects.filter(key__in=keys).update(done_at=None, done_by=None)


def close_duty(key: str, *, by: User | None) -> None:
    """What waited is done."""
    Duty.objects.filter(key=key, done_at__isnull=True).update(done_at=timezone.now(), done_by=by)


def forget_duties(*keys: str, under: str) -> None:
    """What these were about is gone, and with it that anything waited; also whatever is `under`."""
    Duty.objects.filter(Q(key__in=keys) | Q(key__startswith=f"{under}:")).delete()


def draw_serial(kind: DocumentKind, year_be: int) -> str:
    """The next serial of its kind and year, such as RPT-2569-0001."""
    prefix = SERIAL_PREFIX[kind]
    return f"{prefix}-{year_be}-{Counter.next(f'{prefix}-{year_be}'):04}"


@transaction.atomic
def publish_file(
    content: bytes,
    *,
    serial: str,
    kind: DocumentKind,
    subject: str,
    title: str,
    audience: Audience,
    year: FiscalYear | None,
    by: User | None,
    quotes: Collection[tuple[str, int]] = (),
) -> PublishedFile:
    """Keep a finished document under its serial; the same subject again is its next version.

    `quotes` are kind and id of what it quotes: it is withdrawn when one of them goes.
    """
    versions = PublishedFile.objects.filter(subject=subject).aggregate(last=Max("version"))
    file = PublishedFile(
        serial=serial,
        kind=kind,
        subject=subject,
        version=(versions["last"] or 0) + 1,
        title=title,
        audience=audience,
        year=year,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        made_by=by,
    )
    storage, path = file.file.storage, file.file.field.generate_filename(file, f"{serial}.pdf")
    file.file.name = path
    file.save()  # the row first: only who may write it under this serial touches the disk
    Quotation.objects.bulk_create(
        Quotation(file=file, kind=kind, object_id=object_id) for kind, object_id in quotes
    )
    storage.delete(path)  # left there by an attempt that was killed before its end
    try:
        storage.save(path, ContentFile(content))
    except OSError:
        storage.delete(path)  # half a document is none
        raise
    AuditEvent.record("file.publish", file, by=by)
    return file


def withdraw_files(*, quoting: Model, kind: str, by: User | None) -> None:
    """Take back every document that quotes the thing: the bytes go, serial and hash stay.

    Whoever had it made is told by a letter, which the house that makes such documents writes.
    Killed after the commit, the bytes lie where nobody is led any more; `sweep_withdrawn` ends it.
    """
    named = Quotation.objects.filter(kind=kind, object_id=quoting.pk).values("file")
    files = PublishedFile.objects.filter(pk__in=named, withdrawn_on=None)
    locked = files.select_related("made_by").select_for_update(of=("self",))
    for file in locked.order_by("pk"):
        file.withdrawn_on = thai.today()
        file.save(update_fields=["withdrawn_on"])
        AuditEvent.record("file.withdraw", file, by=by)
        if file.made_by:
            notices.tell(f"{FILE_WITHDRAWN}:{file.pk}", FILE_WITHDRAWN, file.pk, user=file.made_by)
        transaction.on_commit(partial(file.file.delete, save=False), robust=True)
    Quotation.objects.filter(kind=kind, object_id=quoting.pk).delete()


def sweep_withdrawn() -> int:
    """Delete the bytes of withdrawn documents that a killed process has left; returns how many."""
    swept = 0
    for file in PublishedFile.objects.exclude(withdrawn_on=None):
        if file.file.storage.exists(str(file.file)):
            file.file.delete(save=False)
            swept += 1
    return swept


def index(thing: Model, *, kind: str, texts: Iterable[str]) -> None:
    """Let a public thing be found by the words of `texts`."""
    words = text.search_words("\n".join(texts))
    SearchEntry.objects.update_or_create(kind=kind, object_id=thing.pk, defaults={"words": words})
    kept_pages.forget()


def unindex(thing: Model, *, kind: str) -> None:
    """Let a thing be found no more."""
    SearchEntry.objects.filter(kind=kind, object_id=thing.pk).delete()
    kept_pages.forget()


@transaction.atomic
def grant_role(user: User, role: Role, *, by: User | None) -> RoleGrant:
    """Give a role; `by` is None where no administrator is there yet."""
    _require_another(user, by)
    grant = RoleGrant.objects.create(user=user, role=role, granted_by=by)
    AuditEvent.record("role.grant", grant, by=by, at=timezone.now())
    return grant


@transaction.atomic
def withdraw_role(grant: RoleGrant, *, by: User) -> None:
    """Take a role away; the grant stays, so that the trail can say which it was."""
    _require_another(grant.user, by)
    held = RoleGrant.objects.open().filter(pk=grant.pk)
    if held.update(withdrawn_at=timezone.now(), withdrawn_by=by):
        AuditEvent.record("role.withdraw", grant, by=by)


def _require_another(user: User, by: User | None) -> None:
    if user == by:
        raise DomainError(
            _("Nobody gives roles to themselves or takes their own. Ask another administrator.")
        )
