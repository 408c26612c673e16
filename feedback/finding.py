"""The public list of opinions: what an address asks for, in which order, what else to choose."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Sum, TextChoices
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from feedback.choices import OpinionKind, OpinionState
from feedback.models import Opinion, OpinionTally
from feedback.models.opinion import PUBLIC_FILTERS
from feedback.querysets import OpinionQuerySet, number_in
from participation import reference
from participation.choices import StakeholderType
from participation.models import MissionGroup, MissionTask
from participation.paging import COUNTED_AT_MOST, MANY, Count, count_of, row_number
from participation.text import search_tokens

LONGEST_QUESTION = 100
#: So many of the newest that a search finds are ranked: of a common word all would be half of what
#: there is, and would have to be read.
RANKED = 200
#: What in an address turns pages.
TURNING = ("before", "after", "page")
#: Narrowed by these alone, how many there are is known without counting.
_TALLIED = {"group", "state", "year"}
#: Those whose values are fixed.
_CHOICES: dict[str, type[TextChoices]] = {
    "kind": OpinionKind,
    "who": StakeholderType,
    "state": OpinionState,
}
_COLUMNS = {name: PUBLIC_FILTERS[name] for name in ("kind", "who", "state", "year")}


@dataclass(frozen=True)
class Option:
    """A line of a filter; `count` says how many it stands for, where that is known."""

    value: str
    label: str
    count: Count | None
    is_chosen: bool


class Filter(NamedTuple):
    """One filter: its name in the address, its label, what stands for no choice, its lines."""

    name: str
    label: str
    everything: str
    options: tuple[Option, ...]


class Chosen(NamedTuple):
    """What the list is narrowed by, in words, and the address of the list without it."""

    label: str
    words: str
    without: str


class PublicList:
    """Published opinions as an address asks for them; what the address says wrongly counts not."""

    def __init__(self, data: QueryDict) -> None:
        self.data = data
        self.words = data.get("q", "").strip()[:LONGEST_QUESTION]
        self.tokens = search_tokens(self.words)
        self.groups = reference.groups()
        self.chosen = {name: value for name in _CHOICES if (value := _known(name, data))}
        if self.words:
            self.chosen["q"] = self.words
        if self.group:
            self.chosen["group"] = str(self.group.number)
        if self.task:
            self.chosen["task"] = _address(self.task)
        if (year := row_number(data.get("year"))) and year in self._years:
            self.chosen["year"] = str(year)

    # --- what is found

    @property
    def is_ranked(self) -> bool:
        """A search shows the best first, unless its address asks for the newest or turns pages."""
        by_day = self.data.get("order") == "new" or {"before", "after"} & self.data.keys()
        return bool(self.words) and not by_day

    @cached_property
    def _found(self) -> tuple[OpinionQuerySet, bool]:
        """The opinions in no order, and whether they are more than anybody counts."""
        searched, are_many = (
            Opinion.objects.search(self.words, besides=self.numbered)
            if self.words
            else (Opinion.objects.published(), False)
        )
        return self._narrowed(searched), are_many

    @cached_property
    def numbered(self) -> list[int]:
        """Ids of the opinions whose number is asked for, as the filters leave them.

        A bare 151 is that number of every year, and comes first. It may as well be a word (a bus, a
        room, a year), and a whole number stands in an answer that refers to it: so words are
        searched besides, and who meant them loses nothing. The years are named for the index.
        """
        number = number_in(self.words)
        if number is None:
            return []
        bearing = Opinion.objects.published().filter(number, year__in=self._years)
        return list(self._narrowed(bearing).values_list("pk", flat=True))

    def _narrowed(self, opinions: OpinionQuerySet) -> OpinionQuerySet:
        """By all that is chosen but the words."""
        narrowed = opinions
        for name in _COLUMNS.keys() & self.chosen.keys():
            narrowed = narrowed.of_one(_COLUMNS[name], self.chosen[name])
        if self.task:
            narrowed = narrowed.filter(task=self.task)
        elif self.group:
            narrowed = narrowed.filter(group__in=_versions()[self.group.number])
        return narrowed

    @property
    def newest_first(self) -> OpinionQuerySet:
        return self._found[0].for_reading()

    @property
    def best_first(self) -> OpinionQuerySet:
        ranked = Opinion.objects.filter(pk__among=self._newest[:RANKED])
        return ranked.best_first(self.tokens, ahead=self.numbered).for_reading()

    @cached_property
    def _newest(self) -> list[int]:
        """The newest that a search finds: those that are ranked, and by how many they are counted.

        One more, where there are more. Whatever bears the number asked for is among those ranked.
        """
        found, are_many = self._found
        most = RANKED if are_many else COUNTED_AT_MOST
        newest = found.order_by("-pk").values_list("pk", flat=True)[: most + 1]
        return list(dict.fromkeys([*self.numbered, *newest]))[: most + 1]

    @property
    def ranked(self) -> int:
        """How many are ranked."""
        return min(len(self._newest), RANKED)

    @property
    def are_more(self) -> bool:
        """Whether a search has found more than are ranked."""
        return len(self._newest) > RANKED

    def count(self) -> Count | None:
        """How many there are, as far as that is known or soon counted."""
        if self._is_tallied:
            return Count(sum(self._tallied_by("state").values()), is_more=False)
        found, are_many = self._found
        if self.is_ranked and not (are_many and self.are_more):
            return Count.of(len(self._newest))
        if not are_many:
            return count_of(found)
        if self.chosen.keys() == {"q"}:
            return MANY
        return Count(RANKED, is_more=True) if self.is_ranked else None

    # --- what may be chosen

    @cached_property
    def group(self) -> MissionGroup | None:
        number = row_number(self.data.get("group"))
        return next((group for group in self.groups if group.number == number), None)

    @cached_property
    def tasks(self) -> list[MissionTask]:
        """Of the chosen group."""
        return list(self.group.tasks.all()) if self.group else []

    @cached_property
    def task(self) -> MissionTask | None:
        asked = self.data.get("task")
        return next((task for task in self.tasks if _address(task) == asked), None)

    @cached_property
    def _cells(self) -> Sequence[Mapping[str, Any]]:
        return _published()

    @property
    def _years(self) -> list[int]:
        return sorted({cell["year"] for cell in self._cells}, reverse=True)

    @property
    def _is_tallied(self) -> bool:
        return self.chosen.keys() <= _TALLIED

    def _tallied_by(self, name: str) -> Counter[str]:
        """How many the tally knows of each value of one filter, all others as they are chosen."""
        columns = {"year": "year", "group": "group__number", "state": "state"}
        others = {columns[other]: self.chosen[other] for other in self.chosen.keys() - {name}}
        counted: Counter[str] = Counter()
        for cell in self._cells:
            if all(str(cell[column]) == value for column, value in others.items()):
                counted[str(cell[columns[name]])] += cell["n"]
        return counted

    @cached_property
    def filters(self) -> Sequence[Filter]:
        """Everything there is to choose, in the order of the page."""
        groups = [(str(g.number), f"{g.number}. {g.name}") for g in self.groups]
        tasks = [(_address(task), str(task)) for task in self.tasks]
        years = [(str(year), str(year)) for year in self._years]
        every = [
            self._filter("group", _("Mission group"), _("All groups"), groups),
            self._filter("task", _("Task of the group"), _("All tasks"), tasks),
            self._filter("kind", _("Kind"), _("All kinds"), OpinionKind.choices),
            self._filter("who", _("Said as"), _("Everybody"), StakeholderType.choices),
            self._filter("state", _("State"), _("All states"), OpinionState.choices),
            self._filter("year", _("Fiscal year"), _("All years"), years),
        ]
        return [one for one in every if one.options]

    def _filter(
        self, name: str, label: str, everything: str, lines: Iterable[tuple[str, str | Promise]]
    ) -> Filter:
        counted = self._tallied_by(name) if self._is_tallied and name in _TALLIED else None
        options = (
            Option(
                value,
                str(words),
                None if counted is None else Count(counted[value], is_more=False),
                self.chosen.get(name) == value,
            )
            for value, words in lines
        )
        return Filter(name, label, everything, tuple(options))

    def choices(self) -> list[Chosen]:
        """What the list is narrowed by, each with the way out of it."""
        chosen = [Chosen(_("Words"), self.words, self._without("q", "order"))] if self.words else []
        for one in self.filters:
            words = [option.label for option in one.options if option.is_chosen]
            also = ("task",) if one.name == "group" else ()
            chosen += [Chosen(one.label, said, self._without(one.name, *also)) for said in words]
        return chosen

    def _without(self, *names: str) -> str:
        """The query of the same list without these choices, from its first page."""
        data = self.data.copy()
        for name in (*names, *TURNING):
            data.pop(name, None)
        return f"?{data.urlencode()}"


@reference.remembered
def _versions() -> Mapping[int, Sequence[int]]:
    """The groups of one number, as they stand in this announcement and stood in earlier ones."""
    versions = defaultdict(list)
    for number, group in MissionGroup.objects.order_by("pk").values_list("number", "pk"):
        versions[number].append(group)
    return dict(versions)


def published_about(group: MissionGroup) -> Count:
    """How many are published about a group, under any announcement."""
    cells = (cell for cell in _published() if cell["group__number"] == group.number)
    return Count(sum(cell["n"] for cell in cells), is_more=False)


@reference.remembered
def _published() -> list[Mapping[str, Any]]:
    """How many are published of each year, group and state."""
    cells = OpinionTally.objects.published().order_by().values("year", "group__number", "state")
    return [cell for cell in cells.annotate(n=Sum("opinions")) if cell["n"]]


def _known(name: str, data: QueryDict) -> str | None:
    value = data.get(name)
    return value if value in _CHOICES[name].values else None


def _address(task: MissionTask) -> str:
    """5.3: a task by its group and its place there, so that no other group can stand beside it."""
    return f"{task.group.number}.{task.position}"
