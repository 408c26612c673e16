"""ปิดข้อมูลส่วนบุคคล: personal data is covered in what is shown; the text as received stays."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.choices import SEARCH_KIND, Act, Publication, ReportReason
from feedback.masking import Span, in_whole_letters, masked, places_in, spans_of
from feedback.models import Opinion
from feedback.services import desk_search, moderating
from feedback.services.apart import require_apart
from feedback.services.publishing import let_be_found
from feedback.services.reporting import settle
from participation import services
from participation.errors import DomainError
from participation.meanwhile import refuse_if_changed
from participation.models import AuditEvent, User
from participation.text import clean


@transaction.atomic
def mask_opinion(
    opinion: Opinion,
    *,
    by: User,
    spans: Iterable[Span],
    phrases: Iterable[str] = (),
    seen: int | None = None,
) -> Opinion:
    """Show the opinion with these places covered, and every place of these phrases; no others.

    A report that quotes it in other words is withdrawn.
    `spans` are places of the text as received, cleaned. Given none, nothing is covered any more.
    """
    opinion = Opinion.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
    require_apart(opinion)
    refuse_if_changed(opinion, Act.MASK, seen=seen)
    whole = clean(opinion.raw_text)
    chosen = [span for span in spans if 0 <= span.start < span.end <= len(whole)]
    for phrase in phrases:
        if not (places := spans_of(whole, phrase)):
            raise DomainError(_("“%(phrase)s” does not stand in the text.") % {"phrase": phrase})
        chosen += places
    before = opinion.text
    chosen = [in_whole_letters(whole, span) for span in chosen]
    opinion.masks = [list(span) for span in sorted(set(chosen))]
    opinion.text = masked(whole, chosen)
    if opinion.publication == Publication.PUBLISHED:
        _require_nothing_uncovered(before, opinion.text)
    opinion.save(update_fields=["masks", "text"])
    desk_search.enter_again(opinion)
    moderating.record(Act.MASK, opinion, by=by)
    settle(opinion, by=by, reason=ReportReason.PERSONAL_DATA)
    if opinion.publication == Publication.PUBLISHED:
        let_be_found(opinion)
    if opinion.text != before:
        services.withdraw_files(quoting=opinion, kind=SEARCH_KIND, by=by)
    return opinion


def _require_nothing_uncovered(before: str, after: str) -> None:
    """What may tell who is meant comes before the public by publishing alone, never on the side."""
    if set(places_in(after)) - set(places_in(before)):
        raise DomainError(
            _(
                "Everybody reads this opinion, and without that cover it may tell who is meant. "
                "Take it out of the public's sight first."
            )
        )


def read_as_received(opinion: Opinion, *, by: User) -> str:
    """The text before anything was covered; that it was read stays on record."""
    AuditEvent.record(Act.READ_RAW, opinion, by=by)
    return clean(opinion.raw_text)
