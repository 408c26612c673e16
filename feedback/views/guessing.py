"""A gentle limit on guessing tracking codes.

60 bits make guessing hopeless; the limit spares the server and tells a guesser to stop. It counts
wrong codes alone, and a right one opens its matter even past the limit: one pupil with a script
must not lock out everybody behind the school's address. Without a cache there is no limit.
"""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

WRONG_CODES_ALLOWED = 200
WITHIN_SECONDS = 600


def is_excessive(request: HttpRequest) -> bool:
    """Whether too many wrong codes have come from this address of late."""
    return int(cache.get(_key(request), 0)) >= WRONG_CODES_ALLOWED


def note_wrong_code(request: HttpRequest) -> None:
    """Count one."""
    key = _key(request)
    cache.add(key, 0, WITHIN_SECONDS)
    try:
        cache.incr(key)
    except ValueError:  # gone between the two lines: counting starts again with the next
        return


def _key(request: HttpRequest) -> str:
    return f"wrong-codes:{get_adapter(request).get_client_ip(request)}"
