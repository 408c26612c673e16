"""The staff's desk: opinions are found."""

import datetime as dt

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from feedback.choices import WITH_THE_OFFICE
from feedback.filters import OpinionFilter
from feedback.forms.together import acts_of
from feedback.querysets import OpinionQuerySet
from participation import thai
from participation.http import UserRequest, require
from participation.paging import Count, count_of, page_of, queue_page_of, row_number

#: Rows of the desk's list.
PAGE_SIZE = 25


@require_safe
def desk_opinions(request: UserRequest) -> HttpResponse:
    """Opinions the reader may see: what is open soonest due first, all others newest first."""
    require(request, "feedback.read_desk")
    narrowed = OpinionFilter(request.GET, request.user)
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    page = (
        queue_page_of(narrowed.qs.for_queue(), before=before, after=after, size=PAGE_SIZE)
        if narrowed.is_queue
        else page_of(
            narrowed.newest_first,
            before=row_number(before),
            after=row_number(after),
            size=PAGE_SIZE,
        )
    )
    count = narrowed.count
    return TemplateResponse(
        request,
        "feedback/desk_opinion_list.html",
        {
            "page": page,
            "count": count,
            "options": narrowed.options(),
            "queues": narrowed.queue_links(),
            "queue": narrowed.chosen_queue,
            "acts": acts_of(request.user),
            "whole": narrowed.data.urlencode(),
            "words": narrowed.data.get("q", ""),
            "due": _due_counts(narrowed.qs) if narrowed.tells_due and count is not None else {},
        },
    )


def _due_counts(opinions: OpinionQuerySet) -> dict[str, Count]:
    """What the office owes soon; what waits for its sender has its day moved."""
    today, ours = thai.today(), opinions.filter(state__in=WITH_THE_OFFICE)
    return {
        "late": count_of(opinions.late(on=today)),
        "today": count_of(ours.filter(due_on=today)),
        "tomorrow": count_of(ours.filter(due_on=today + dt.timedelta(days=1))),
    }
