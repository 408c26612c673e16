"""What a web process reads of what was learnt: once, and again when it was learnt anew."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from feedback.models import LearntWords
from feedback.proposing.counting import Counts
from feedback.proposing.learning import margin_unmeasured, official_wording
from participation import reference
from participation.models import MissionGroup

#: A word is rare that so few published opinions hold, or one in fifty.
RARE, RARE_SHARE = 20, 0.02

Weights = Mapping[str, list[float]]


@dataclass(frozen=True)
class Learnt:
    """The one row as it is used; before the first night, the announcement's words alone."""

    groups: list[int]
    weights: Weights
    least_margin: float | None
    published_texts: int = 0
    published_words: Mapping[str, int] = field(default_factory=dict)

    def held_by(self, word: str) -> int:
        """How many of the counted published opinions hold a word; hardly any one not counted."""
        return self.published_words.get(word, 0)

    def is_rare(self, word: str) -> bool:
        return self.held_by(word) <= max(RARE, RARE_SHARE * self.published_texts)

    def weight(self, word: str) -> float:
        """How much a word says: the more, the fewer published opinions hold it."""
        return math.log((self.published_texts + 1) / (self.held_by(word) + 1)) + 1


@reference.remembered
def current() -> Learnt:
    """What was learnt last."""
    version = LearntWords.objects.values_list("version", flat=True).first()
    if version:
        return _of_version(version)
    groups = MissionGroup.objects.in_force().values_list("pk", flat=True)
    return Learnt([*groups], _of_wording(tuple(groups)), margin_unmeasured())


@lru_cache(maxsize=1)
def _of_version(_version: UUID) -> Learnt:
    row = LearntWords.objects.get()
    return Learnt(
        row.groups, row.weights, row.least_margin, row.published_texts, row.published_words
    )


@lru_cache(maxsize=1)
def _of_wording(groups: tuple[int, ...]) -> Weights:
    in_force = MissionGroup.objects.in_force().prefetch_related("tasks")
    return Counts(groups, official_wording(in_force), []).weights()
