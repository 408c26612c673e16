"""What pages of several houses show of opinions and of what became of them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from feedback import quoting
from feedback.choices import OpinionState
from feedback.forms.desk import KeepForm
from feedback.marking import Piece
from feedback.models import ImprovementAction, Opinion, OpinionTally
from feedback.services import telling
from participation import thai
from participation.drawn import drawn
from participation.models import Duty, MissionGroup, User
from participation.paging import count_of

register = template.Library()

#: How many improvements a composed page tells of.
TOLD = 3
#: How many opinions a group's page shows.
VOICES = 3
#: How a piece of a passage is shown, found or not.
_MARKED = {True: "<mark>{}</mark>", False: "{}"}
#: Class and drawing of each state.
BADGES = {
    OpinionState.RECEIVED: ("", "received"),
    OpinionState.UNDER_REVIEW: ("badge-review", "eye"),
    OpinionState.WAITING_FOR_SENDER: ("badge-waiting", "clock"),
    OpinionState.ANSWERED: ("badge-done", "tick"),
    OpinionState.CLOSED: ("badge-closed", "lock"),
}


@register.filter
def opening(text: str) -> str:
    """The beginning of a text, cut where a phrase or a word ends."""
    return quoting.opening(text)


@register.filter
def marked(pieces: Iterable[Piece]) -> SafeString:
    """A passage with what was searched for marked in it."""
    shown = ((_MARKED[piece.is_hit], piece.text) for piece in pieces)
    return SafeString("".join(format_html(how, text) for how, text in shown))


@register.simple_tag
def state_badge(opinion: Opinion) -> SafeString:
    """Where an opinion stands: a drawing and its word."""
    state = OpinionState(opinion.state)
    css, drawing = BADGES[state]
    return drawn("feedback/parts/state_badge.html", css=css, drawing=drawing, words=state.label)


@register.inclusion_tag("feedback/parts/verdicts.html")
def verdicts(opinion: Opinion) -> dict[str, Any]:
    """What the sender said of the answer and of the deed, beside the office's own word."""
    return {"verdicts": opinion.verdicts.order_by("id")}


@register.inclusion_tag("feedback/parts/reader_reports.html", takes_context=True)
def reader_reports(context: dict[str, Any], opinion: Opinion, form: KeepForm) -> dict[str, Any]:
    """What readers object to in a published text, and the way to let it stay."""
    reports = opinion.reports.filter(settled=False).order_by("pk")
    return {
        "csrf_token": context["csrf_token"],
        "opinion": opinion,
        "reports": reports,
        "form": form,
    }


@register.inclusion_tag("feedback/parts/group_improvements.html")
def group_improvements(group: MissionGroup) -> dict[str, Any]:
    """ท่านเสนอ · เราทำ, of one group."""
    actions = ImprovementAction.objects.filter(group=group)
    return {"group": group, "actions": _told(actions)}


@register.inclusion_tag("feedback/parts/home_improvements.html")
def home_improvements() -> dict[str, Any]:
    """ท่านเสนอ · เราทำ, of the whole office."""
    return {"actions": _told(ImprovementAction.objects.all())}


def _told(actions: QuerySet[ImprovementAction]) -> QuerySet[ImprovementAction]:
    """The newest, each with those opinions it answers that may be read in public."""
    published = Opinion.objects.published().order_by("id")
    return (
        actions.select_related("group")
        .prefetch_related(Prefetch("opinions", published, to_attr="published_opinions"))
        .order_by("-done_on", "-id")[:TOLD]
    )


@register.inclusion_tag("feedback/parts/home_figures.html")
def home_figures() -> dict[str, Any]:
    """What came in this fiscal year, what was answered and how soon, what was improved."""
    year_be = thai.fiscal_year_be(thai.today())
    return {
        "year_be": year_be,
        "figures": OpinionTally.objects.filter(year=year_be).figures(),
        "improved": ImprovementAction.objects.filter(year=year_be).count(),
        "at": timezone.now(),
    }


@register.filter
def local_phone(phone: str) -> str:
    """081 234 5678 of +66812345678, 02 123 4567 of +6621234567."""
    digits = phone.replace("+66", "0", 1)
    first = 2 if digits.startswith("02") else 3
    return f"{digits[:first]} {digits[first : first + 3]} {digits[first + 3 :]}"


@register.inclusion_tag("feedback/parts/group_voices.html")
def group_voices(group: MissionGroup) -> dict[str, Any]:
    """What was said in public about the work of a group, lately."""
    opinions = Opinion.objects.published().filter(group=group)
    latest = opinions.for_listing().order_by("-pk")[:VOICES]
    return {
        "group": group,
        "number": str(group.number),
        "opinions": latest,
        "count": count_of(opinions),
    }


@register.simple_tag
def with_words(duties: Sequence[Duty], reader: User) -> list[tuple[Duty, str]]:
    """Each duty with the beginning of what it is about, empty where the reader may not read it."""
    words = telling.words_of(duties, to=reader)
    return [(duty, quoting.opening(words.get(duty.key, ""))) for duty in duties]
