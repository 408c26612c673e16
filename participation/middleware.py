"""Only what Django lacks."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware as DjangoLocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

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
