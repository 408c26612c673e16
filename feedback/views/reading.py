"""Read what people said in public."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from feedback import codes
from feedback.finding import RANKED, PublicList
from feedback.marking import Piece, passage
from feedback.marks import For, marks_of
from feedback.models import Opinion, Response, Support
from feedback.standing import steps
from feedback.views import readers
from participation import reference
from participation.kept_pages import may_be_kept
from participation.paging import page_of, row_number

OPINIONS_ON_A_PAGE = 20


class Row(NamedTuple):
    """An opinion of the list; of a search the passage of it, or of its answer, that was found."""

    opinion: Opinion
    #: Whether its number was asked for.
    is_numbered: bool
    said: Sequence[Piece]
    answered: Sequence[Piece]


@may_be_kept
@login_not_required
@require_safe
def opinions(request: HttpRequest) -> HttpResponse:
    """What people said in public: newest first, or what a search finds, best first."""
    if "" in request.GET.values():
        return redirect(_tidy(request))
    asked = PublicList(request.GET)
    context: dict[str, Any] = {"asked": asked, "count": asked.count(), "ranked": RANKED}
    if asked.is_ranked:
        pages = Paginator(asked.best_first, OPINIONS_ON_A_PAGE)
        pages.count = asked.ranked
        page = pages.get_page(request.GET.get("page"))
        shown = list(page)
        context["ranked_page"] = page
    else:
        by_day = page_of(
            asked.newest_first,
            before=row_number(request.GET.get("before")),
            after=row_number(request.GET.get("after")),
            size=OPINIONS_ON_A_PAGE,
        )
        shown = by_day.rows
        context["page"] = by_day
    context["rows"] = _rows(reference.placed(shown), asked)
    return TemplateResponse(request, "feedback/opinion_list.html", context)


@login_not_required
@cache_control(private=True)  # its form is of one reader
@require_safe
def opinion(request: HttpRequest, number: str) -> HttpResponse:
    """One published opinion with its answer."""
    opinion = Opinion.objects.published().numbered(number).with_answers().first()
    if opinion is None:
        merged = Opinion.objects.merged_in_public().select_related("merged_into")
        return redirect(_with_main(get_object_or_404(merged.numbered(number))))
    reference.placed([opinion])
    context = {
        "opinion": opinion,
        "steps": steps(opinion),
        "came_by": _came_by(request, opinion),
        "is_supported": _is_supported(request, opinion),
        "key": codes.new_submission_key(),
    }
    return TemplateResponse(request, "feedback/opinion_detail.html", context)


def _with_main(merged: Opinion) -> str:
    """Where what was merged is answered, and whence the reader comes."""
    assert merged.merged_into  # noqa: S101 (for the type checker)
    return f"{merged.merged_into.get_absolute_url()}?from={merged.number}"


def _came_by(request: HttpRequest, main: Opinion) -> Opinion | None:
    """The opinion the reader asked for, where it is answered with this one."""
    if "from" not in request.GET:
        return None
    merged = Opinion.objects.merged_in_public().filter(merged_into=main)
    return merged.numbered(request.GET["from"]).first()


def _is_supported(request: HttpRequest, opinion: Opinion) -> bool:
    """Whether this reader stands behind it; nobody is asked who has never acted here."""
    reader = readers.known_reader(request)
    marks = marks_of(reader.name, opinion, why=For.SUPPORT) if reader else []
    return bool(marks) and Support.objects.filter(opinion=opinion, mark__in=marks).exists()


def _tidy(request: HttpRequest) -> str:
    """The same address without what a form has left empty, so that it can be passed on."""
    data = request.GET.copy()
    for name in [name for name, value in request.GET.items() if not value]:
        del data[name]
    return f"{reverse('feedback:opinions')}?{data.urlencode()}".rstrip("?")


def _rows(opinions: Sequence[Opinion], asked: PublicList) -> list[Row]:
    """With what was found of each, or of its answer where none of it stands in the opinion."""
    tokens = asked.tokens
    if not tokens:
        return [Row(opinion, is_numbered=False, said=[], answered=[]) for opinion in opinions]
    said = {opinion.pk: passage(opinion.text, tokens) for opinion in opinions}
    elsewhere = [pk for pk, pieces in said.items() if not pieces]
    answers = _answers_to(elsewhere)
    return [
        Row(
            opinion,
            opinion.pk in asked.numbered,
            said[opinion.pk],
            passage(answers.get(opinion.pk, ""), tokens),
        )
        for opinion in opinions
    ]


def _answers_to(opinions: Sequence[int]) -> dict[int, str]:
    """The text of the last answer of each."""
    if not opinions:
        return {}
    answers = Response.objects.filter(opinion__in=opinions).order_by("pk")
    return dict(answers.values_list("opinion", "text"))
