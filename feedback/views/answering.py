"""The staff's desk: the answer is drafted, handed in, signed off; the sender is asked."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from feedback.forms.answering import (
    AnswerForm,
    AskForm,
    DraftForm,
    ResumeForm,
    SendBackForm,
    SignForm,
)
from feedback.models import AnswerDraft
from feedback.services import conversing, drafting, wording
from feedback.views.desk_opinion import act_on, find_opinion, opinion_page
from participation.http import UserRequest


@require_POST
def answer_opinion(request: UserRequest, number: str) -> HttpResponse:
    opinion = find_opinion(request, number, "feedback.answer_opinion")
    form = AnswerForm(request.POST, opinion=opinion, by=request.user)
    said = _("The answer to %(number)s is sent.")
    if form.is_handed_in:
        said = _("The answer to %(number)s is handed in; the head of the unit signs it off.")
    return act_on(request, opinion, form, drafting.hand_in, said)


@require_POST
def save_draft(request: UserRequest, number: str) -> HttpResponse:
    opinion = find_opinion(request, number, "feedback.answer_opinion")
    form = DraftForm(request.POST, opinion=opinion, by=request.user)
    said = _("The draft of the answer to %(number)s is saved.")
    return act_on(request, opinion, form, drafting.save_draft, said)


@require_POST
def use_wording(request: UserRequest, number: str) -> HttpResponse:
    """The page again, with the template below what was typed so far; nothing is kept yet."""
    opinion = find_opinion(request, number, "feedback.answer_opinion")
    form = DraftForm(request.POST, opinion=opinion, by=request.user)
    if form.is_valid() and not form.cleaned_data.get("wording"):
        form.add_error("wording" if "wording" in form.fields else None, _("Choose a template."))
    if not form.is_valid():
        return opinion_page(request, opinion, refused=form)
    typed = dict(form.cleaned_data)
    chosen = typed["wording"]
    texts = [typed["text"], wording.filled(chosen, opinion)]
    typed["text"] = "\n\n".join(text for text in texts if text)
    typed["outcome"] = typed["outcome"] or chosen.outcome
    begun = AnswerForm(initial=typed, opinion=opinion, by=request.user)
    return opinion_page(request, opinion, begun=begun)


@require_POST
def sign_answer(request: UserRequest, number: str) -> HttpResponse:
    opinion = find_opinion(request, number, "feedback.sign_answer")
    said = _("The answer to %(number)s is signed off and sent.")
    draft = AnswerDraft.objects.filter(opinion=opinion, submitted_at__isnull=False).first()
    form = SignForm(request.POST, draft=draft)
    return act_on(request, opinion, form, drafting.sign_off, said)


@require_POST
def send_back_answer(request: UserRequest, number: str) -> HttpResponse:
    opinion = find_opinion(request, number, "feedback.sign_answer")
    said = _("The answer to %(number)s is sent back to be changed.")
    return act_on(request, opinion, SendBackForm(request.POST), drafting.send_back, said)


@require_POST
def ask_sender(request: UserRequest, number: str) -> HttpResponse:
    opinion = find_opinion(request, number, "feedback.answer_opinion")
    said = _("The question about %(number)s is sent. The day it is due moves by the days we wait.")
    return act_on(request, opinion, AskForm(request.POST), conversing.ask_sender, said)


@require_POST
def resume_opinion(request: UserRequest, number: str) -> HttpResponse:
    opinion = find_opinion(request, number, "feedback.answer_opinion")
    said = _("Opinion %(number)s waits for its sender no longer.")
    return act_on(request, opinion, ResumeForm(request.POST), conversing.resume, said)
