"""What a duty is about, in the words of who said it: asked when it is shown, copied nowhere."""

from collections.abc import Sequence

from feedback.models import Opinion, Recommendation
from feedback.services import reviewing, waiting
from participation.models import Duty, User


def words_of(duties: Sequence[Duty], *, to: User) -> dict[str, str]:
    """By the key of a duty, the text it is about, where `to` may read it."""
    kinds = {kind: _subjects(duties, kind) for kind in waiting.ABOUT_OPINIONS}
    asked_about = {pk for subjects in kinds.values() for pk in subjects}
    opinions = Opinion.objects.visible_to(to).filter(pk__in=asked_about)
    texts = dict(opinions.order_by().values_list("pk", "text"))
    words = {
        f"{kind}:{pk}": texts[pk]
        for kind, subjects in kinds.items()
        for pk in subjects
        if pk in texts
    }
    asked = _subjects(duties, reviewing.DUTY)
    if asked and to.has_perm("feedback.read_reviews"):
        recommendations = Recommendation.objects.filter(pk__in=asked).order_by()
        words |= {reviewing.duty_key(one): one.text for one in recommendations}
    return words


def _subjects(duties: Sequence[Duty], kind: str) -> list[int]:
    """Ids of what the duties of a kind are about."""
    parted = (duty.key.partition(":") for duty in duties)
    return [int(pk) for key, _colon, pk in parted if key == kind and pk.isdecimal()]
