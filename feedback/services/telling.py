"""What a duty is about, in the words of who said it: asked when it is shown, copied nowhere."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet, Value

from feedback.models import Opinion, Recommendation
from feedback.services import reviewing
from feedback.services.waiting import ABOUT_OPINIONS
from participation.models import Duty, User


def words_of(duties: Sequence[Duty], *, to: User) -> dict[str, str]:
    """By the key of a duty, the text it is about, where `to` may read it.

    One question, whatever stands on the page: how many a desk asks does not hang on what waits.
    """
    subjects = {kind: _subjects(duties, kind) for kind in (*ABOUT_OPINIONS, reviewing.DUTY)}
    about = {pk for kind in ABOUT_OPINIONS for pk in subjects[kind]}
    opinions = Opinion.objects.visible_to(to).filter(pk__in=about)
    recommendations = Recommendation.objects.filter(pk__in=subjects[reviewing.DUTY])
    if not to.has_perm("feedback.read_reviews"):
        recommendations = recommendations.none()
    rows = _texts(opinions, "opinion").union(_texts(recommendations, "recommendation"), all=True)
    texts = {(of, pk): text for of, pk, text in rows}
    return {
        f"{kind}:{pk}": texts[of, pk]
        for kind, pks in subjects.items()
        for of in ("recommendation" if kind == reviewing.DUTY else "opinion",)
        for pk in pks
        if (of, pk) in texts
    }


def _texts(things: QuerySet[Any], of: str) -> QuerySet[Any, Any]:
    return things.order_by().values_list(Value(of), "pk", "text")


def _subjects(duties: Sequence[Duty], kind: str) -> list[int]:
    """Ids of what the duties of a kind are about."""
    parted = (duty.key.partition(":") for duty in duties)
    return [int(pk) for key, _colon, pk in parted if key == kind and pk.isdecimal()]
