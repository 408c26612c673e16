"""What every page knows."""

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from participation import display, reference

#: What the navigation and the foot of a page lead to, beside the home page.
IN_NAVIGATION = (
    "participation:groups",
    "feedback:opinions",
    "feedback:track",
    "workgroups:committees",
    "participation:about",
    "participation:privacy",
    "feedback:moderation_policy",
    "participation:accessibility",
)


def portal(request: HttpRequest) -> dict[str, Any]:
    """The office, asked for only where it is named; how pages are to be shown; which this is."""
    return {
        "office": SimpleLazyObject(reference.office),
        "display": display.display_of(request),
        "section": _section(request.path),
    }


def _section(path: str) -> str:
    """The page of the navigation that a path lies below: /groups/ of /groups/5/; else nothing.

    Parts of pages are kept by it, and anybody may ask for any path.
    """
    first = f"/{path[1:].partition('/')[0]}/"
    return first if first in _sections() else ""


@cache
def _sections() -> frozenset[str]:
    return frozenset(reverse(page) for page in IN_NAVIGATION)
