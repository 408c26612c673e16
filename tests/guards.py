"""What no page may do, watched on every request a test makes (see the end of settings.py)."""

import re
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

Handler = Callable[[HttpRequest], HttpResponseBase]

_WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(?P<table>\w+)', re.I)
#: Kept by the frame while a page is read: who is signed in, what may be forgotten.
_FREE_TABLES = {"django_session", "cache"}
#: What the strict content security policy would refuse in a browser, and template text left raw.
_FORBIDDEN = {
    "a template tag left raw": re.compile(r"\{%|%\}"),
    "an inline handler": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.I),
    "an inline style": re.compile(r"<[a-z][^>]*\sstyle\s*=|<style\b", re.I),
    "an inline script": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*\btype=.application/json)", re.I
    ),
    "a javascript: address": re.compile(r"href=.javascript:", re.I),
}


def reading_only(get_response: Handler) -> Handler:
    """A GET changes nothing: a link that writes is followed by every crawler and prefetch."""

    def refuse(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        match = _WRITE.match(sql)
        if match and match["table"] not in _FREE_TABLES:
            raise AssertionError(f"A GET wrote into {match['table']}.")
        return execute(sql, *rest)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"}:
            return get_response(request)
        with connection.execute_wrapper(refuse):
            return get_response(request)

    return middleware


def clean_markup(get_response: Handler) -> Handler:
    """Every page is one the content security policy lets through whole."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and isinstance(response, HttpResponse):
            page = response.content.decode()
            for what, pattern in _FORBIDDEN.items():
                if match := pattern.search(page):
                    around = page[max(0, match.start() - 60) : match.end() + 60]
                    raise AssertionError(f"{request.path} holds {what}: …{around}…")
        return response

    return middleware
