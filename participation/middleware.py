"""Only what Django lacks."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBadRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware as DjangoLocaleMiddleware
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers

from participation import unsent

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def utf8_only(get_response: GetResponse) -> GetResponse:
    """Refuse forms in other character sets: Django decodes them by whatever codec is named."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        charset = (request.content_params or {}).get("charset", "utf-8")
        if charset.lower() not in {"utf-8", "utf8"}:
            return HttpResponseBadRequest("Send the form as UTF-8.", content_type="text/plain")
        return get_response(request)

    return middleware


def unstored_when_signed_in(get_response: GetResponse) -> GetResponse:
    """No browser keeps a page of whoever was signed in: somebody else sits there next."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        is_known = settings.SESSION_COOKIE_NAME in request.COOKIES
        if is_known and not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "private, no-store"
        return response

    return middleware


def opened_as_a_page(get_response: GetResponse) -> GetResponse:
    """Lead who opens an address that only takes forms to the page above it, where the form stands.

    So comes back who was signed out while writing, and who reloads what a form has answered.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        takes_forms_only = response.status_code == 405 and "POST" in response.headers["Allow"]
        if takes_forms_only and request.method in {"GET", "HEAD"}:
            return redirect(_page_above(request.path))
        return response

    return middleware


def _page_above(path: str) -> str:
    above = path.rstrip("/").rpartition("/")[0] + "/"
    try:
        resolve(above)
    except Resolver404:
        return _page_above(above)
    return above


class LoginRequiredMiddleware(DjangoLoginRequiredMiddleware):
    """Whose session ended while they wrote learns that nothing was sent."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        if request.method == "POST":
            unsent.note(request)
        return super().handle_no_permission(request, view_func)


class LocaleMiddleware(DjangoLocaleMiddleware):
    """Thai unless the reader has chosen English here; the browser's own language does not count.

    Many phones in Thailand are set to English; a page that follows them would hide the language
    everyone here reads first.
    """

    def process_request(self, request: HttpRequest) -> None:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = dict(settings.LANGUAGES)
        language = chosen if chosen in known else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language

    def process_response(
        self,
        request: HttpRequest,  # noqa: ARG002 (the signature is Django's)
        response: HttpResponseBase,
    ) -> HttpResponseBase:
        """Say that pages differ by the cookie, and not by the browser's language."""
        patch_vary_headers(response, ["Cookie"])
        response.headers.setdefault("Content-Language", translation.get_language() or "th")
        return response
