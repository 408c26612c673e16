"""Narrowing the desk's list of opinions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import django_filters
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from feedback.choices import OPEN_STATES, OpinionState, Publication
from feedback.models import Opinion, OpinionTally
from participation.models import MissionGroup, User
from participation.text import clean
from participation.thai import arabic_digits

if TYPE_CHECKING:
    from feedback.querysets import OpinionQuerySet, OpinionTallyQuerySet

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
    count: int
    is_chosen: bool
    group: MissionGroup | None = None


class OpinionFilter(django_filters.FilterSet):
    """State, group, publication, and words of the text or a number."""

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
        super().__init__(data, Opinion.objects.visible_to(user))
        self.tally = OpinionTally.objects.visible_to(user)
        self.groups = list(MissionGroup.objects.in_force())
        names = "name_en" if get_language() == "en" else "short_name_th"
        places: list[tuple[str, str | Promise]] = [
            (str(group.number), getattr(group, names)) for group in self.groups
        ]
        self.places = [*places, (OTHER_UNITS, _("Other units")), (NOT_SURE, _("Not sure"))]
        self.filters["group"].extra["choices"] = self.places

    @property
    def is_queue(self) -> bool:
        """Whether only what is open is asked for."""
        self.form.is_valid()
        states = self.form.cleaned_data.get("state")
        return bool(states) and set(states) <= set(OPEN_STATES)

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
        """Those that hold the words, or bear the number (151, 0151, 2570-0151)."""
        words = clean(value)
        found = Q(text__icontains=words)
        if match := _NUMBER.fullmatch(arabic_digits(words)):
            number = Q(serial=int(match[2]))
            found |= number & Q(year=int(match[1])) if match[1] else number
        return opinions.filter(found)

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
                    by_place.get(places[value] if value in places else int(value), 0),
                    value in self.data.getlist("group"),
                    groups.get(value),
                )
                for value, label in self.places
            ],
            "publication": self._boxes("publication", Publication.choices, by_publication),
        }

    def _boxes(
        self, name: str, choices: Sequence[tuple[str, str | Promise]], counts: dict[object, int]
    ) -> list[Option]:
        chosen = self.data.getlist(name)
        return [
            Option(value, label, counts.get(value, 0), value in chosen) for value, label in choices
        ]

    def _counts(self, name: str, what: Case | F) -> dict[Any, int]:
        """How many opinions there are of each value of one filter, with the others applied.

        The tally knows them all but for words, which have to be looked for.
        """
        self.form.is_valid()
        chosen = self.form.cleaned_data
        counted: OpinionQuerySet | OpinionTallyQuerySet = (
            self.queryset if chosen.get("q") else self.tally
        )
        for other, value in chosen.items():
            if other != name:
                counted = self.filters[other].filter(counted, value)
        return counted.counted(what)
