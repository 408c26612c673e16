"""Posters and links that lead to the form, and the form on paper."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback import posters
from feedback.forms.linking import LinkForm
from feedback.models import EntryLink, Opinion
from feedback.services.linking import make_link, restore_link, retire_link
from participation.http import UserRequest, require
from participation.paging import page_of, row_number

PAGE_SIZE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def links(request: UserRequest) -> HttpResponse:
    """The links of the office, and a form for another."""
    require(request, "feedback.make_links")
    form = LinkForm(request.POST) if request.method == "POST" else LinkForm()
    if form.is_valid():
        link = make_link(form.cleaned_data["name"], by=request.user, **form.arguments)
        messages.success(request, _("“%(name)s” is ready to print.") % {"name": link.name})
        return redirect("feedback:links")
    page = page_of(
        EntryLink.objects.select_related("group", "school"),
        before=row_number(request.GET.get("before", "")),
        after=row_number(request.GET.get("after", "")),
        size=PAGE_SIZE,
    )
    came = Opinion.objects.filter(entry__in=page.rows).order_by().values_list("entry")
    counts = dict(came.annotate(Count("pk")))
    context = {
        "form": form,
        "page": page,
        "rows": [(link, _address(request, link), counts.get(link.pk, 0)) for link in page.rows],
    }
    return TemplateResponse(request, "feedback/desk_links.html", context)


@require_POST
def retire(request: UserRequest, slug: str) -> HttpResponse:
    """A link is used no longer; what came by it stays."""
    return _change(request, slug, retire_link, _("“%(name)s” is no longer in use."))


@require_POST
def restore(request: UserRequest, slug: str) -> HttpResponse:
    """A retired link is used again, under its own address."""
    return _change(request, slug, restore_link, _("“%(name)s” is in use again."))


def _change(
    request: UserRequest, slug: str, change: Callable[..., object], said: str
) -> HttpResponse:
    require(request, "feedback.make_links")
    link = get_object_or_404(EntryLink, slug=slug)
    change(link, by=request.user)
    messages.success(request, said % {"name": link.name})
    return redirect("feedback:links")


@require_safe
def poster(request: UserRequest, slug: str, size: str) -> HttpResponse:
    """A poster or a card to print."""
    require(request, "feedback.make_links")
    link = get_object_or_404(EntryLink.objects.select_related("group", "school"), slug=slug)
    made = posters.poster(link, size=size, address=_address(request, link))
    return _pdf(made, name=f"{size}-{slug}")


@login_not_required
@require_safe
def paper_form(request: HttpRequest) -> HttpResponse:
    """The form on paper, for whoever prints it."""
    address = request.build_absolute_uri(reverse("feedback:track"))
    return _pdf(posters.paper_form(address=address), name="opinion-form")


def _address(request: HttpRequest, link: EntryLink) -> str:
    path = reverse("feedback:new_opinion")
    return request.build_absolute_uri(f"{path}?from={link.slug}")


def _pdf(content: bytes, *, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
