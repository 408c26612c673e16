"""Small parts of pages that say the same each time they are shown: made once, not row by row."""

from functools import lru_cache
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language


def drawn(template: str, **facts: Any) -> SafeString:
    """The part `template` makes of `facts` in the reader's language.

    Only for parts that hang on nothing else, and on facts that can be told apart by their values.
    """
    return _drawn(template, get_language(), tuple(facts.items()))


@lru_cache(maxsize=4096)
def _drawn(template: str, _language: str | None, facts: tuple[tuple[str, Any], ...]) -> SafeString:
    return SafeString(get_template(template).render(dict(facts)))
