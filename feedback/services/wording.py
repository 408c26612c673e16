"""ถ้อยคำตั้งต้น: wordings that answers begin with, and what is filled into them."""

import re

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from feedback.choices import MAX_TEXT
from feedback.lengths import require_fits
from feedback.models import AnswerTemplate, Opinion
from participation import database, thai
from participation.errors import DomainError
from participation.meanwhile import refuse_if_changed
from participation.models import AuditEvent, MissionGroup, User
from participation.text import clean

WRITE = "wording.write"
#: What may stand in a wording between braces.
PLACEHOLDERS = ("number", "group", "unit", "received", "days")
_BRACES = re.compile(r"\{([^{}]*)\}")


@transaction.atomic
def write_wording(
    wording: AnswerTemplate | None,
    *,
    by: User,
    name: str,
    text: str,
    outcome: str = "",
    group: MissionGroup | None = None,
    seen: int | None = None,
) -> AnswerTemplate:
    """Write a new wording, or write one anew; no two have one name."""
    name, text = clean(name), clean(text)
    if not (name and text):
        raise DomainError(_("Write the name and the wording."))
    require_fits(text, MAX_TEXT)
    require_known(text)
    database.one_at_a_time(WRITE)
    if wording:
        wording = AnswerTemplate.objects.select_for_update(of=("self",)).get(pk=wording.pk)
        refuse_if_changed(wording, WRITE, seen=seen)
    wording = wording or AnswerTemplate()
    if AnswerTemplate.objects.filter(name=name).exclude(pk=wording.pk).exists():
        raise DomainError(_("Another wording has this name. Choose another name."))
    wording.name, wording.text, wording.outcome, wording.group = name, text, outcome, group
    wording.save()
    AuditEvent.record(WRITE, wording, by=by)
    return wording


@transaction.atomic
def delete_wording(wording: AnswerTemplate, *, by: User) -> None:
    """Offer a wording no more; answers that began with it stay as they are."""
    AuditEvent.record("wording.delete", wording, by=by)
    wording.delete()


def require_known(text: str) -> None:
    """Raise DomainError for a placeholder that nothing fills."""
    for name in _BRACES.findall(text):
        if name not in PLACEHOLDERS:
            raise DomainError(
                _("Nothing can be filled in for {%(name)s}. Use one of: %(known)s")
                % {"name": name, "known": " ".join(f"{{{known}}}" for known in PLACEHOLDERS)}
            )


def filled(wording: AnswerTemplate, opinion: Opinion) -> str:
    """The wording with what it tells of the opinion: official names, which are Thai."""
    with translation.override("th"):
        values = {
            "number": opinion.number,
            "group": str(opinion.group or opinion.unit or ""),
            "unit": str(opinion.answering_unit or ""),
            "received": thai.thai_date(opinion.received_on),
            "days": str((thai.today() - opinion.received_on).days),
        }
    return _BRACES.sub(lambda found: values.get(found[1], found[0]), wording.text)
