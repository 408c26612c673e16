"""Follow a matter by its code, without an account."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from feedback.forms.sending import TrackForm
from feedback.models import Opinion
from feedback.standing import steps
from feedback.views import guessing
from participation import thai
from participation.models import Office


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """The thread of whoever holds its code; the code comes by POST and goes nowhere from here."""
    form = TrackForm(request.POST or None, prefix_of_codes=Office.current().code_prefix)
    if request.method != "POST" or not form.is_valid():
        return TemplateResponse(request, "feedback/track.html", {"form": form})
    if guessing.is_excessive(request):
        form.add_error(
            "code", _("Too many wrong codes came from here. Wait ten minutes and try again.")
        )
        return TemplateResponse(request, "feedback/track.html", {"form": form}, status=429)
    opinion = Opinion.objects.of_code(form.cleaned_data["code"]).with_answers().first()
    if opinion is None:
        guessing.note_wrong_code(request)
        form.add_error(
            "code",
            _("There is no matter under this code. Compare each character with your receipt."),
        )
        return TemplateResponse(request, "feedback/track.html", {"form": form})
    is_late = opinion.is_open and opinion.due_on < thai.today()
    context = {"opinion": opinion, "steps": steps(opinion), "is_late": is_late}
    return TemplateResponse(request, "feedback/thread.html", context)
