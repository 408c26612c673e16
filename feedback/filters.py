"""Narrowing the desk's list of opinions."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import django_filters
from django.db.models import Aggregate, Case, CharField, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models import Count as Number
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from feedback.choices import OPEN_STATES, WITH_THE_OFFICE, OpinionState, Publication
from feedback.models import DeskEntry, Opinion, OpinionTally
from feedback.querysets import number_in
from feedback.queues import BY_NAME, QUEUES, Queue
from participation import reference, thai
from participation.kept_figures import kept
from participation.models import MissionGroup, User
from participation.paging import Count, NumberOf, count_of
from participation.text import search_tokens

if TYPE_CHECKING:
    from feedback.querysets import OpinionQuerySet

#: What one may choose in place of a group's number.
OTHER_UNITS, NOT_SURE = "unit", "none"
#: What the desk shows until somebody chooses: what still waits.
DEFAULT_STATES = OPEN_STATES

Counted = TypeVar("Counted")

#: The place of an opinion as one word, so that places can be counted in one question.
_PLACE = Case(
    When(group__isnull=False, then=Cast("group__number", CharField())),
    When(unit__isnull=False, then=Value(OTHER_UNITS)),
    default=Value(NOT_SURE),
)


@dataclass(frozen=True)
class Option:
    """A box to tick, and how many opinions it stands for."""

    value: str
    label: str | Promise
    #: None where counting would read more than a page is worth.
    count: int | None
    is_chosen: bool
    group: MissionGroup | None = None


@dataclass(frozen=True)
class QueueLink:
    """A way into a queue, and how many stand in it."""

    queue: Queue
    count: Count
    is_here: bool


class Cell(NamedTuple):
    """How many opinions stand in one state, at one place, with one publication."""

    state: str
    #: As its box is called.
    group: str
    publication: str
    number: int

    def in_queue(self, queue: Queue) -> bool:
        return self.state in queue.states and self.publication in queue.publications


class Figures(NamedTuple):
    """What is counted beside a list."""

    tallied: list[Cell]
    #: Of the queues no tally knows, and of what is late or soon due; found in one question.
    numbers: dict[str, Count]


#: The filters whose boxes are counted.
_TOLD_APART = ("state", "group", "publication")


class OpinionFilter(django_filters.FilterSet):
    """Queue, state, group, publication, and words of the text or a number."""

    queue = django_filters.ChoiceFilter(
        choices=[(queue.name, queue.label) for queue in QUEUES], method="in_queue"
    )

    state = django_filters.MultipleChoiceFilter(choices=OpinionState.choices, distinct=False)
    group = django_filters.MultipleChoiceFilter(method="in_groups", distinct=False)
    publication = django_filters.MultipleChoiceFilter(choices=Publication.choices, distinct=False)
    q = django_filters.CharFilter(method="saying")

    class Meta:
        model = Opinion
        fields: Sequence[str] = []

    def __init__(self, data: QueryDict, user: User) -> None:
        if not any(name in data for name in self.base_filters):
            data = data.copy()
            data.setlist("state", [str(state) for state in DEFAULT_STATES])
        opinions = Opinion.objects.visible_to(user)
        # what was merged is answered elsewhere; by its number or its words it is found
        super().__init__(data, opinions if data.get("q") else opinions.apart())
        self.reader = user
        self.tally = OpinionTally.objects.visible_to(user).apart()
        self.groups = reference.groups()
        names = "name_en" if get_language() == "en" else "short_name_th"
        places: list[tuple[str, str | Promise]] = [
            (str(group.number), getattr(group, names)) for group in self.groups
        ]
        self.places = [*places, (OTHER_UNITS, _("Other units")), (NOT_SURE, _("Not sure"))]
        self.filters["group"].extra["choices"] = self.places

    @property
    def chosen_queue(self) -> Queue | None:
        return BY_NAME.get(self._asked.get("queue", ""))

    @property
    def is_queue(self) -> bool:
        """Whether only what is open is asked for."""
        if self.chosen_queue:
            return self.chosen_queue.is_open
        return bool(self._states) and self._states <= set(OPEN_STATES)

    @property
    def tells_due(self) -> bool:
        """Whether how much is late or soon due is worth a word: the office owes it an answer."""
        if self.chosen_queue:
            return self.chosen_queue.tells_due
        return self.is_queue and not self._states.isdisjoint(WITH_THE_OFFICE)

    @property
    def newest_first(self) -> "OpinionQuerySet":
        """The rows of a list that is no queue, to be turned by page.

        Of one state the newest is said: states come one after the other, and the planner, taking
        them for mixed, would walk through all that is newer.
        """
        rows: OpinionQuerySet = self.qs.for_rows()
        if len(self._states) != 1:
            return rows
        newest = Opinion.objects.filter(state__in=self._states).order_by("-pk").values("pk")[:1]
        return rows.filter(pk__lte=Subquery(newest))

    @property
    def _states(self) -> set[str]:
        return set(self._asked.get("state") or [])

    @property
    def _asked(self) -> dict[str, Any]:
        self.form.is_valid()
        asked: dict[str, Any] = self.form.cleaned_data
        return asked

    @cached_property
    def count(self) -> Count | None:
        """How many are shown; of words that stand in very many nobody counts."""
        if not self._are_few:
            return None
        if self._cells is None:
            return self._kept("shown", lambda: count_of(self.qs))
        return Count(sum(self._counted().values()), is_more=False)

    @property
    def due(self) -> dict[str, Count]:
        """What the office owes soon; what waits for its sender has its day moved."""
        return {name: self._numbers[name] for name in self._owed}

    def queue_links(self) -> list[QueueLink]:
        """Every queue of the reader, whatever the filters leave of it."""
        return [
            QueueLink(queue, self._standing_in(queue), queue == self.chosen_queue)
            for queue in QUEUES
        ]

    def _standing_in(self, queue: Queue) -> Count:
        if not queue.is_tallied:
            return self._numbers[queue.name]
        return Count(
            sum(cell.number for cell in self._tallied if cell.in_queue(queue)), is_more=False
        )

    @cached_property
    def _owed(self) -> "dict[str, OpinionQuerySet]":
        """Of those shown: late, due today and due tomorrow, where that is worth a word."""
        if not self.tells_due or not self._are_few:
            return {}
        today, ours = thai.today(), self.qs.filter(state__in=WITH_THE_OFFICE)
        return {
            "late": self.qs.late(on=today),
            "today": ours.filter(due_on=today),
            "tomorrow": ours.filter(due_on=today + dt.timedelta(days=1)),
        }

    @property
    def _numbers(self) -> dict[str, Count]:
        """What no tally knows."""
        return self._figures.numbers

    @property
    def _tallied(self) -> list[Cell]:
        """All the reader may see, by the kept tally."""
        return self._figures.tallied

    @cached_property
    def _figures(self) -> Figures:
        """What hangs on nothing but the reader and what is asked for."""
        return self._kept("figures", self._count)

    def _kept(self, what: str, count: Callable[[], Counted]) -> Counted:
        asked = sorted((name, value) for name, value in self._asked.items() if value)
        return kept(self.reader, f"opinions {what} {asked}", count)

    def _count(self) -> Figures:
        rows = self.queryset.apart()
        queues = {queue.name: queue.of(rows, self.reader) for queue in QUEUES if queue.more}
        asked = {name: NumberOf(rows) for name, rows in (queues | self._owed).items()}
        found: dict[str, Any] = dict(User.objects.values(**asked).get(pk=self.reader.pk))
        return Figures(
            tallied=_cells(self.tally, Sum("opinions")),
            numbers={name: Count.of(number) for name, number in found.items()},
        )

    def in_queue(self, opinions: QuerySet[Opinion], _name: str, value: str) -> QuerySet[Opinion]:
        return BY_NAME[value].of(opinions, self.reader)

    def in_groups(
        self, opinions: QuerySet[Opinion], _name: str, values: Sequence[str]
    ) -> QuerySet[Opinion]:
        numbers = [int(value) for value in values if value.isdigit()]
        chosen = Q(group__number__in=numbers)
        if OTHER_UNITS in values:
            chosen |= Q(unit__isnull=False)
        if NOT_SURE in values:
            chosen |= Q(group__isnull=True, unit__isnull=True)
        return opinions.filter(chosen) if values else opinions

    def saying(self, opinions: QuerySet[Opinion], _name: str, value: str) -> QuerySet[Opinion]:
        """Those that hold every word, or bear the number (151, 0151, 2570-0151)."""
        if number := number_in(value):
            return opinions.filter(number)
        if self._few is None:
            return DeskEntry.objects.all().held_by(opinions, tokens=self._tokens)
        return opinions.filter(pk__among=self._few)

    def options(self) -> dict[str, list[Option]]:
        """The boxes of each filter, counted under what the other filters leave."""
        groups = {str(group.number): group for group in self.groups}
        return {
            "state": self._boxes("state", OpinionState.choices),
            "group": self._boxes("group", self.places, groups),
            "publication": self._boxes("publication", Publication.choices),
        }

    def _boxes(
        self,
        name: str,
        choices: Sequence[tuple[str, str | Promise]],
        groups: Mapping[str, MissionGroup] = MappingProxyType({}),
    ) -> list[Option]:
        chosen = self.data.getlist(name)
        counts = None if self._cells is None else self._counted(name)
        return [
            Option(
                value,
                label,
                None if counts is None else counts[value],
                value in chosen,
                groups.get(value),
            )
            for value, label in choices
        ]

    def _counted(self, name: str = "") -> "Counter[str]":
        """How many there are of each value of one filter, with the others applied.

        Without a name: under all of them.
        """
        chosen = [
            (other, set(values))
            for other in _TOLD_APART
            if other != name and (values := self._asked.get(other))
        ]
        counted: Counter[str] = Counter()
        for cell in self._cells or []:
            if all(getattr(cell, other) in values for other, values in chosen):
                counted[getattr(cell, name) if name else ""] += cell.number
        return counted

    @cached_property
    def _cells(self) -> list[Cell] | None:
        """Under the queue and the words alone; None of more than anybody counts."""
        queue, words = self.chosen_queue, self._asked.get("q")
        if not words and (queue is None or queue.is_tallied):
            return [cell for cell in self._tallied if queue is None or cell.in_queue(queue)]
        if not self._are_few or (queue and self._standing_in(queue).is_more):
            return None
        rows = self.queryset
        for name in ("queue", "q"):
            rows = self.filters[name].filter(rows, self._asked.get(name))
        return _cells(rows, Number("pk"))

    @property
    def _are_few(self) -> bool:
        """Whether the words asked for stand in no more than are counted."""
        return self._few is not None

    @cached_property
    def _few(self) -> list[int] | None:
        """Ids by the words asked for; None of words that stand in more than are counted."""
        return DeskEntry.objects.all().few(self._tokens) if self._tokens else []

    @cached_property
    def _tokens(self) -> list[str]:
        """Of the words asked for; none of a number."""
        words = self._asked.get("q") or ""
        return [] if number_in(words) else search_tokens(words)


def _cells(rows: QuerySet[Any], number: Aggregate) -> list[Cell]:
    found = rows.order_by().values_list("state", _PLACE, "publication").annotate(number)
    return [Cell(*what) for what in found if what[-1]]
