"""The lines in which opinions wait at the desk."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feedback.choices import OPEN_STATES, WITH_THE_OFFICE, OpinionState, Publication
from participation import thai
from participation.models import User

Rows = TypeVar("Rows", bound=QuerySet)


@dataclass(frozen=True)
class Queue:
    """One line: which opinions stand in it for a reader."""

    name: str
    label: str | Promise
    condition: Callable[[User], Q]
    #: What is open stands soonest due first; what is decided newest first.
    is_open: bool = True
    #: Beside it stands how much is late, due today and due tomorrow.
    tells_due: bool = True
    #: The kept tally knows all that the condition asks.
    is_tallied: bool = False

    def of(self, rows: Rows, reader: User) -> Rows:
        return rows.filter(self.condition(reader))


#: In the order of the work: what comes in, whose it is, what presses, what is left to decide.
QUEUES = (
    Queue(
        "new",
        _("new"),
        lambda _reader: Q(state=OpinionState.RECEIVED),
        is_tallied=True,
    ),
    Queue(
        "mine",
        _("in my hand"),
        lambda reader: Q(state__in=OPEN_STATES, assignee=reader),
    ),
    Queue(
        "unassigned",
        _("taken on by nobody"),
        lambda _reader: (
            Q(state__in=WITH_THE_OFFICE, assignee__isnull=True)
            & ~Q(group__isnull=True, unit__isnull=True)
        ),
    ),
    Queue(
        "overdue",
        _("late"),
        lambda _reader: Q(state__in=WITH_THE_OFFICE, due_on__lt=thai.today()),
        tells_due=False,
    ),
    Queue(
        "waiting",
        _("waiting for the sender"),
        lambda _reader: Q(state=OpinionState.WAITING_FOR_SENDER),
        tells_due=False,
        is_tallied=True,
    ),
    Queue(
        "to_publish",
        _("publication to be decided"),
        # what nobody has looked at yet is sorted first
        lambda _reader: Q(publication=Publication.PENDING) & ~Q(state=OpinionState.RECEIVED),
        is_open=False,
        tells_due=False,
        is_tallied=True,
    ),
)
BY_NAME = {queue.name: queue for queue in QUEUES}
