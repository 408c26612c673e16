"""Who has said the same before: for the sender among what is published, for staff among the rest.

The search index gives candidates that share rare words with the text; how alike they are is the
cosine of their words, the rare ones weighing more. The threshold was measured on pairs written for
it (docs/proposals.md).
"""

import math
from collections.abc import Mapping, Sequence
from itertools import chain

from feedback.choices import SEARCH_KIND, Publication
from feedback.models import Opinion
from feedback.proposing import learnt
from feedback.proposing.learnt import Learnt
from feedback.proposing.words import content_words
from feedback.querysets import OpinionQuerySet
from participation import database
from participation.models import SearchEntry, User

#: So many are shown, and only if they are at least so much alike.
SHOWN = 3
ALIKE = 0.35
#: The index is asked for a few of a text's rare words, for the list of a common one is long.
PROBES = 5
#: They are to share this much of them, and never fewer than two; so many are looked at.
SHARED, FEWEST_SHARED, CANDIDATES = (0.75, 0.5, 0.25), 2, 40
#: A text with fewer rare words is asked for by its three rarest, all of them together.
FEWEST_RARE = 3
#: Staff also look among so many of the newest opinions that are not published.
RECENT = 100


def asked_before(text: str) -> list[Opinion]:
    """Published opinions that ask what `text` asks, the likest first."""
    words, known = content_words(text), learnt.current()
    return _likest(words, known, _candidates(words, known, among=Opinion.objects.all()))


def similar_to(opinion: Opinion, *, reader: User) -> list[Opinion]:
    """Opinions the reader may see that say the same as this one: published, or new like it."""
    words, known = content_words(opinion.text), learnt.current()
    visible = Opinion.objects.visible_to(reader).apart().exclude(pk=opinion.pk)
    recent = visible.exclude(publication=Publication.PUBLISHED).order_by("-pk")[:RECENT]
    return _likest(words, known, _candidates(words, known, among=visible), recent)


def _candidates(words: Sequence[str], known: Learnt, *, among: OpinionQuerySet) -> OpinionQuerySet:
    """Published opinions that share several rare words, those that share most first.

    The stricter question is the quicker one, and where it finds enough no other is asked.
    """
    found: dict[int, None] = {}
    for probes, least in _questions(words, known):
        if len(found) >= CANDIDATES:
            break
        ids = database.some_matching(
            SearchEntry, "object_id", probes, least=least, limit=CANDIDATES, kind=SEARCH_KIND
        )
        found |= dict.fromkeys(ids)
    return among.published().filter(pk__among=list(found))


def _questions(words: Sequence[str], known: Learnt) -> list[tuple[Sequence[str], int]]:
    """Some of the words, and how many of them are to be shared, strictest first."""
    rarest = sorted(words, key=known.held_by)[:PROBES]
    rare = [word for word in rarest if known.is_rare(word)]
    if len(rare) < FEWEST_RARE:
        rare, shares = rarest[:FEWEST_RARE], {len(rarest[:FEWEST_RARE])}
    else:
        shares = {math.ceil(len(rare) * share) for share in SHARED}
    return [(rare, least) for least in sorted(shares, reverse=True) if least >= FEWEST_SHARED]


def _likest(words: Sequence[str], known: Learnt, *some: OpinionQuerySet) -> list[Opinion]:
    texts = dict(chain.from_iterable(opinions.values_list("pk", "text") for opinions in some))
    said = _squares(words, known)
    alike = {pk: _cosine(said, _squares(content_words(texts[pk]), known)) for pk in texts}
    best = sorted(alike, key=lambda pk: (-alike[pk], -pk))[:SHOWN]
    shown = Opinion.objects.for_listing().in_bulk([pk for pk in best if alike[pk] >= ALIKE])
    return [shown[pk] for pk in best if pk in shown]


def _squares(words: Sequence[str], known: Learnt) -> dict[str, float]:
    """Each word with the square of its weight."""
    return {word: known.weight(word) ** 2 for word in words}


def _cosine(some: Mapping[str, float], others: Mapping[str, float]) -> float:
    shared = sum(some[word] for word in some.keys() & others.keys())
    return shared / (math.sqrt(sum(some.values()) * sum(others.values())) or 1)
