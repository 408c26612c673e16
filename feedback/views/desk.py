"""The staff's desk: opinions are found, sorted, answered, published."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from feedback import codes, conversation
from feedback.choices import ANSWERING, TURNS, Act, OpinionState, ReasonClass
from feedback.filters import OpinionFilter
from feedback.forms.desk import (
    AnswerForm,
    AskForm,
    DraftForm,
    PublishForm,
    ResumeForm,
    SeenForm,
    SendBackForm,
    SignForm,
    SortForm,
    WithholdForm,
)
from feedback.masking import suggested
from feedback.models import AnswerDraft, Opinion, OpinionContact, Response
from feedback.querysets import OpinionQuerySet
from feedback.services import conversing, drafting, publishing, sorting, wording
from feedback.services.waiting import duty_of, sign_off_duty_of
from participation import thai
from participation.errors import DomainError
from participation.http import UserRequest, require
from participation.meanwhile import events, last_seen
from participation.paging import Count, count_of, page_of, queue_page_of, row_number
from participation.waiting import who_acts, who_names_answerers

#: What the page tells of; a draft may be saved as often as one likes.
ON_RECORD = [act for act in Act.values if act != Act.DRAFT]
#: Rows of the desk's list.
PAGE_SIZE = 25


@require_safe
def desk_opinions(request: UserRequest) -> HttpResponse:
    """Opinions the reader may see: what is open soonest due first, all others newest first."""
    require(request, "feedback.read_desk")
    narrowed = OpinionFilter(request.GET, request.user)
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    page = (
        queue_page_of(narrowed.qs.for_listing(), before=before, after=after, size=PAGE_SIZE)
        if narrowed.is_queue
        else page_of(
            narrowed.qs.for_listing(),
            before=row_number(before),
            after=row_number(after),
            size=PAGE_SIZE,
        )
    )
    return TemplateResponse(
        request,
        "feedback/desk_opinion_list.html",
        {
            "page": page,
            "count": count_of(narrowed.qs),
            "options": narrowed.options(),
            "words": narrowed.data.get("q", ""),
            "due": _due_counts(narrowed.qs) if narrowed.is_queue else {},
            "today": thai.today(),
        },
    )


def _due_counts(opinions: OpinionQuerySet) -> dict[str, Count]:
    today = thai.today()
    return {
        "late": count_of(opinions.filter(due_on__lt=today)),
        "today": count_of(opinions.filter(due_on=today)),
        "tomorrow": count_of(opinions.filter(due_on=today + dt.timedelta(days=1))),
    }


@require_safe
def desk_opinion(request: UserRequest, number: str) -> HttpResponse:
    """One opinion: its words, where it stands, what may be done with it."""
    return _page(request, find_opinion(request, number, "feedback.read_desk"))


@require_POST
def sort_opinion(request: UserRequest, number: str) -> HttpResponse:
    opinion = find_opinion(request, number, "feedback.sort_opinion")
    said = _("Opinion %(number)s is sorted.")
    return _act(request, opinion, SortForm(request.POST), sorting.sort_opinion, said)


@require_POST
def answer_opinion(request: UserRequest, number: str) -> HttpResponse:
    opinion = find_opinion(request, number, "feedback.answer_opinion")
    form = AnswerForm(request.POST, opinion=opinion, by=request.user)
    said = _("The answer to %(number)s is sent.")
    if form.is_handed_in:
        said = _("The answer to %(number)s is handed in; the head of the unit signs it off.")
    return _act(request, opinion, form, drafting.hand_in, said)


@require_POST
def save_draft(request: UserRequest, number: str) -> HttpResponse:
    opinion = find_opinion(request, number, "feedback.answer_opinion")
    form = DraftForm(request.POST, opinion=opinion, by=request.user)
    said = _("The draft of the answer to %(number)s is saved.")
    return _act(request, opinion, form, drafting.save_draft, said)


@require_POST
def use_wording(request: UserRequest, number: str) -> HttpResponse:
    """The page again, with the template below what was typed so far; nothing is kept yet."""
    opinion = find_opinion(request, number, "feedback.answer_opinion")
    form = DraftForm(request.POST, opinion=opinion, by=request.user)
    if not form.is_valid():
        return _page(request, opinion, refused=form)
    typed = dict(form.cleaned_data)
    if chosen := typed.get("wording"):
        texts = [typed["text"], wording.filled(chosen, opinion)]
        typed["text"] = "\n\n".join(text for text in texts if text)
        typed["outcome"] = typed["outcome"] or chosen.outcome
    begun = AnswerForm(initial=typed, opinion=opinion, by=request.user)
    return _page(request, opinion, begun=begun)


@require_POST
def sign_answer(request: UserRequest, number: str) -> HttpResponse:
    opinion = find_opinion(request, number, "feedback.sign_answer")
    said = _("The answer to %(number)s is signed off and sent.")
    return _act(request, opinion, SignForm(request.POST), drafting.sign_off, said)


@require_POST
def send_back_answer(request: UserRequest, number: str) -> HttpResponse:
    opinion = find_opinion(request, number, "feedback.sign_answer")
    said = _("The answer to %(number)s is sent back to be changed.")
    return _act(request, opinion, SendBackForm(request.POST), drafting.send_back, said)


@require_POST
def ask_sender(request: UserRequest, number: str) -> HttpResponse:
    opinion = find_opinion(request, number, "feedback.answer_opinion")
    said = _("The question about %(number)s is sent. The day it is due moves by the days we wait.")
    return _act(request, opinion, AskForm(request.POST), conversing.ask_sender, said)


@require_POST
def resume_opinion(request: UserRequest, number: str) -> HttpResponse:
    opinion = find_opinion(request, number, "feedback.answer_opinion")
    said = _("Opinion %(number)s waits for its sender no longer.")
    return _act(request, opinion, ResumeForm(request.POST), conversing.resume, said)


@require_POST
def publish_opinion(request: UserRequest, number: str) -> HttpResponse:
    opinion = find_opinion(request, number, "feedback.publish_opinion")
    said = _("Opinion %(number)s is published.")
    return _act(request, opinion, PublishForm(request.POST), publishing.publish_opinion, said)


@require_POST
def withhold_opinion(request: UserRequest, number: str) -> HttpResponse:
    opinion = find_opinion(request, number, "feedback.publish_opinion")
    said = _("Opinion %(number)s is not published.")
    return _act(request, opinion, WithholdForm(request.POST), publishing.withhold_opinion, said)


def find_opinion(request: UserRequest, number: str, permission: str) -> Opinion:
    """404 for what the reader may not see, 403 for what they may not do."""
    visible = Opinion.objects.visible_to(request.user).for_listing().for_answering()
    opinion = get_object_or_404(visible.numbered(number))
    require(request, permission, opinion)
    return opinion


def _act(
    request: UserRequest, opinion: Opinion, form: SeenForm, act: Callable[..., object], said: str
) -> HttpResponse:
    """Do what the form asks for and say so, or bring the form back with what is to be mended."""
    if form.is_valid():
        try:
            act(opinion, by=request.user, **form.arguments)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, said % {"number": opinion.number})
            return redirect("feedback:desk_opinion", opinion.number)
    return _page(request, opinion, refused=form)


def _page(
    request: UserRequest,
    opinion: Opinion,
    *,
    refused: SeenForm | None = None,
    begun: AnswerForm | None = None,
) -> HttpResponse:
    """The opinion's page; a form that was refused or only begun comes back as it was typed."""
    if refused:
        # Somebody else may have acted meanwhile: show the opinion as it is now.
        opinion = Opinion.objects.for_listing().for_answering().get(pk=opinion.pk)
    responses = list(
        opinion.responses.select_related("unit", "answered_by", "signed_by").order_by("-id")
    )
    queue = Opinion.objects.visible_to(request.user).open()
    draft = AnswerDraft.objects.filter(opinion=opinion).select_related("written_by").first()
    waits = sign_off_duty_of(opinion) if draft and draft.submitted_at else duty_of(opinion)
    people = who_acts(waits, on=thai.today()) if opinion.is_open else []
    is_left_over = opinion.is_open and not opinion.needs_sorting and not people
    context: dict[str, Any] = {
        "opinion": opinion,
        "answer": responses[0] if responses else None,
        "earlier_answers": responses[1:],
        "turns": conversation.of_staff(opinion),
        "people": people,
        "draft": draft,
        "is_left_over": is_left_over,
        "namers": who_names_answerers() if is_left_over else [],
        "history": [
            (event, Act(event.verb).label)
            for event in events(opinion, ON_RECORD).select_related("by")
        ],
        "is_shown_cleaned": not opinion.masks
        and opinion.raw_text.replace("\r\n", "\n").strip() != opinion.text,
        "may_read_raw": opinion.masks and request.user.has_perm("feedback.read_raw", opinion),
        "days_since": (thai.today() - opinion.received_on).days,
        "may_mask": request.user.has_perm("feedback.mask_opinion", opinion),
        "to_cover": suggested(opinion.text),
        "next": queue.following(opinion),
        "previous": queue.preceding(opinion),
        "refused": refused,
    }
    context |= _forms(request, opinion, responses[:1], draft)
    # Only who answers needs to reach the sender.
    contact = OpinionContact.objects.filter(opinion=opinion)
    answers = request.user.has_perm("feedback.answer_opinion", opinion)
    context["contact"] = contact.first() if answers else None
    if given := refused or begun:
        context[f"{given.name}_form"] = given
    return TemplateResponse(
        request,
        "feedback/desk_opinion_detail.html",
        context,
        status=409 if refused and refused.is_outdated else 200,
    )


def _forms(
    request: UserRequest, opinion: Opinion, last: list[Response], draft: AnswerDraft | None
) -> dict[str, SeenForm | None]:
    """What the reader may do with the opinion now."""
    may = request.user.has_perm
    names = (
        *("sort_form", "ask_form", "resume_form", "answer_form"),
        *("sign_form", "send_back_form", "publish_form", "withhold_form"),
    )
    forms: dict[str, SeenForm | None] = dict.fromkeys(names)
    seen = {"seen": last_seen(opinion, *TURNS)}
    answered = {"seen": last_seen(opinion, *ANSWERING)}
    if opinion.is_open and may("feedback.sort_opinion", opinion):
        forms["sort_form"] = SortForm(initial=seen | {"place": SortForm.value_of(opinion)})
    if (opinion.group or opinion.unit) and may("feedback.answer_opinion", opinion):
        forms["answer_form"] = AnswerForm(
            initial=answered | _begun(last, draft), opinion=opinion, by=request.user
        )
        if opinion.is_open and not opinion.import_key:
            forms["ask_form"] = AskForm(initial=seen | {"key": codes.new_submission_key()})
        if opinion.state == OpinionState.WAITING_FOR_SENDER:
            forms["resume_form"] = ResumeForm(initial=seen)
    if draft and draft.submitted_at and may("feedback.sign_answer", opinion):
        forms["sign_form"] = SignForm(initial=answered)
        forms["send_back_form"] = SendBackForm(initial=answered)
    if may("feedback.publish_opinion", opinion):
        seen = {"seen": last_seen(opinion, Act.PUBLISH, Act.WITHHOLD)}
        forms["publish_form"] = PublishForm(initial=seen)
        forms["withhold_form"] = WithholdForm(initial=seen | {"reason": opinion.withheld_reason})
    return forms


def _begun(last: list[Response], draft: AnswerDraft | None) -> dict[str, str]:
    """What the form of an answer begins with: the draft, or the answer it would replace."""
    if not (begun := draft or (last[0] if last else None)):
        return {}
    reason = "" if begun.reason == ReasonClass.UNSTATED else begun.reason
    return {"text": begun.text, "outcome": begun.outcome, "reason": reason}
