"""Whether an opinion is read in public; may be changed back."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from feedback.choices import SEARCH_KIND, Act, MaskKind, Publication
from feedback.lengths import require_fits
from feedback.masking import Span, suggested
from feedback.models import Opinion
from feedback.services import moderating
from feedback.services.apart import require_apart
from feedback.services.reporting import DECIDING, MAX_REASON, settle
from feedback.services.vetting import gaps_in
from participation import services
from participation.errors import DomainError
from participation.meanwhile import refuse_if_changed
from participation.models import User
from participation.text import clean


@transaction.atomic
def publish_opinion(
    opinion: Opinion, *, by: User, seen: int | None = None, may_be_public: bool = False
) -> Opinion:
    """Show an opinion in public, with its answer once there is one; done already, it is well.

    Refused while a place in either may tell who is meant, unless somebody has read them all and
    says that they `may_be_public`, which stays on record; and while the answer has a gap.
    """
    opinion = Opinion.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
    if opinion.publication == Publication.PUBLISHED:
        return opinion
    require_apart(opinion)
    refuse_if_changed(opinion, *DECIDING, seen=seen)
    said, *answered = read_in_public(opinion)
    _require_filled(answered)
    places = [span for text in (said, *answered) for span in suggested(text)]
    if places and not may_be_public:
        raise DomainError(_to_be_looked_at(places))
    opinion.publication, opinion.withheld_reason = Publication.PUBLISHED, ""
    opinion.save(update_fields=["publication", "withheld_reason"])
    moderating.record(Act.PUBLISH, opinion, by=by, reason=_looked_at(places))
    let_be_found(opinion)
    return opinion


@transaction.atomic
def withhold_opinion(
    opinion: Opinion, *, by: User, reason: str, seen: int | None = None
) -> Opinion:
    """Keep an opinion out of the public's sight, or take it out again; says why.

    Withheld for this reason already, it is well.
    """
    opinion = Opinion.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
    reason = clean(reason)
    if not reason:
        raise DomainError(_("Give the reason."))
    require_fits(reason, MAX_REASON)
    if opinion.publication == Publication.WITHHELD and opinion.withheld_reason == reason:
        return opinion
    require_apart(opinion)
    refuse_if_changed(opinion, *DECIDING, seen=seen)
    opinion.publication, opinion.withheld_reason = Publication.WITHHELD, reason
    opinion.save(update_fields=["publication", "withheld_reason"])
    moderating.record(Act.WITHHOLD, opinion, by=by, reason=reason)
    settle(opinion, by=by)
    services.unindex(opinion, kind=SEARCH_KIND)
    services.withdraw_files(quoting=opinion, kind=SEARCH_KIND, by=by)
    return opinion


def _require_filled(answers: Iterable[str]) -> None:
    """No gap of a wording comes before the public, even of an answer given long ago."""
    if gaps := [gap for answer in answers for gap in gaps_in(answer)]:
        raise DomainError(
            _(
                "Something is not filled in in its official answer: %(gaps)s. Replace the answer "
                "first, then publish."
            )
            % {"gaps": " ".join(gaps)}
        )


def _to_be_looked_at(places: Sequence[Span]) -> str:
    return _(
        "Something in it may tell who is meant (%(kinds)s). Cover that, or read the marked places "
        "on its own page and tick that they may be public."
    ) % {"kinds": _kinds(places)}


def _looked_at(places: Sequence[Span]) -> str:
    """For the record; in Thai, which its readers know."""
    if not places:
        return ""
    with override("th"):
        return _("Read and found fit for the public: %(kinds)s.") % {"kinds": _kinds(places)}


def _kinds(places: Sequence[Span]) -> str:
    return ", ".join(dict.fromkeys(str(MaskKind(place.kind).label) for place in places))


def hold_published(texts: Mapping[int, str]) -> bool:
    """Whether all of these are read in public in these words, until the caller's transaction ends.

    `texts` are by the id of the opinion.
    """
    rows = Opinion.objects.published().filter(pk__in=texts).select_for_update(of=("self",))
    return dict(rows.order_by("pk").values_list("pk", "text")) == texts


def let_be_found(opinion: Opinion) -> None:
    """Index what the public reads of an opinion."""
    services.index(opinion, kind=SEARCH_KIND, texts=read_in_public(opinion))


def read_in_public(opinion: Opinion) -> list[str]:
    """What the public reads of an opinion once it is published: its text, the answer that holds."""
    answers = opinion.responses.order_by("-id").values_list("text", flat=True)
    return [opinion.text, *answers[:1]]
