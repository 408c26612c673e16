"""A gentle limit on guessing tracking codes.

60 bits make guessing hopeless; the limit spares the server and tells a guesser to stop. It counts
wrong codes alone, and a right one opens its matter even past the limit: one pupil with a script
must not lock out everybody behind the school's address.
"""

from django.http import HttpRequest

from feedback.views import limits

WRONG_CODES_ALLOWED = 200
_WHAT = "wrong-codes"


def is_excessive(request: HttpRequest) -> bool:
    """Whether too many wrong codes have come from this address of late."""
    return limits.noted(request, _WHAT) >= WRONG_CODES_ALLOWED


def note_wrong_code(request: HttpRequest) -> None:
    """Count one."""
    limits.note(request, _WHAT)
