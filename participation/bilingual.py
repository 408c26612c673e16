"""Texts that are kept in both languages, in the one the reader has chosen."""

from django.utils.translation import get_language


def in_english() -> bool:
    """Whether the reader has chosen English; Thai is what everybody else gets."""
    return get_language() == "en"


def either(thai: str, english: str) -> str:
    """The text of the reader's language."""
    return english if in_english() else thai
