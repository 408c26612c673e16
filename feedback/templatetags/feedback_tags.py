"""What pages of several houses show of opinions and of what became of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from feedback import quoting
from feedback.choices import Channel, OpinionKind, OpinionState, Outcome
from feedback.finding import Filter, published_about
from feedback.forms.desk import KeepForm
from feedback.marking import Piece
from feedback.masking import places_in
from feedback.models import ImprovementAction, Opinion, OpinionTally
from feedback.services import telling
from participation import reference, thai
from participation.choices import StakeholderType
from participation.drawn import drawn
from participation.models import Duty, MissionGroup, User
from participation.paging import count_of, page_of, row_number

register = template.Library()

#: How many improvements a composed page tells of.
TOLD = 3
#: How many opinions a group's page shows.
VOICES = 3
#: How many reports of readers stand on one page, the newest first.
REPORTS = 10
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
def opinion_row(
    opinion: Opinion,
    said: Iterable[Piece] = (),
    answered: Iterable[Piece] = (),
    *,
    of_group: bool = False,
) -> SafeString:
    """A published opinion in a list: what the public reads of it, and nothing else is kept.

    `said` and `answered` are the passage of it or of its answer that a search has found; `of_group`
    says that the page is the group's own.
    """
    group = None if of_group else opinion.group
    return drawn(
        "feedback/parts/opinion_row.html",
        name=opinion.number,
        number=group.number if group else None,
        drawing=group.icon if group else "",
        unit="" if of_group or group else str(opinion.unit or ""),
        kind=OpinionKind(opinion.kind),
        received_on=opinion.received_on,
        state=OpinionState(opinion.state),
        opening="" if said else quoting.opening(opinion.text),
        said=tuple(said),
        answered=tuple(answered),
        who=StakeholderType(opinion.stakeholder_type),
        supports=opinion.supports,
        outcome=Outcome(opinion.outcome) if opinion.outcome else "",
    )


@register.simple_tag
def filter_field(one: Filter, form: str) -> SafeString:
    """One filter of the public list; `form` is the id of the form it belongs to."""
    return drawn("feedback/parts/filter_field.html", filter=one, form=form)


@register.simple_tag
def card(option: Mapping[str, Any]) -> SafeString:
    """One card of a question, see `CardSelect`."""
    group: MissionGroup | None = option["group"]
    return drawn(
        "feedback/parts/card.html",
        id=option["attrs"]["id"],
        name=option["name"],
        value=str(option["value"]),
        label=str(option["label"]),
        hint=str(option["hint"] or ""),
        is_chosen=option["selected"],
        number=group.number if group else None,
        drawing=group.icon if group else "",
        group_name=group.name if group else "",
    )


@register.simple_tag
def state_badge(opinion: Opinion) -> SafeString:
    """Where an opinion stands: a drawing and its word."""
    return badge_of(OpinionState(opinion.state))


@register.simple_tag
def badge_of(state: OpinionState) -> SafeString:
    """A state: its drawing and its word."""
    css, drawing = BADGES[state]
    return drawn("feedback/parts/state_badge.html", css=css, drawing=drawing, words=state.label)


@register.simple_tag
def said_by(opinion: Opinion) -> SafeString:
    """What kind it is of, as whom somebody spoke, by which channel, and about which task."""
    task = opinion.task
    return drawn(
        "feedback/parts/said_by.html",
        kind=OpinionKind(opinion.kind),
        who=StakeholderType(opinion.stakeholder_type),
        channel=Channel(opinion.channel),
        label=task.label if task else "",
        text=task.text if task else "",
    )


@register.simple_tag
def work_cells(opinion: Opinion) -> SafeString:
    """Who answers it, where it stands, and by when; where the office owes no answer, why."""
    group, merged_into = opinion.group, opinion.merged_into
    is_owed = opinion.is_open and not merged_into and not opinion.waiting_since
    return drawn(
        "feedback/parts/work_cells.html",
        number=group.number if group else None,
        drawing=group.icon if group else "",
        unit=str(opinion.unit or ""),
        officer=str(opinion.assignee or ""),
        state=OpinionState(opinion.state),
        days=(opinion.due_on - thai.today()).days if is_owed else None,
        merged_into=merged_into.number if merged_into else "",
        waiting_since=opinion.waiting_since,
        outcome=Outcome(opinion.outcome) if opinion.outcome else "",
    )


@register.inclusion_tag("feedback/parts/tells_of_somebody.html")
def tells_of_somebody(text: str) -> dict[str, Any]:
    """What in an answer may tell who somebody is: nobody covers it, so who signs is told."""
    return {"places": places_in(text)}


@register.inclusion_tag("feedback/parts/verdicts.html")
def verdicts(opinion: Opinion) -> dict[str, Any]:
    """What the sender said of the answer and of the deed, beside the office's own word."""
    return {"verdicts": opinion.verdicts.order_by("id")}


@register.inclusion_tag("feedback/parts/reader_reports.html", takes_context=True)
def reader_reports(context: dict[str, Any], opinion: Opinion, form: KeepForm) -> dict[str, Any]:
    """What readers object to in a published text, and the way to let it stay."""
    waiting, asked = opinion.reports.filter(settled=False), context["request"].GET
    page = page_of(
        waiting,
        before=row_number(asked.get("before")),
        after=row_number(asked.get("after")),
        size=REPORTS,
    )
    return {
        "csrf_token": context["csrf_token"],
        "opinion": opinion,
        "count": count_of(waiting) if page.newer or page.older else None,
        "page": page,
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
    return {**_figures()}


@reference.remembered
def _figures() -> dict[str, Any]:
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
    return {
        "group": group,
        "number": str(group.number),
        "opinions": opinions.for_reading().order_by("-pk")[:VOICES],
        "count": published_about(group),
    }


@register.simple_tag
def with_words(duties: Sequence[Duty], reader: User) -> list[tuple[Duty, str]]:
    """Each duty with the beginning of what it is about, empty where the reader may not read it."""
    words = telling.words_of(duties, to=reader)
    return [(duty, quoting.opening(words.get(duty.key, ""))) for duty in duties]
