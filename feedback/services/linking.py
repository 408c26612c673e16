"""Entry links: a poster or an address of a group, a school or an event that leads to the form."""

import secrets

from django.db import transaction

from feedback.codes import ALPHABET
from feedback.models import EntryLink
from participation import database, thai
from participation.models import AuditEvent, MissionGroup, School, User

#: Short enough to be typed from a poster; it guards nothing.
_LENGTH = 6


@transaction.atomic
def make_link(
    name: str, *, by: User, group: MissionGroup | None = None, school: School | None = None
) -> EntryLink:
    """A new link under an address of its own; asked for twice on a day, it is one."""
    database.one_at_a_time(f"link:{name}")
    same = EntryLink.objects.filter(name=name, group=group, school=school)
    if made := same.filter(is_active=True, made_on=thai.today()).first():
        return made
    slug = _new_slug()
    while EntryLink.objects.filter(slug=slug).exists():
        slug = _new_slug()
    link = EntryLink.objects.create(slug=slug, name=name, group=group, school=school, made_by=by)
    AuditEvent.record("link.add", link, by=by)
    return link


def _new_slug() -> str:
    return "".join(secrets.choice(ALPHABET) for _place in range(_LENGTH)).lower()


@transaction.atomic
def retire_link(link: EntryLink, *, by: User) -> None:
    """Let a link fill in nothing any more; a poster that still hangs leads to the empty form."""
    if EntryLink.objects.filter(pk=link.pk, is_active=True).update(is_active=False):
        AuditEvent.record("link.retire", link, by=by)


@transaction.atomic
def restore_link(link: EntryLink, *, by: User) -> None:
    """Let a retired link fill in again what it names: its poster may hang still."""
    if EntryLink.objects.filter(pk=link.pk, is_active=False).update(is_active=True):
        AuditEvent.record("link.restore", link, by=by)
