"""A person without an account sends an opinion."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback import codes
from feedback.choices import MAX_TEXT, Act, Channel, OpinionKind
from feedback.lengths import over
from feedback.models import Opinion, OpinionContact
from feedback.services.receiving import receive_opinion
from participation import database
from participation.choices import StakeholderType
from participation.errors import DomainError
from participation.models import MissionGroup, MissionTask, OrganisationUnit
from participation.text import clean

#: Pupils are asked for no contact, and none is kept (PDPA section 20).
NO_CONTACT_FROM = frozenset({StakeholderType.STUDENT})
#: PostgreSQL holds every code point but this one; the record shows its picture in its place.
_NUL, _PICTURE_OF_NUL = "\0", "\u2400"


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
    email: str = "",
    phone: str = "",
) -> tuple[Opinion, str]:
    """Accept an opinion, once however often the same sending arrives; returns it with its code.

    `key` is the submission key of the form (see `codes`). Nothing here waits for anything but the
    database.
    """
    shown = shown_text(text)
    _require_addressee(group, unit, task)
    if stakeholder_type in NO_CONTACT_FROM:
        email = phone = ""
    ids = [thing.pk if thing else 0 for thing in (group, unit, task)]
    code = codes.code_for(key, text, str(kind), str(stakeholder_type), *ids, email, phone)
    opinion = Opinion(
        group=group,
        unit=unit,
        task=task,
        kind=kind,
        stakeholder_type=stakeholder_type,
        channel=Channel.WEB_FORM,
        raw_text=recorded(text),
        text=shown,
        code_hash=codes.kept_hash(code),
    )
    sent_before = Opinion.objects.filter(code_hash=opinion.code_hash)
    return sent_before.first() or _keep_once(
        opinion, OpinionContact(email=email, phone=phone)
    ), code


def _keep_once(opinion: Opinion, contact: OpinionContact) -> Opinion:
    """Keep a new opinion, or find it where the same sending was a moment quicker.

    The second of two waits for the first instead of failing on the constraint: a statement that
    fails is written into the database's log, with the text.
    """
    with transaction.atomic():
        database.one_at_a_time(opinion.code_hash)
        if quicker := Opinion.objects.filter(code_hash=opinion.code_hash).first():
            return quicker
        receive_opinion(opinion, by=None, act=Act.SEND)
        if contact.email or contact.phone:
            contact.opinion = opinion
            contact.save()
    return opinion


def _require_addressee(
    group: MissionGroup | None, unit: OrganisationUnit | None, task: MissionTask | None
) -> None:
    if group and unit:
        raise DomainError(_("Choose either a mission group or another unit."))
    if task and (group is None or task.group_id != group.pk):
        raise DomainError(
            _("This task belongs to another group. Choose a task of the chosen group.")
        )
