"""Who is signed out in the middle of writing is told so, before signing in and after."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext as _

_UNSENT = "unsent"


def note(request: HttpRequest) -> None:
    """Something was sent by nobody who is signed in: say it at the door, and remember it."""
    request.session[_UNSENT] = True
    messages.warning(
        request,
        _(
            "You were signed out before this could be sent. Sign in, and you come back to the page "
            "you wrote on."
        ),
    )


@receiver(user_logged_in)
def remind(request: HttpRequest, **_signal: Any) -> None:
    """Say on the page somebody comes back to that it is still to be sent."""
    if request.session.pop(_UNSENT, False):
        messages.warning(
            request,
            _(
                "What you sent while signed out was not saved. Send it again; if this browser has "
                "kept your text, you find it below."
            ),
        )
