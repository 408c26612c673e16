"""The nightly round: sorted opinions are read, counted and measured, and the one row replaced."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from feedback.models import LearntWords, Opinion
from feedback.proposing.counting import SAID_BY, Counts, Example
from feedback.proposing.measuring import Measure, measure
from feedback.proposing.words import content_words, telling_words
from participation import thai
from participation.models import MissionGroup
from participation.text import dictionary, fold

#: So many texts are looked at, the newest: enough to learn from, and done within a minute.
NEWEST = 20_000
#: With fewer sorted opinions no chance can be read off them, and the announcement's words speak
#: almost alone. Only what lies as far ahead as this is proposed then: of the invented opinions
#: that come with the portal 13 of 16 such proposals were right (docs/proposals.md).
ENOUGH_TO_MEASURE = 50
COLD_MARGIN, COLD_CHANCE = 2.2, 0.8


@dataclass(frozen=True)
class Lesson:
    """What there is to learn from."""

    groups: list[int]
    #: The announcement's own words about its groups: there before the first opinion.
    wording: list[Example]
    #: Different texts of opinions, and the group staff have given them to.
    told: list[Example]

    def measured(self) -> Measure:
        return measure(self.groups, self.wording, self.told, right=settings.PROPOSE_WHEN_SURE)


def read_lesson() -> Lesson:
    """The announcement in force, and the newest opinions that staff have sorted into its groups."""
    groups = list(MissionGroup.objects.in_force().prefetch_related("tasks"))
    sorted_ = Opinion.objects.sorted_by_staff().filter(group__in=groups).order_by("-pk")
    texts: dict[str, int] = {}
    for text, group in sorted_.values_list("text", "group")[:NEWEST]:
        texts.setdefault(fold(text), group)
    told = [Example(telling_words(text), group) for text, group in texts.items()]
    return Lesson([group.pk for group in groups], official_wording(groups), told)


def official_wording(groups: Iterable[MissionGroup]) -> list[Example]:
    """What the announcement says of each group: its name and its tasks."""
    return [
        Example(telling_words(words), group.pk)
        for group in groups
        for words in [group.name_th, *(task.text_th for task in group.tasks.all())]
    ]


def train() -> Measure:
    """Learn anew from all there is, and replace what was learnt before."""
    lesson = read_lesson()
    measured = lesson.measured()
    published = Opinion.objects.published().order_by("-pk").values_list("text", flat=True)[:NEWEST]
    different = {fold(text) for text in published}
    is_measured = measured.texts >= ENOUGH_TO_MEASURE
    facts = {
        "version": uuid.uuid4(),
        "learnt_on": thai.today(),
        "texts": len(lesson.told),
        "groups": lesson.groups,
        "weights": _rounded(Counts(lesson.groups, lesson.wording, lesson.told).weights()),
        "least_margin": measured.least_margin if is_measured else margin_unmeasured(),
        "published_texts": len(different),
        "published_words": _common_words(different),
    }
    LearntWords.objects.update_or_create(pk=1, defaults=facts)
    return measured


def margin_unmeasured() -> float | None:
    """The least margin where no chance can be read off the office's own opinions."""
    return COLD_MARGIN if settings.PROPOSE_WHEN_SURE <= COLD_CHANCE else None


def _rounded(weights: dict[str, list[float]]) -> dict[str, list[float]]:
    return {word: [round(weight, 3) for weight in row] for word, row in weights.items()}


def _common_words(texts: Iterable[str]) -> dict[str, int]:
    """In how many texts a word stands, of words of the dictionary that several texts hold."""
    known = dictionary()
    said_by = Counter(word for text in texts for word in content_words(text) if word in known)
    return {word: count for word, count in said_by.items() if count >= SAID_BY}
