"""Public pages are kept for some seconds, whole, for readers without an account (docs/adr/0023)."""

import hashlib
import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from participation.display import CHOICES

View = TypeVar("View", bound=Callable[..., HttpResponse])

#: What the public reads now, as a word: another word, and every kept page is forgotten.
PUBLIC_STATE = "public-state"
#: Cookies by which somebody is known; who has one gets a page of their own.
_KNOWN_BY = {settings.SESSION_COOKIE_NAME}
#: What `may_be_kept` was said of.
_KEPT_VIEWS: set[Callable[..., HttpResponse]] = set()


def may_be_kept(view: View) -> View:
    """A view whose page is the same for every reader without an account and holds no token.

    It may differ by its address and by the display chosen, by nothing else of the request.
    """
    _KEPT_VIEWS.add(view)
    return view


def forget() -> None:
    """Something the public reads has changed: once that is kept, let no older page be shown."""
    transaction.on_commit(lambda: cache.set(PUBLIC_STATE, secrets.token_hex(8), None))


def keep_pages(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer with the page as it was made some seconds ago, before anything else is asked."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        key = _key(request)
        if key is None:
            return get_response(request)
        if kept := cache.get(key):
            return _again(*kept)
        response = get_response(request)
        if isinstance(response, HttpResponse) and _is_for_everybody(response):
            headers = dict(response.headers)
            cache.set(key, (response.content, headers), settings.PAGES_KEPT_SECONDS)
        return response

    return middleware


def _key(request: HttpRequest) -> str | None:
    """Under what this reader's page is kept; None where it is made for each.

    An address with a question behind it is made anew: nobody can fill the cache with questions.
    """
    is_plain = request.method == "GET" and not request.META.get("QUERY_STRING")
    is_known = bool(_KNOWN_BY & request.COOKIES.keys())
    if not settings.PAGES_KEPT_SECONDS or not is_plain or is_known:
        return None
    try:
        view: Any = resolve(request.path_info).func
    except Resolver404:
        return None
    if view not in _KEPT_VIEWS:
        return None
    cookies = request.COOKIES
    display = [name + cookies[name] for name in CHOICES if cookies.get(name) in CHOICES[name]]
    asked = [
        cache.get(PUBLIC_STATE, ""),
        request.scheme,
        request.get_host(),
        request.path,
        *display,
    ]
    return "page:" + hashlib.sha256(repr(asked).encode()).hexdigest()


def _again(content: bytes, headers: dict[str, str]) -> HttpResponse:
    return HttpResponse(content, headers=headers)


def _is_for_everybody(response: HttpResponse) -> bool:
    """A page that went well, belongs to nobody and may be stored."""
    said = response.headers.get("Cache-Control", "")
    is_private = "private" in said or "no-store" in said
    return response.status_code == 200 and not response.cookies and not is_private
