"""Who reads without an account: the same from one visit to the next, and nobody in particular.

A reader is known by the account, else by a random word in a signed cookie. The cookie comes with
the first act, never with reading; the form of that act carries the word already, so that a press
made twice is one reader's (docs/adr/0022).
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from feedback import codes
from feedback.views import limits

COOKIE = "reader"
LASTS_SECONDS = 365 * 24 * 60 * 60
#: So many readers nobody has seen before may act from one address within ten minutes: a school
#: that stands behind something comes at once. Whoever has acted before is not counted.
NEW_READERS_ALLOWED = 500
_WHAT = "new-readers"


@dataclass(frozen=True)
class Reader:
    """What makes a reader the same, and the word the browser is to keep, if it is new."""

    name: str
    new_word: str = ""


def known_reader(request: HttpRequest) -> Reader | None:
    """Whoever is signed in or has acted in this browser before."""
    if request.user.is_authenticated:
        return Reader(f"account:{request.user.pk}")
    word = request.get_signed_cookie(COOKIE, default="", max_age=LASTS_SECONDS)
    return Reader(f"browser:{word}") if word else None


def acting_reader(request: HttpRequest, *, word_in: str = "key") -> Reader:
    """The same, or a new one by the word of the form that was sent."""
    if known := known_reader(request):
        return known
    word = request.POST.get(word_in, "")
    word = word if codes.is_submission_key(word) else codes.new_submission_key()
    return Reader(f"browser:{word}", new_word=word)


def are_too_many(request: HttpRequest, reader: Reader) -> bool:
    """Whether more new readers come from this address than can be people."""
    return bool(reader.new_word) and limits.noted(request, _WHAT) >= NEW_READERS_ALLOWED


def remember(request: HttpRequest, response: HttpResponse, reader: Reader) -> HttpResponse:
    """Let the browser keep the word of a new reader."""
    if reader.new_word:
        limits.note(request, _WHAT)
        response.set_signed_cookie(
            COOKIE,
            reader.new_word,
            max_age=LASTS_SECONDS,
            path=reverse("feedback:opinions"),
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    return response
