"""The lines in which opinions wait at the desk."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feedback.choices import OPEN_STATES, WITH_THE_OFFICE, OpinionState, Publication
from feedback.models import ReaderReport
from participation import thai
from participation.models import User

Rows = TypeVar("Rows", bound=QuerySet)


@dataclass(frozen=True)
class Queue:
    """One line: which opinions stand in it for a reader."""

    name: str
    label: str | Promise
    states: Collection[OpinionState]
    publications: Collection[Publication] = tuple(Publication)
    #: What the kept tally knows nothing of.
    more: Callable[[User], Q] | None = None
    #: What is open stands soonest due first; what is decided newest first.
    is_open: bool = True
    #: Beside it stands how much is late, due today and due tomorrow.
    tells_due: bool = True

    @property
    def is_tallied(self) -> bool:
        """Whether the kept tally knows all that is asked."""
        return self.more is None

    def of(self, rows: Rows, reader: User) -> Rows:
        rows = rows.filter(state__in=self.states)
        if len(self.publications) < len(Publication):
            rows = rows.filter(publication__in=self.publications)
        return rows.filter(self.more(reader)) if self.more else rows


#: In the order of the work: what comes in, whose it is, what presses, what is left to decide.
QUEUES = (
    Queue("new", _("new"), states=[OpinionState.RECEIVED]),
    Queue("mine", _("in my hand"), states=OPEN_STATES, more=lambda reader: Q(assignee=reader)),
    Queue(
        "unassigned",
        _("taken on by nobody"),
        states=WITH_THE_OFFICE,
        more=lambda _reader: Q(assignee__isnull=True) & ~Q(group__isnull=True, unit__isnull=True),
    ),
    Queue(
        "overdue",
        _("late"),
        states=WITH_THE_OFFICE,
        more=lambda _reader: Q(due_on__lt=thai.today()),
        tells_due=False,
    ),
    Queue(
        "waiting",
        _("waiting for the sender"),
        states=[OpinionState.WAITING_FOR_SENDER],
        tells_due=False,
    ),
    Queue(
        "to_publish",
        _("publication to be decided"),
        # what nobody has looked at yet is sorted first
        states=[state for state in OpinionState if state != OpinionState.RECEIVED],
        publications=[Publication.PENDING],
        is_open=False,
        tells_due=False,
    ),
    Queue(
        "reported",
        _("objected to by readers"),
        states=list(OpinionState),
        publications=[Publication.PUBLISHED],
        more=lambda _reader: Q(pk__in=ReaderReport.objects.filter(settled=False).values("opinion")),
        is_open=False,
        tells_due=False,
    ),
)
BY_NAME = {queue.name: queue for queue in QUEUES}
