"""How a reader wants the pages shown: text size, contrast, language. Kept in cookies only."""

from collections.abc import Callable
from functools import wraps
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from participation.choices import Contrast, TextSize

_YEAR = 365 * 24 * 60 * 60
#: What may be chosen, under the name its button and its cookie have.
CHOICES: dict[str, list[str]] = {
    "text_size": TextSize.values,
    "contrast": Contrast.values,
    settings.LANGUAGE_COOKIE_NAME: [code for code, _name in settings.LANGUAGES],
}


class Display(NamedTuple):
    """What base.html writes on the page, and where its switches lead back to."""

    text_size: str
    contrast: str
    back: str


def display_of(request: HttpRequest) -> Display:
    """The reader's choices; an unknown value in a cookie counts as none."""
    return Display(
        _chosen(request, "text_size", TextSize.NORMAL),
        _chosen(request, "contrast", Contrast.NORMAL),
        _back(request),
    )


def chosen_by(request: HttpRequest) -> dict[str, str]:
    """What a pressed switch chooses, under the name of its cookie; nothing unknown."""
    pressed = {name: request.POST.get(name, "") for name in CHOICES}
    return {name: value for name, value in pressed.items() if value in CHOICES[name]}


def switched_with_its_form(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view of a form that the switches are sent with, so that nothing half-written is lost.

    Its context names in `switches_to` where they send it; the form's id is `typed`.
    """

    @wraps(view)
    def switched(request: HttpRequest) -> HttpResponse:
        chosen = chosen_by(request)
        request.COOKIES.update(chosen)
        if language := chosen.get(settings.LANGUAGE_COOKIE_NAME):
            translation.activate(language)
            request.LANGUAGE_CODE = language
        response = view(request)
        for name, value in chosen.items():
            keep(response, name, value)
        return response

    return switched


def keep(response: HttpResponse, name: str, value: str) -> None:
    """Remember a choice for a year, in this browser only."""
    response.set_cookie(
        name,
        value,
        max_age=_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def local_path(request: HttpRequest, path: str) -> str:
    """`path` if it leads to a page of ours, else the home page."""
    ours = path.startswith("/") and url_has_allowed_host_and_scheme(
        path, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return path if ours else reverse("participation:home")


def _chosen(request: HttpRequest, name: str, default: str) -> str:
    value = request.COOKIES.get(name, default)
    return value if value in CHOICES[name] else default


def _back(request: HttpRequest) -> str:
    """Where this page is read again: its own address, or after a POST the page it was sent from."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    sent_from = urlsplit(request.headers.get("Referer", ""))
    if sent_from.netloc != request.get_host():
        return request.path
    return f"{sent_from.path}?{sent_from.query}" if sent_from.query else sent_from.path
