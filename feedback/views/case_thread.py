"""The page of a matter that became a restricted case, as its sender sees it.

It says who reads the matter now, and nothing of who decided so, or why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from feedback import codes, conversation
from feedback.choices import CaseState
from feedback.forms.thread import ReplyForm, ThreadForm
from feedback.models import RestrictedCase
from feedback.services import cases


@dataclass(frozen=True)
class HeldCase:
    """A case its sender has opened, and what opens it again with the next form of its page."""

    case: RestrictedCase
    along: Mapping[str, str]

    def page(
        self,
        request: HttpRequest,
        *,
        said: str = "",
        refused: ThreadForm | None = None,
        typed: Mapping[str, str] | None = None,
        as_opened: bool = False,
    ) -> HttpResponse:
        """The case as it stands now; a form that was refused comes back as it was typed.

        `as_opened` where nothing was done since it was opened.
        """
        case = self.case if as_opened else RestrictedCase.objects.get(pk=self.case.pk)
        context: dict[str, Any] = {
            "case": case,
            "along": self.along,
            "said": said,
            "refused": refused,
            "steps": _steps(case),
            "turns": conversation.of_case(case, own=True),
            "files": case.files.count(),
            "switches_to": reverse("feedback:track"),
        }
        if case.is_open:
            half_written = {
                name: typed[name] for name in ("key", "text") if typed and name in typed
            }
            key = {"key": codes.new_submission_key()}
            context["reply_form"] = refused or ReplyForm(initial=key | half_written)
        elif refused:
            context["unsent"] = refused.unsent
        elif typed:
            context["unsent"] = typed.get("text", "")
        return TemplateResponse(request, "feedback/case_thread.html", context)

    def write(self, *, text: str, key: str) -> None:
        cases.reply_to_case(self.case, text=text, key=key)

    def forget(self) -> None:
        cases.forget_contact_of_case(self.case)


def _steps(case: RestrictedCase) -> list[dict[str, Any]]:
    """Where the case stands, for the component `steps`."""
    days = {CaseState.RECEIVED: case.received_on, CaseState.CLOSED: case.closed_on}
    reached = list(CaseState).index(CaseState(case.state))
    return [
        {
            "words": state.label,
            "at": days.get(state),
            "stage": "done" if place < reached else "now" if place == reached else "to-come",
        }
        for place, state in enumerate(CaseState)
    ]
