"""What is new in public, for feed readers."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from feedback.choices import SEARCH_KIND
from feedback.models import Opinion
from feedback.quoting import opening
from participation import reference, thai
from participation.models import MissionGroup, Office, SearchEntry

#: How many opinions a feed holds; a reader asks for it more often than so many are published.
ITEMS = 30
#: So many of the last to become public are looked through for those of a group.
LATELY = 1000


class OpinionFeed(Feed):
    """Opinions in the order in which they became public, each with the answer that holds."""

    feed_type = Rss201rev2Feed
    item_guid_is_permalink = False

    def __init__(self, group: MissionGroup | None = None) -> None:
        self.group, self.office = group, Office.current()

    def title(self) -> str:
        told = [_("Opinions and answers"), self.group, self.office.portal_name]
        return " · ".join(str(part) for part in told if part)

    def description(self) -> str:
        return _("What people told the office, and what it answered.")

    def link(self) -> str:
        group = self.group
        return reverse("feedback:opinions") + (f"?group={group.number}" if group else "")

    def feed_url(self) -> str:
        group = self.group
        return (
            reverse("feedback:group_feed", args=[group.number])
            if group
            else reverse("feedback:feed")
        )

    def items(self) -> Sequence[Opinion]:
        return lately_published(self.group)

    def item_title(self, opinion: Opinion) -> str:
        return f"{opinion.number}: {opening(opinion.text)}"

    def item_description(self, opinion: Opinion) -> str:
        answers = sorted(opinion.responses.all(), key=lambda answer: answer.pk)
        context = {"opinion": opinion, "answer": answers[-1] if answers else None}
        return render_to_string("feedback/parts/feed_item.html", context)

    def item_guid(self, opinion: Opinion) -> str:
        """Stays when the portal moves to another address."""
        return f"urn:opinion:{self.office.code_prefix.lower()}:{opinion.number}"

    def item_pubdate(self, opinion: Opinion) -> Any:
        """The day it was received; nothing finer is kept (docs/adr/0012)."""
        return thai.start_of(opinion.received_on)

    def item_categories(self, opinion: Opinion) -> Sequence[str]:
        return [str(opinion.group)] if opinion.group else []


@login_not_required
@cache_control(public=True, no_cache=True)  # asked about each time: what is withheld is gone
@conditional_page
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """What was said to the office."""
    return OpinionFeed()(request)


@login_not_required
@cache_control(public=True, no_cache=True)  # asked about each time: what is withheld is gone
@conditional_page
@require_safe
def group_feed(request: HttpRequest, number: int) -> HttpResponse:
    """What was said to one group."""
    group = get_object_or_404(MissionGroup.objects.in_force(), number=number)
    return OpinionFeed(group)(request)


def lately_published(group: MissionGroup | None) -> list[Opinion]:
    """Those that became public last, the latest first, with their answers.

    An opinion enters the search index when it becomes public, so its place there is the order; of
    a group, among the last `LATELY` of all.
    """
    entries = SearchEntry.objects.filter(kind=SEARCH_KIND).order_by("-pk")
    ids = entries.values_list("object_id", flat=True)[: LATELY if group else ITEMS]
    places = {pk: place for place, pk in enumerate(ids)}
    found = Opinion.objects.published().filter(pk__in=places)
    if group:
        found = found.filter(group__number=group.number)
    latest = sorted(found.values_list("pk", flat=True), key=places.__getitem__)[:ITEMS]
    shown = Opinion.objects.with_answers().in_bulk(latest)
    return reference.placed([shown[pk] for pk in latest])
