"""The staff's desk: one opinion with what may be done with it; it is sorted and published."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from feedback import codes, conversation
from feedback.choices import (
    ANSWERING,
    ASSIGNING,
    TURNS,
    Act,
    OpinionState,
    Publication,
    ReasonClass,
)
from feedback.forms.answering import AnswerForm, AskForm, ResumeForm, SendBackForm, SignForm
from feedback.forms.assigning import GiveForm, LetGoForm, ReturnForm, TakeOnForm
from feedback.forms.desk import (
    KeepForm,
    PublishForm,
    RestrictForm,
    SeenForm,
    SortForm,
    WithholdForm,
)
from feedback.masking import places_in
from feedback.models import AnswerDraft, Opinion, OpinionContact, Response, RuleDecision
from feedback.rudeness import rude_words_in
from feedback.services import publishing, reporting, restricting, sorting
from feedback.services.waiting import sign_off_duty_of, undated_duty_of
from participation import thai
from participation.errors import DomainError
from participation.http import UserRequest, gone_is_404, require
from participation.meanwhile import events, last_seen
from participation.models import AuditEvent, User
from participation.waiting import who_acts, who_names_answerers

#: What the page tells of; a draft may be saved as often as one likes.
ON_RECORD = [act for act in Act.values if act != Act.DRAFT]


@require_safe
def desk_opinion(request: UserRequest, number: str) -> HttpResponse:
    """One opinion: its words, where it stands, what may be done with it."""
    return opinion_page(request, find_opinion(request, number, "feedback.read_desk"))


@require_POST
def sort_opinion(request: UserRequest, number: str) -> HttpResponse:
    opinion = find_opinion(request, number, "feedback.sort_opinion")
    said = _("Opinion %(number)s is sorted.")
    return act_on(request, opinion, SortForm(request.POST), sorting.sort_opinion, said)


@require_POST
def publish_opinion(request: UserRequest, number: str) -> HttpResponse:
    opinion = find_opinion(request, number, "feedback.publish_opinion")
    said = _("Opinion %(number)s is published.")
    form = PublishForm(request.POST, opinion=opinion)
    return act_on(request, opinion, form, publishing.publish_opinion, said)


@require_POST
def withhold_opinion(request: UserRequest, number: str) -> HttpResponse:
    opinion = find_opinion(request, number, "feedback.publish_opinion")
    said = _("Opinion %(number)s is not published.")
    return act_on(request, opinion, WithholdForm(request.POST), publishing.withhold_opinion, said)


@require_POST
def restrict_opinion(request: UserRequest, number: str) -> HttpResponse:
    """Hand it to the legal officer; from then on nobody at this desk can open it."""
    opinion = find_opinion(request, number, "feedback.restrict_opinion")
    said = _(
        "%(number)s is with the legal officer now, with all that was written about it. Here it can "
        "no longer be opened."
    )
    form = RestrictForm(request.POST)
    return act_on(request, opinion, form, restricting.restrict_opinion, said, is_gone=True)


def find_opinion(request: UserRequest, number: str, permission: str) -> Opinion:
    """404 for what the reader may not see, 403 for what they may not do."""
    visible = Opinion.objects.visible_to(request.user).for_listing().for_answering()
    opinion = get_object_or_404(visible.numbered(number))
    require(request, permission, opinion)
    return opinion


def act_on(
    request: UserRequest,
    opinion: Opinion,
    form: SeenForm,
    act: Callable[..., object],
    said: str,
    *,
    is_gone: bool = False,
) -> HttpResponse:
    """Do what the form asks for and say so, or bring the form back with what is to be mended.

    404 where it has become a complaint meanwhile; after an act by which the opinion `is_gone`, the
    list stands in for its page.
    """
    if form.is_valid():
        try:
            with gone_is_404():
                act(opinion, by=request.user, **form.arguments)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, said % {"number": opinion.number})
            page = ("feedback:desk_opinion", opinion.number)
            return redirect("feedback:desk_opinions") if is_gone else redirect(*page)
    return opinion_page(request, opinion, refused=form)


def opinion_page(
    request: UserRequest,
    opinion: Opinion,
    *,
    refused: SeenForm | None = None,
    begun: AnswerForm | None = None,
) -> HttpResponse:
    """The opinion's page; a form that was refused or only begun comes back as it was typed."""
    if refused:
        # Somebody else may have acted meanwhile: show the opinion as it is now, where it still is.
        now = get_object_or_404(Opinion.objects.for_listing().for_answering(), pk=opinion.pk)
        if not Opinion.objects.visible_to(request.user).filter(pk=now.pk).exists():
            return _gone_on(request, now)
        opinion = now
    responses = list(
        opinion.responses.select_related("unit", "answered_by", "signed_by").order_by("-id")
    )
    draft = AnswerDraft.objects.filter(opinion=opinion).select_related("written_by").first()
    queue = Opinion.objects.visible_to(request.user).open()
    context: dict[str, Any] = {
        "opinion": opinion,
        "answer": responses[0] if responses else None,
        "earlier_answers": responses[1:],
        "turns": conversation.of_staff(opinion),
        "draft": draft,
        "history": _history(opinion),
        "days_since": (thai.today() - opinion.received_on).days,
        "next": queue.following(opinion),
        "previous": queue.preceding(opinion),
        "refused": refused,
        "begun": begun,
    }
    context |= _who_acts(opinion, draft)
    context |= _what_is_read(request, opinion)
    context |= _forms(request, opinion, responses[:1], draft)
    context |= _hand_forms(request.user, opinion)
    if given := refused or begun:
        context[f"{given.name}_form"] = given
    return TemplateResponse(
        request,
        "feedback/desk_opinion_detail.html",
        context,
        status=409 if refused and refused.is_outdated else 200,
    )


def _gone_on(request: UserRequest, opinion: Opinion) -> HttpResponse:
    """Whoever may no longer read it reads that, and nothing of what is written there since."""
    said = _("%(number)s was passed on to others meanwhile. Nothing of what you sent was done.")
    messages.warning(request, said % {"number": opinion.number})
    return redirect("feedback:desk_opinions")


def _history(opinion: Opinion) -> list[tuple[AuditEvent, str]]:
    """What was done to it, newest first; what nobody did, a rule of the office has."""
    rule = RuleDecision.objects.filter(opinion=opinion).first()
    history = []
    for event in events(opinion, ON_RECORD).select_related("by"):
        words = str(Act(event.verb).label)
        if rule and event.verb == Act.SORT and event.by is None:
            words = _("%(act)s by rule “%(name)s”") % {"act": words, "name": rule.name}
        history.append((event, words))
    return history


def _who_acts(opinion: Opinion, draft: AnswerDraft | None) -> dict[str, Any]:
    """Whom the opinion waits for; where it waits for nobody, who can name somebody."""
    is_handed_in = draft and draft.submitted_at
    waits = sign_off_duty_of(opinion) if is_handed_in else undated_duty_of(opinion)
    waits_itself = opinion.is_open and not opinion.merged_into_id
    people = who_acts(waits, on=thai.today()) if waits_itself else []
    is_left_over = waits_itself and not opinion.needs_sorting and not people
    return {
        "people": people,
        "is_left_over": is_left_over,
        "namers": who_names_answerers() if is_left_over else [],
    }


def _what_is_read(request: UserRequest, opinion: Opinion) -> dict[str, Any]:
    """How far the reader sees what was sent; only who answers needs to reach the sender."""
    may = request.user.has_perm
    may_mask = not opinion.merged_into_id and may("feedback.mask_opinion", opinion)
    contact = OpinionContact.objects.filter(opinion=opinion)
    return {
        "is_shown_cleaned": not opinion.masks
        and opinion.raw_text.replace("\r\n", "\n").strip() != opinion.text,
        "may_read_raw": opinion.masks and may("feedback.read_raw", opinion),
        "may_mask": may_mask,
        "to_cover": places_in(opinion.text) if may_mask else [],
        "may_merge": _may_merge(request.user, opinion),
        "rude": rude_words_in(opinion.text) if may_mask else [],
        "contact": contact.first() if may("feedback.answer_opinion", opinion) else None,
    }


def _may_merge(user: User, opinion: Opinion) -> bool:
    """Whether it may be answered with another that says the same."""
    stands_alone = opinion.is_open and not opinion.merged_into_id and not opinion.merged.exists()
    return stands_alone and user.has_perm("feedback.merge_opinion", opinion)


def _forms(
    request: UserRequest, opinion: Opinion, last: list[Response], draft: AnswerDraft | None
) -> dict[str, SeenForm | None]:
    """What the reader may do with the opinion now."""
    may = request.user.has_perm
    names = (
        *("sort_form", "ask_form", "resume_form", "answer_form"),
        *("sign_form", "send_back_form", "publish_form", "withhold_form", "restrict_form"),
        "keep_form",
    )
    forms: dict[str, SeenForm | None] = dict.fromkeys(names)
    if may("feedback.restrict_opinion", opinion):
        forms["restrict_form"] = RestrictForm()
    # whatever else is done to what was merged is done to the main one
    return forms if opinion.merged_into_id else forms | _acts(request, opinion, last, draft)


def _acts(
    request: UserRequest, opinion: Opinion, last: list[Response], draft: AnswerDraft | None
) -> dict[str, SeenForm | None]:
    """What is done to an opinion that is answered by itself."""
    may, forms = request.user.has_perm, dict[str, SeenForm | None]()
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
        forms["sign_form"] = SignForm(initial=answered, draft=draft)
        forms["send_back_form"] = SendBackForm(initial=answered)
    if may("feedback.publish_opinion", opinion):
        forms |= _publication_forms(opinion)
    return forms


def _publication_forms(opinion: Opinion) -> dict[str, SeenForm | None]:
    """Whether the public reads it, and whether it may stay so."""
    seen = {"seen": last_seen(opinion, *reporting.DECIDING)}
    return {
        "keep_form": _keep_form(opinion),
        "publish_form": PublishForm(initial=seen, opinion=opinion),
        "withhold_form": WithholdForm(initial=seen | {"reason": opinion.withheld_reason}),
    }


def _hand_forms(user: User, opinion: Opinion) -> dict[str, SeenForm | None]:
    """How an open opinion comes into one officer's hand, and out of it."""
    names = ("take_on_form", "give_form", "let_go_form", "return_form")
    forms: dict[str, SeenForm | None] = dict.fromkeys(names)
    if not opinion.is_open or opinion.merged_into_id or not (opinion.group or opinion.unit):
        return forms
    seen = {"seen": last_seen(opinion, *ASSIGNING)}
    if opinion.assignee_id != user.pk and user.has_perm("feedback.answer_opinion", opinion):
        forms["take_on_form"] = TakeOnForm(initial=seen, by=user)
    if user.has_perm("feedback.assign_opinion", opinion):
        forms["give_form"] = GiveForm(initial=seen, opinion=opinion)
        if opinion.assignee_id:
            forms["let_go_form"] = LetGoForm(initial=seen)
    if user.has_perm("feedback.return_opinion", opinion):
        forms["return_form"] = ReturnForm(initial={"seen": last_seen(opinion, *ANSWERING)})
    return forms


def _keep_form(opinion: Opinion) -> KeepForm | None:
    """Where readers object to what is public."""
    reports = opinion.reports.filter(settled=False).order_by("-pk")
    latest = reports.values_list("pk", flat=True).first()
    if latest is None or opinion.publication != Publication.PUBLISHED:
        return None
    return KeepForm(initial={"seen": last_seen(opinion, *reporting.DECIDING), "latest": latest})


def _begun(last: list[Response], draft: AnswerDraft | None) -> dict[str, str]:
    """What the form of an answer begins with: the draft, or the answer it would replace."""
    if not (begun := draft or (last[0] if last else None)):
        return {}
    reason = "" if begun.reason == ReasonClass.UNSTATED else begun.reason
    return {"text": begun.text, "outcome": begun.outcome, "reason": reason}
