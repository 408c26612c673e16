"""Gentle limits by where somebody comes from; without a cache there is none.

What is counted by is a word of the day, never an address (see `participation.entrance`).
"""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

WITHIN_SECONDS = 600


def noted(request: HttpRequest, what: str) -> int:
    """How often `what` has come from there of late."""
    return int(cache.get(_key(request, what), 0))


def note(request: HttpRequest, what: str) -> int:
    """Count one; the first counts from now on."""
    key = _key(request, what)
    if cache.add(key, 1, WITHIN_SECONDS):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:  # gone between the two lines: counting starts again with the next
        return 0


def _key(request: HttpRequest, what: str) -> str:
    return f"{what}:{get_adapter(request).get_client_ip(request)}"
