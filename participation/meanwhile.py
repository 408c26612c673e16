"""Two people at one thing: the second is told what the first did, and loses nothing typed."""

from collections.abc import Iterable

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from participation import thai
from participation.errors import DomainError
from participation.models import AuditEvent


class ChangedMeanwhileError(DomainError):
    """Somebody else acted after the page was opened; `seen` is what the next try has seen."""

    def __init__(self, event: AuditEvent) -> None:
        self.seen = event.pk
        super().__init__(_sentence(event))


def _sentence(event: AuditEvent) -> str:
    if event.by is None:  # a sender without a name, of whom no moment is kept
        return _(
            "Something has come in since you opened the page. What you typed is kept below: read "
            "what is new, then send again if it still holds."
        )
    return _(
        "%(person)s changed this at %(time)s, after you opened the page. What you typed is "
        "kept below: read what is new, then send again if it still holds."
    ) % {"person": event.by, "time": thai.shown_time(event.at)}


def events(thing: Model, verbs: Iterable[str]) -> "QuerySet[AuditEvent]":
    """What was done to the thing by these verbs, newest first."""
    return AuditEvent.objects.filter(
        subject_type=thing._meta.label_lower, subject_id=str(thing.pk), verb__in=list(verbs)
    ).order_by("-id")


def last_seen(thing: Model, *verbs: str) -> int:
    """What a page shown now has seen; forms carry it back."""
    return events(thing, verbs).values_list("pk", flat=True).first() or 0


def refuse_if_changed(thing: Model, *verbs: str, seen: int | None) -> None:
    """Raise ChangedMeanwhileError when somebody acted since `seen`; call it under the lock."""
    if seen is None:
        return
    event = events(thing, verbs).select_related("by").first()
    if event and event.pk > seen:
        raise ChangedMeanwhileError(event)
