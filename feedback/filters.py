"""Narrowing the desk's list of opinions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import django_filters
from django.db.models import Case, F, Q, QuerySet, Subquery, Sum, Value, When
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from feedback.choices import OPEN_STATES, WITH_THE_OFFICE, OpinionState, Publication
from feedback.models import DeskEntry, Opinion, OpinionTally
from feedback.queues import BY_NAME, QUEUES, Queue, Rows
from participation import reference
from participation.models import MissionGroup, User
from participation.paging import Count, count_of
from participation.text import clean, search_tokens
from participation.thai import arabic_digits

if TYPE_CHECKING:
    from feedback.querysets import OpinionQuerySet

#: What one may choose in place of a group's number.
OTHER_UNITS, NOT_SURE = "unit", "none"
#: What the desk shows until somebody chooses: what still waits.
DEFAULT_STATES = OPEN_STATES

_NUMBER = re.compile("(?:([0-9]{4}) ?[-/] ?)?([0-9]{1,8})")
#: The place of an opinion as one word, so that places can be counted in one question.
_PLACE = Case(
    When(group__isnull=False, then=F("group__number")),
    When(unit__isnull=False, then=Value(-1)),
    default=Value(0),
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


#: By value; None where nobody counts.
Counts = dict[Any, int] | None


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
        #: Ids by the words asked for; None of words that stand in more than are counted.
        self._few: dict[str, list[int] | None] = {}
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
        self.form.is_valid()
        return BY_NAME.get(self.form.cleaned_data.get("queue", ""))

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
        rows: OpinionQuerySet = self.qs.for_queue()
        if len(self._states) != 1:
            return rows
        newest = Opinion.objects.filter(state__in=self._states).order_by("-pk").values("pk")[:1]
        return rows.filter(pk__lte=Subquery(newest))

    @property
    def _states(self) -> set[str]:
        return set(self.form.cleaned_data.get("state") or [])

    @cached_property
    def count(self) -> Count | None:
        """How many are shown; of words that stand in very many nobody counts."""
        rows = self.qs
        if self._is_tallied:
            sums = self._narrowed(self.tally).order_by().aggregate(n=Sum("opinions", default=0))
            return Count(sums["n"], is_more=False)
        return None if None in self._few.values() else count_of(rows)

    def queue_links(self) -> list[QueueLink]:
        """Every queue of the reader, whatever the filters leave of it."""
        return [
            QueueLink(queue, self._in_queues[queue.name], queue == self.chosen_queue)
            for queue in QUEUES
        ]

    @cached_property
    def _in_queues(self) -> dict[str, Count]:
        """How many stand in each queue."""
        tallied = {queue.name: queue.condition(self.reader) for queue in QUEUES if queue.is_tallied}
        sums = self.tally.order_by().aggregate(
            **{name: Sum("opinions", filter=which, default=0) for name, which in tallied.items()}
        )
        rows = self.queryset.apart()
        counted = {
            queue.name: count_of(queue.of(rows, self.reader))
            for queue in QUEUES
            if not queue.is_tallied
        }
        return counted | {name: Count(number, is_more=False) for name, number in sums.items()}

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
        words = clean(value)
        if match := _NUMBER.fullmatch(arabic_digits(words)):
            number = Q(serial=int(match[2]))
            return opinions.filter(number & Q(year=int(match[1])) if match[1] else number)
        tokens = search_tokens(words)
        if not tokens:
            return opinions.none()
        if value not in self._few:
            self._few[value] = DeskEntry.objects.all().few(tokens)
        few = self._few[value]
        if few is None:
            return DeskEntry.objects.all().held_by(opinions, tokens=tokens)
        return opinions.filter(pk__among=few)

    def options(self) -> dict[str, list[Option]]:
        """The boxes of each filter, counted under what the other filters leave."""
        by_state = self._counts("state", F("state"))
        by_place = self._counts("group", _PLACE)
        by_publication = self._counts("publication", F("publication"))
        groups = {str(group.number): group for group in self.groups}
        places = {OTHER_UNITS: -1, NOT_SURE: 0}
        return {
            "state": self._boxes("state", OpinionState.choices, by_state),
            "group": [
                Option(
                    value,
                    label,
                    _count(by_place, places[value] if value in places else int(value)),
                    value in self.data.getlist("group"),
                    groups.get(value),
                )
                for value, label in self.places
            ],
            "publication": self._boxes("publication", Publication.choices, by_publication),
        }

    def _boxes(
        self, name: str, choices: Sequence[tuple[str, str | Promise]], counts: Counts
    ) -> list[Option]:
        chosen = self.data.getlist(name)
        return [
            Option(value, label, _count(counts, value), value in chosen) for value, label in choices
        ]

    def _counts(self, name: str, what: Case | F) -> Counts:
        """How many opinions there are of each value of one filter, with the others applied.

        The tally knows them all but for words, which have to be looked for, and for queues of
        which it keeps nothing; of very many nobody counts.
        """
        if self._is_tallied:
            return self._narrowed(self.tally, but=name).counted(what)
        queue = self.chosen_queue
        if None in self._few.values() or (queue and self._in_queues[queue.name].is_more):
            return None
        counted: Counts = self._narrowed(self.queryset, but=name).counted(what)
        return counted

    @property
    def _is_tallied(self) -> bool:
        """Whether the kept tally knows all that is asked for."""
        queue = self.chosen_queue
        return not self.form.cleaned_data.get("q") and (queue is None or queue.is_tallied)

    def _narrowed(self, rows: Rows, *, but: str = "") -> Rows:
        """These as they are filtered, left apart one filter."""
        for name, value in self.form.cleaned_data.items():
            if name != but:
                rows = self.filters[name].filter(rows, value)
        return rows


def _count(counts: Counts, value: object) -> int | None:
    return None if counts is None else counts.get(value, 0)
