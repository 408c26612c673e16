"""The staff's desk: an officer takes an opinion on, gives it away, lets it go, sends it back."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from feedback.forms.assigning import GiveForm, LetGoForm, ReturnForm, TakeOnForm
from feedback.services import assigning, sorting
from feedback.views.desk_opinion import act_on, find_opinion
from participation.http import UserRequest


@require_POST
def take_on(request: UserRequest, number: str) -> HttpResponse:
    opinion = find_opinion(request, number, "feedback.answer_opinion")
    form = TakeOnForm(request.POST, by=request.user)
    said = _("You have %(number)s in hand. It waits for you alone now.")
    return act_on(request, opinion, form, assigning.assign_opinion, said)


@require_POST
def give_opinion(request: UserRequest, number: str) -> HttpResponse:
    opinion = find_opinion(request, number, "feedback.assign_opinion")
    form = GiveForm(request.POST, opinion=opinion)
    said = _("Opinion %(number)s is given to the officer chosen and waits there.")
    return act_on(request, opinion, form, assigning.assign_opinion, said)


@require_POST
def let_go(request: UserRequest, number: str) -> HttpResponse:
    opinion = find_opinion(request, number, "feedback.assign_opinion")
    said = _("Opinion %(number)s waits for all who answer there again.")
    return act_on(request, opinion, LetGoForm(request.POST), assigning.assign_opinion, said)


@require_POST
def return_opinion(request: UserRequest, number: str) -> HttpResponse:
    """Back to who sorts; from then on none of the group or unit can open it."""
    opinion = find_opinion(request, number, "feedback.return_opinion")
    said = _(
        "Opinion %(number)s is sent back to be sorted and no longer among yours. The day it is to "
        "be answered by stays."
    )
    form = ReturnForm(request.POST)
    return act_on(request, opinion, form, sorting.return_opinion, said, is_gone=True)
