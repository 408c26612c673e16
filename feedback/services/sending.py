"""A person without an account sends an opinion."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback import codes
from feedback.choices import MAX_TEXT, Act, Channel, OpinionKind
from feedback.lengths import over
from feedback.models import EntryLink, Opinion, OpinionContact, RestrictedCase
from feedback.services.receiving import receive_opinion
from feedback.services.uploading import take_over
from participation import database, thai
from participation.choices import StakeholderType
from participation.errors import DomainError
from participation.models import (
    District,
    FiscalYear,
    MissionGroup,
    MissionTask,
    OrganisationUnit,
    School,
    User,
)
from participation.services import require_open
from participation.text import clean

#: Pupils are asked for no contact, and none is kept (PDPA section 20).
NO_CONTACT_FROM = frozenset({StakeholderType.STUDENT})
#: How often a sender may write about one matter: nobody reads more, and a script would bury it.
MOST_REPLIES = 100
#: How long ago what an officer enters may have come.
LATELY = dt.timedelta(days=366)
#: PostgreSQL holds every code point but this one; the record shows its picture in its place.
_NUL, _PICTURE_OF_NUL = "\0", "\u2400"


class BecameCaseError(Exception):
    """What is sent again came before and is a restricted case by now: no opinion any more."""


class NotBeforeError(Exception):
    """What is sent has not come before, and nothing new is taken just now."""


def shown_text(text: str) -> str:
    """What is shown of a text, or DomainError where it cannot be accepted."""
    if too_many := over(text, MAX_TEXT):
        raise DomainError(
            ngettext(
                "The text is %(over)s character too long. Shorten it, or split it in two.",
                "The text is %(over)s characters too long. Shorten it, or split it in two.",
                too_many,
            )
            % {"over": f"{too_many:,}"}
        )
    if shown := clean(text):
        return shown
    raise DomainError(_("Write what you would like to tell us; a few words are enough."))


def require_readable(written: int) -> None:
    """Raise DomainError where the sender has written more than anybody reads."""
    if written >= MOST_REPLIES:
        raise DomainError(
            _("You have written very often about this matter. The office reads all of it first.")
        )


def recorded(text: str) -> str:
    """A text as the record holds it: every code point as it came, but the one no database holds."""
    return text.replace(_NUL, _PICTURE_OF_NUL)


def send_opinion(
    *,
    key: str,
    text: str,
    kind: OpinionKind,
    stakeholder_type: StakeholderType,
    group: MissionGroup | None = None,
    unit: OrganisationUnit | None = None,
    task: MissionTask | None = None,
    district: District | None = None,
    school: School | None = None,
    email: str = "",
    phone: str = "",
    files: Sequence[str] = (),
    entry: EntryLink | None = None,
    channel: Channel | None = None,
    received_on: dt.date | None = None,
    by: User | None = None,
    only_again: bool = False,
) -> tuple[Opinion, str]:
    """Accept an opinion, once however often the same sending arrives; returns it with its code.

    `key` is the submission key of the form (see `codes`), `files` are the SHA-256 of those staged
    under it that the sender has seen. `entry` is the poster that led to the form; `by` is the
    officer who enters what came another way, by `channel`, on the day `received_on`. With
    `only_again` a sending that has arrived before is found, and a new one is not taken. Nothing
    here waits for anything but the database.
    """
    shown = shown_text(text)
    _require_addressee(group, unit, task)
    if received_on:
        require_day(received_on)
    channel = channel or (Channel.QR_CODE if entry else Channel.WEB_FORM)
    if stakeholder_type in NO_CONTACT_FROM:
        email = phone = ""
    district = school.district if school else district
    ids = [thing.pk if thing else 0 for thing in (group, unit, task, district, school)]
    came = [str(channel), received_on.isoformat() if received_on else ""]
    code = codes.code_for(key, text, str(kind), str(stakeholder_type), *ids, *came, email, phone)
    opinion = Opinion(
        group=group,
        unit=unit,
        task=task,
        district=district,
        school=school,
        kind=kind,
        stakeholder_type=stakeholder_type,
        channel=channel,
        entry=entry,
        received_on=received_on or thai.today(),
        raw_text=recorded(text),
        text=shown,
        code_hash=codes.kept_hash(code),
    )
    with transaction.atomic():
        contact = OpinionContact(email=email, phone=phone)
        kept = _keep_once(opinion, contact, by=by, only_again=only_again)
        if files:
            take_over(kept, key, files)
    return kept, code


def _keep_once(
    opinion: Opinion, contact: OpinionContact, *, by: User | None, only_again: bool
) -> Opinion:
    """Keep a new opinion, or find it where the same sending was quicker.

    The second of two waits for the first instead of failing on the constraint: a statement that
    fails is written into the database's log, with the text.
    """
    database.one_at_a_time(opinion.code_hash)
    if quicker := Opinion.objects.filter(code_hash=opinion.code_hash).first():
        return quicker
    if RestrictedCase.objects.filter(code_hash=opinion.code_hash).exists():
        raise BecameCaseError
    if only_again:
        raise NotBeforeError
    receive_opinion(opinion, by=by, act=Act.ENTER if by else Act.SEND)
    if contact.email or contact.phone:
        contact.opinion = opinion
        contact.save()
    return opinion


def require_day(day: dt.date) -> None:
    """What came another way came lately, and in a year that is still open; else DomainError."""
    if day > thai.today():
        raise DomainError(_("The day lies in the future. Check the year."))
    if day < thai.today() - LATELY:
        raise DomainError(_("The day lies more than a year back. Check the year."))
    year = FiscalYear.objects.filter(pk=thai.fiscal_year_be(day)).first()
    if year:
        require_open(year)


def _require_addressee(
    group: MissionGroup | None, unit: OrganisationUnit | None, task: MissionTask | None
) -> None:
    if group and unit:
        raise DomainError(_("Choose either a mission group or another unit."))
    if task and (group is None or task.group_id != group.pk):
        raise DomainError(
            _("This task belongs to another group. Choose a task of the chosen group.")
        )
