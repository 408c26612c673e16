"""The mission group proposed for a text whose sender, or sorter, has not named one."""

from feedback.proposing import learnt
from feedback.proposing.counting import rank
from feedback.proposing.words import telling_words
from participation.models import MissionGroup


def group_for(text: str) -> MissionGroup | None:
    """The group a text is about, where that is sure enough; a person decides."""
    known = learnt.current()
    words = sorted(telling_words(text) & known.weights.keys())
    ranking = rank(known.groups, [known.weights[word] for word in words])
    if known.least_margin is None or ranking.margin < known.least_margin:
        return None
    return MissionGroup.objects.in_force().filter(pk=ranking.order[0]).first()
