"""The public list of opinions: what an address asks for, in which order, what else to choose."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Sum, TextChoices
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from feedback.choices import OpinionKind, OpinionState, Publication
from feedback.models import Opinion, OpinionTally
from feedback.models.opinion import PUBLIC_FILTERS
from feedback.querysets import OpinionQuerySet
from participation import reference
from participation.choices import StakeholderType
from participation.models import MissionGroup, MissionTask
from participation.paging import MANY, Count, count_of, row_number
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
    label: str | Promise
    count: Count | None
    is_chosen: bool


class Filter(NamedTuple):
    """One filter: its name in the address, its label, what stands for no choice, its lines."""

    name: str
    label: str
    everything: str
    options: Sequence[Option]


class Chosen(NamedTuple):
    """What the list is narrowed by, in words, and the address of the list without it."""

    label: str
    words: str | Promise
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
            Opinion.objects.search(self.words)
            if self.words
            else (Opinion.objects.published(), False)
        )
        narrowed = searched
        for name in _COLUMNS.keys() & self.chosen.keys():
            narrowed = narrowed.of_one(_COLUMNS[name], self.chosen[name])
        if self.task:
            narrowed = narrowed.filter(task=self.task)
        elif self.group:
            narrowed = narrowed.filter(group__in=self._versions)
        return narrowed, are_many

    @property
    def newest_first(self) -> OpinionQuerySet:
        return self._shown(self._found[0])

    @property
    def best_first(self) -> OpinionQuerySet:
        ranked = Opinion.objects.filter(pk__among=self._newest[:RANKED])
        return self._shown(ranked.best_first(self.tokens))

    @cached_property
    def _newest(self) -> list[int]:
        """The newest that a search finds, one more than are ranked where there are more."""
        return list(self._found[0].order_by("-pk").values_list("pk", flat=True)[: RANKED + 1])

    @property
    def are_more(self) -> bool:
        """Whether a search has found more than are ranked."""
        return len(self._newest) > RANKED

    def _shown(self, opinions: OpinionQuerySet) -> OpinionQuerySet:
        """For the rows of a page; of a search with the answers, where its words may stand too."""
        rows = opinions.for_listing()
        return rows.prefetch_related("responses") if self.words else rows

    def count(self) -> Count | None:
        """How many there are, as far as that is known or soon counted."""
        if self._is_tallied:
            return self._tallied()
        if self.is_ranked and not self.are_more:
            return Count(len(self._newest), is_more=False)
        found, are_many = self._found
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
    def _tasks(self) -> list[MissionTask]:
        """Of the chosen group, as it stands in this announcement and stood in earlier ones."""
        if self.group is None:
            return []
        return list(
            MissionTask.objects.filter(group__number=self.group.number)
            .select_related("group")
            .order_by("-group", "position")
        )

    @property
    def _versions(self) -> list[int]:
        """The chosen group in every announcement."""
        current = [self.group.pk] if self.group else []
        return sorted({*current, *(task.group_id for task in self._tasks)})

    @property
    def tasks(self) -> list[MissionTask]:
        return [task for task in self._tasks if task.group == self.group]

    @cached_property
    def task(self) -> MissionTask | None:
        asked = self.data.get("task")
        return next((task for task in self.tasks if _address(task) == asked), None)

    @cached_property
    def _cells(self) -> list[Mapping[str, Any]]:
        """How many are published of each year, group and state."""
        published = OpinionTally.objects.apart().filter(publication=Publication.PUBLISHED)
        cells = published.order_by().values("year", "group__number", "state")
        return [cell for cell in cells.annotate(n=Sum("opinions")) if cell["n"]]

    @property
    def _years(self) -> list[int]:
        return sorted({cell["year"] for cell in self._cells}, reverse=True)

    @property
    def _is_tallied(self) -> bool:
        return self.chosen.keys() <= _TALLIED

    def _tallied(self, **instead: str) -> Count:
        """How many the tally knows of, with some choices put in place of others."""
        asked = self.chosen | instead
        columns = {"year": "year", "group": "group__number", "state": "state"}
        number = sum(
            cell["n"]
            for cell in self._cells
            if all(str(cell[columns[name]]) == value for name, value in asked.items())
        )
        return Count(number, is_more=False)

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
        counts = self._is_tallied and name in _TALLIED
        options = [
            Option(
                value,
                words,
                self._tallied(**{name: value}) if counts else None,
                self.chosen.get(name) == value,
            )
            for value, words in lines
        ]
        return Filter(name, label, everything, options)

    def choices(self) -> list[Chosen]:
        """What the list is narrowed by, each with the way out of it."""
        chosen = [Chosen(_("Words"), self.words, self._without("q", "order"))] if self.words else []
        for one in self.filters():
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


def _known(name: str, data: QueryDict) -> str | None:
    value = data.get(name)
    return value if value in _CHOICES[name].values else None


def _address(task: MissionTask) -> str:
    """5.3: a task by its group and its place there, so that no other group can stand beside it."""
    return f"{task.group.number}.{task.position}"
