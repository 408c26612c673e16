"""A reader stands behind a published opinion, or takes that back."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from feedback.marks import For, marks_of
from feedback.models import Opinion
from feedback.services import supporting
from feedback.views import readers
from participation.errors import DomainError


@login_not_required
@never_cache
@require_POST
def support_opinion(request: HttpRequest, number: str) -> HttpResponse:
    """The form says which of the two is wished, so a press made twice changes nothing more."""
    opinion = get_object_or_404(Opinion.objects.published().numbered(number))
    reader = readers.acting_reader(request)
    if readers.are_too_many(request, reader):
        return render(request, "429.html", status=429)
    takes_back = "take_back" in request.POST
    act = supporting.take_support_back if takes_back else supporting.support_opinion
    try:
        act(opinion, marks=marks_of(reader.name, opinion, why=For.SUPPORT))
    except DomainError as error:
        raise Http404 from error
    return readers.remember(request, redirect(f"{opinion.get_absolute_url()}#support"), reader)
