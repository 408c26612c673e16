"""The staff's desk: opinions are found."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from feedback.filters import OpinionFilter
from feedback.forms.together import acts_of
from participation import reference
from participation.http import UserRequest, require
from participation.paging import page_of, queue_page_of, row_number

#: Rows of the desk's list.
PAGE_SIZE = 25


@require_safe
def desk_opinions(request: UserRequest) -> HttpResponse:
    """Opinions the reader may see: what is open soonest due first, all others newest first."""
    require(request, "feedback.read_desk")
    narrowed = OpinionFilter(request.GET, request.user)
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    page = (
        queue_page_of(narrowed.qs.for_rows(), before=before, after=after, size=PAGE_SIZE)
        if narrowed.is_queue
        else page_of(
            narrowed.newest_first,
            before=row_number(before),
            after=row_number(after),
            size=PAGE_SIZE,
        )
    )
    reference.placed(page.rows)
    return TemplateResponse(
        request,
        "feedback/desk_opinion_list.html",
        {
            "page": page,
            "count": narrowed.count,
            "options": narrowed.options(),
            "queues": narrowed.queue_links(),
            "queue": narrowed.chosen_queue,
            "acts": (acts := acts_of(request.user)),
            "has_ticks": bool(acts),
            "whole": narrowed.data.urlencode(),
            "words": narrowed.data.get("q", ""),
            "due": narrowed.due,
        },
    )
