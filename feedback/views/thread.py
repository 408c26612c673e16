"""The page of a matter, as whoever holds it sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from feedback import codes, conversation
from feedback.choices import VerdictOn
from feedback.fingerprints import fingerprint, in_blocks
from feedback.forms.thread import CompareForm, ReplyForm, ThreadForm, VerdictForm
from feedback.models import KeptOpinion, Opinion
from feedback.services import conversing, judging
from feedback.services.forgetting import forget_contact
from feedback.services.receiving import answered_by
from feedback.standing import steps
from participation import thai


@dataclass(frozen=True)
class Held:
    """A matter somebody has opened, and what opens it again with the next form of its page."""

    opinion: Opinion
    along: Mapping[str, str]

    def page(
        self,
        request: HttpRequest,
        *,
        said: str = "",
        compared: str = "",
        refused: ThreadForm | None = None,
        typed: Mapping[str, str] | None = None,
        as_opened: bool = False,
    ) -> HttpResponse:
        """The matter as it stands now; a form that was refused comes back as it was typed.

        `as_opened` where nothing was done since it was opened.
        """
        opinions = Opinion.objects.for_thread()
        opinion = self.opinion if as_opened else opinions.get(pk=self.opinion.pk)
        question = judging.asked_about(opinion)
        context: dict[str, Any] = {
            "opinion": opinion,
            "along": self.along,
            "said": said,
            "compared": compared,
            "refused": refused,
            "steps": steps(opinion),
            "turns": conversation.of_sender(opinion),
            "with_legal_officer": conversation.with_legal_officer(opinion),
            "is_late": opinion.is_open and opinion.due_on < thai.today(),
            "fingerprint": in_blocks(fingerprint(opinion.raw_text)),
            "contact": getattr(opinion, "contact", None),
            "judged_until": judging.judged_until(opinion) if question else None,
            "may_keep": request.user.is_authenticated and "code" in self.along,
            "switches_to": reverse("feedback:track"),
            "compare_form": CompareForm(),
        }
        if opinion.is_open:
            kept = {"key": codes.new_submission_key()} | _kept(typed, "key", "text")
            context["reply_form"] = ReplyForm(initial=kept)
        if question:
            initial = _kept(typed, "word", "reason")
            if refused and refused.name == "reply":  # answered meanwhile: what was typed stays
                initial = {"reason": refused.data.get("text", "")}
            context["verdict_form"] = verdict_form(question, initial=initial)
        if refused and (refused.name == "compare" or f"{refused.name}_form" in context):
            context[f"{refused.name}_form"] = refused
        elif refused:
            context["unsent"] = refused.unsent
        return TemplateResponse(request, "feedback/thread.html", context)

    def write(self, *, text: str, key: str) -> None:
        conversing.reply(self.opinion, text=text, key=key)

    def forget(self) -> None:
        forget_contact(self.opinion)


def kept_matter(request: HttpRequest, pk: int | None) -> Held | None:
    """A matter the reader keeps in the own account."""
    if pk is None or not request.user.is_authenticated:
        return None
    kept = KeptOpinion.objects.filter(user=request.user, pk=pk).values("opinion")
    opinion = Opinion.objects.for_thread().filter(pk__in=kept).first()
    return Held(opinion, {"matter": str(pk)}) if opinion else None


def _kept(typed: Mapping[str, str] | None, *names: str) -> dict[str, str]:
    """What was half-written when a switch of the header was pressed."""
    return {name: typed[name] for name in names if typed and name in typed}


def verdict_form(question: VerdictOn, *args: Any, **kwargs: Any) -> VerdictForm:
    day = thai.thai_date_short(answered_by())
    return VerdictForm(*args, on=question, answered_by=day, **kwargs)
