"""Marks: one a reader as far as that can be told, and no reader can be told by one.

A mark is a keyed hash of whatever makes a reader the same from one visit to the next, of what is
marked and of why. So two marks of one reader look like those of two (docs/adr/0022).
"""

from collections.abc import Sequence
from enum import StrEnum

from django.conf import settings
from django.utils.crypto import salted_hmac

from feedback.models import Opinion


class For(StrEnum):
    """Why an opinion is marked."""

    SUPPORT = "support"
    REPORT = "report"


def marks_of(reader: str, opinion: Opinion, *, why: For) -> Sequence[str]:
    """The mark a reader leaves today, and those left under earlier secrets.

    The hash of its code names the opinion: that stays when the legal officer gives one back.
    """
    name = f"{opinion.code_hash}\0{reader}"
    return [
        salted_hmac(f"feedback.marks.{why}", name, secret=secret, algorithm="sha256").hexdigest()
        for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    ]
