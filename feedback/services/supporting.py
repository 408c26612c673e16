"""Readers stand behind a published opinion, without an account, and may take it back."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from feedback.models import Opinion, Support
from participation.errors import DomainError


@transaction.atomic
def support_opinion(opinion: Opinion, *, marks: Sequence[str]) -> None:
    """Count a reader once, however often the same reader asks (see `marks.marks_of`)."""
    opinion = lock_published(opinion)
    if not Support.objects.filter(opinion=opinion, mark__in=marks).exists():
        Support.objects.create(opinion=opinion, mark=marks[0])
        _count(opinion, 1)


@transaction.atomic
def take_support_back(opinion: Opinion, *, marks: Sequence[str]) -> None:
    """Count a reader no more; who was not counted stays so."""
    opinion = lock_published(opinion)
    deleted, _by_model = Support.objects.filter(opinion=opinion, mark__in=marks).delete()
    _count(opinion, -deleted)


def lock_published(opinion: Opinion) -> Opinion:
    """The opinion under its lock; DomainError where it has left the public's sight meanwhile."""
    published = Opinion.objects.published().select_for_update(of=("self",))
    if locked := published.filter(pk=opinion.pk).first():
        return locked
    raise DomainError(_("This opinion is no longer public. See the list for others."))


def _count(opinion: Opinion, by: int) -> None:
    Opinion.objects.filter(pk=opinion.pk).update(supports=F("supports") + by)
