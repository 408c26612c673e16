"""Words counted by group, and what they say of a text: complement naive Bayes.

A word speaks for a group as far as it is rare in all others (Rennie et al., 2003), which bears
groups of very different size. Counting is also why leaving one text out is exact: it is taken out
of the counts, as if it had never been there (docs/proposals.md has the comparison).
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

#: A word is kept when so many different opinions hold it: nobody's own words are.
SAID_BY = 3
#: What is added to each count, so that a word not met in a group does not forbid it.
SMOOTHING = 0.3


@dataclass(frozen=True)
class Example:
    """The words of a text, and the group a person has said it is about."""

    words: frozenset[str]
    group: int


@dataclass(frozen=True)
class Ranking:
    """Groups, the likeliest first, and how far the first lies ahead of the second."""

    order: tuple[int, ...]
    margin: float


def rank(groups: Sequence[int], rows: Sequence[Sequence[float]]) -> Ranking:
    """What the weights of a text's words say together; without any, the given order."""
    length = math.sqrt(len(rows)) or 1
    sums = [sum(column) / length for column in zip(*rows, strict=True)] or [0.0] * len(groups)
    places = sorted(range(len(groups)), key=lambda place: -sums[place])
    ahead = [sums[first] - sums[second] for first, second in pairwise(places)]
    return Ranking(tuple(groups[place] for place in places), ahead[0] if ahead else 0.0)


class Counts:
    """How often each word was said about each group.

    `wording` is what the announcement says of the groups; its words are kept however rare.
    """

    def __init__(
        self, groups: Sequence[int], wording: Iterable[Example], sorted_: Iterable[Example]
    ) -> None:
        self.groups = groups
        self._by_group: dict[str, list[int]] = {}
        self._official: set[str] = set()
        self._said_by: Counter[str] = Counter()
        for example in wording:
            self._add(example)
            self._official |= example.words
        for example in sorted_:
            self._add(example)
            self._said_by.update(example.words)
        kept = [counts for word, counts in self._by_group.items() if self._is_kept(word)]
        self._size = len(kept)
        self._sums = [sum(column) for column in zip(*kept, strict=True)] or [0] * len(groups)

    def weights(self) -> dict[str, list[float]]:
        """How much each kept word speaks for each group."""
        return {
            word: _weights(counts, self._sums, self._size)
            for word, counts in self._by_group.items()
            if self._is_kept(word)
        }

    def rank_without(self, example: Example) -> Ranking:
        """What the others say of one of the counted opinions."""
        place = self.groups.index(example.group)
        sums, size = list(self._sums), self._size
        remaining = []
        for word in example.words:
            if not self._is_kept(word):
                continue
            counts = list(self._by_group[word])
            if not self._is_kept(word, but=1):
                size -= 1
                sums = [total - count for total, count in zip(sums, counts, strict=True)]
                continue
            counts[place] -= 1
            sums[place] -= 1
            remaining.append(counts)
        return rank(self.groups, [_weights(counts, sums, size) for counts in remaining])

    def _add(self, example: Example) -> None:
        place = self.groups.index(example.group)
        for word in example.words:
            self._by_group.setdefault(word, [0] * len(self.groups))[place] += 1

    def _is_kept(self, word: str, *, but: int = 0) -> bool:
        return word in self._official or self._said_by[word] - but >= SAID_BY


def _weights(counts: Sequence[int], sums: Sequence[int], size: int) -> list[float]:
    said, all_said = sum(counts), sum(sums) + SMOOTHING * size
    return [
        math.log((all_said - total) / (said - count + SMOOTHING))
        for count, total in zip(counts, sums, strict=True)
    ]
