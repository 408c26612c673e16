"""Figures beside the desk's lists are kept for some seconds for each reader (docs/adr/0029)."""

import hashlib
import secrets
from collections.abc import Callable
from typing import TypeVar, cast

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from participation.kept_pages import PUBLIC_STATE
from participation.models import User

Figures = TypeVar("Figures")


def kept(reader: User, what: str, count: Callable[[], Figures]) -> Figures:
    """What was counted for `reader` some seconds ago, unless they have acted since; else anew.

    `what` tells apart what is counted. Only for numbers: who may read what is asked each time.
    """
    if not settings.PAGES_KEPT_SECONDS:
        return count()
    words = cache.get_many([PUBLIC_STATE, _acted(reader)])
    key = hashlib.sha256(repr([sorted(words.items()), reader.pk, what]).encode()).hexdigest()
    found = cache.get_or_set(f"figures:{key}", count, settings.PAGES_KEPT_SECONDS)
    return cast("Figures", found)


def count_anew_for_who_acts(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Whoever has sent a form sees at once what it has changed in the figures."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        seconds = settings.PAGES_KEPT_SECONDS
        is_known = seconds and settings.SESSION_COOKIE_NAME in request.COOKIES
        if request.method == "POST" and is_known and isinstance(request.user, User):
            # twice as long, so that what was kept without the word has gone before it
            cache.set(_acted(request.user), secrets.token_hex(8), 2 * seconds)
        return response

    return middleware


def _acted(reader: User) -> str:
    return f"acted:{reader.pk}"
