"""Who has said the same before: for the sender among what is published, for staff among the rest.

The search index gives candidates that share rare words with the text; how alike they are is the
cosine of their words, the rare ones weighing more. The threshold was measured on pairs written for
it (docs/proposals.md).
"""

import math
from collections.abc import Iterable, Sequence

from feedback.choices import SEARCH_KIND
from feedback.models import Opinion
from feedback.proposing import learnt
from feedback.proposing.learnt import Learnt
from feedback.proposing.words import content_words
from feedback.querysets import OpinionQuerySet
from participation import database
from participation.models import User

#: So many are shown, and only if they are at least so much alike.
SHOWN = 3
ALIKE = 0.35
#: The index is asked for a few of a text's rarest words: those that at most one in fifty published
#: opinions holds, for the list of a common word is long; where there are fewer, the three rarest.
PROBES, RARE, FEWEST_PROBES = 6, 0.02, 3
#: They are to share this much of those words, and never fewer than two; so many are looked at.
SHARED, FEWEST_SHARED, CANDIDATES = (0.75, 0.5, 0.25), 2, 40
#: Staff also look among so many of the newest opinions that are not in the public's index.
RECENT = 200


def asked_before(text: str) -> list[Opinion]:
    """Published opinions that ask what `text` asks, the likest first."""
    words, known = content_words(text), learnt.current()
    return _likest(words, _candidates(words, known, among=Opinion.objects.all()), known)


def similar_to(opinion: Opinion, *, reader: User) -> list[Opinion]:
    """Opinions the reader may see that say the same as this one: published, or new like it."""
    words, known = content_words(opinion.text), learnt.current()
    visible = Opinion.objects.visible_to(reader).exclude(pk=opinion.pk).filter(merged_into=None)
    found = {other.pk: other for other in _candidates(words, known, among=visible)}
    found |= {other.pk: other for other in visible.for_listing().order_by("-pk")[:RECENT]}
    return _likest(words, found.values(), known)


def _candidates(
    words: Sequence[str], known: Learnt, *, among: OpinionQuerySet
) -> Iterable[Opinion]:
    """Published opinions that share several rare words, those that share most first.

    The stricter question is the quicker one, and where it finds enough no other is asked.
    """
    probes = _probes(words, known)
    found: dict[int, None] = {}
    for least in sorted({math.ceil(len(probes) * share) for share in SHARED}, reverse=True):
        if least < FEWEST_SHARED or len(found) >= CANDIDATES:
            break
        ids = database.some_matching(SEARCH_KIND, probes, least=least, limit=CANDIDATES)
        found |= dict.fromkeys(ids)
    return among.published().filter(pk__in=found).for_listing()


def _probes(words: Sequence[str], known: Learnt) -> list[str]:
    rarest = sorted(words, key=known.share)[:PROBES]
    rare = [word for word in rarest if known.share(word) <= RARE]
    return rare if len(rare) >= FEWEST_PROBES else rarest[:FEWEST_PROBES]


def _likest(words: Sequence[str], others: Iterable[Opinion], known: Learnt) -> list[Opinion]:
    alike = [(_cosine(words, content_words(other.text), known), other) for other in others]
    alike.sort(key=lambda pair: (-pair[0], -pair[1].pk))
    return [other for likeness, other in alike[:SHOWN] if likeness >= ALIKE]


def _cosine(some: Sequence[str], others: Sequence[str], known: Learnt) -> float:
    shared = sum(known.weight(word) ** 2 for word in set(some) & set(others))
    lengths = [sum(known.weight(word) ** 2 for word in words) for words in (some, others)]
    return shared / (math.sqrt(math.prod(lengths)) or 1)
