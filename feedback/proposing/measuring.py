"""How often a proposal would have been right, each text judged by all others."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from feedback.proposing.counting import Counts, Example

#: A chance read off fewer proposals than this says nothing.
FEWEST_PROPOSALS = 10


@dataclass(frozen=True)
class Hits:
    """The share of texts whose group stands first, and among the first three."""

    top_1: float
    top_3: float

    @classmethod
    def of(cls, judged: Iterable[tuple[Sequence[int], int]]) -> Self:
        places = [list(order).index(group) for order, group in judged]
        return cls(*(sum(place < top for place in places) / (len(places) or 1) for top in (1, 3)))


@dataclass(frozen=True)
class Measure:
    """The model beside what costs nothing."""

    texts: int
    majority: Hits
    keywords: Hits
    model: Hits
    #: From this margin on a group is proposed; None: nothing is ever sure enough.
    least_margin: float | None
    #: Which share of the texts gets a proposal then, and which share of those is right.
    proposed: float
    right: float


def measure(
    groups: Sequence[int], wording: Sequence[Example], told: Sequence[Example], *, right: float
) -> Measure:
    """Judge every text by all others; `right` is the chance of being right a proposal must have."""
    counts = Counts(groups, wording, told)
    rankings = [counts.rank_without(example) for example in told]
    majority = _majorities(groups, told)
    judged = [
        (ranking.margin, ranking.order[0] == example.group)
        for ranking, example in zip(rankings, told, strict=True)
    ]
    margin = least_margin(judged, right=right)
    made = [hit for own, hit in judged if margin is not None and own >= margin]
    answers = [example.group for example in told]
    return Measure(
        texts=len(told),
        majority=Hits.of(zip(majority, answers, strict=True)),
        keywords=Hits.of(zip(_by_keywords(wording, told, majority), answers, strict=True)),
        model=Hits.of(zip([ranking.order for ranking in rankings], answers, strict=True)),
        least_margin=margin,
        proposed=len(made) / (len(told) or 1),
        right=sum(made) / (len(made) or 1),
    )


def least_margin(judged: Iterable[tuple[float, bool]], *, right: float) -> float | None:
    """The smallest margin at which a proposal is still right with the chance `right`.

    The chance at a margin is read off the texts around it, such that it never rises while the
    margin falls (isotonic regression: neighbours that contradict it are taken together).
    """
    blocks: list[_Block] = []
    for margin, hit in sorted(judged, reverse=True):
        block = _Block(margin, int(hit), 1)
        while blocks and block.belongs_to(blocks[-1]):
            block = blocks.pop().joined(block)
        blocks.append(block)
    sure = [block for block in blocks if block.chance >= right]
    if sum(block.texts for block in sure) < FEWEST_PROPOSALS:
        return None
    return sure[-1].margin


@dataclass(frozen=True)
class _Block:
    """Texts of neighbouring margins: the least of them, how many are right, how many there are."""

    margin: float
    right: int
    texts: int

    @property
    def chance(self) -> float:
        return self.right / self.texts

    def belongs_to(self, higher: "_Block") -> bool:
        return self.margin == higher.margin or self.chance > higher.chance

    def joined(self, lower: "_Block") -> "_Block":
        return _Block(lower.margin, self.right + lower.right, self.texts + lower.texts)


def _majorities(groups: Sequence[int], told: Sequence[Example]) -> list[list[int]]:
    """For each text, the groups by how much all others say about them."""
    sizes = Counter(example.group for example in told)
    return [sorted(groups, key=lambda group: (group == own.group) - sizes[group]) for own in told]


def _by_keywords(
    wording: Sequence[Example], told: Sequence[Example], majority: Sequence[Sequence[int]]
) -> list[list[int]]:
    """Groups by how many words of a text stand in their names and tasks; then by majority."""
    keywords: dict[int, set[str]] = {}
    for example in wording:
        keywords.setdefault(example.group, set()).update(example.words)
    return [
        sorted(order, key=lambda group: -len(keywords.get(group, set()) & example.words))
        for order, example in zip(majority, told, strict=True)
    ]
