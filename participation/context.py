"""What every page knows."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from participation import display, reference


def portal(request: HttpRequest) -> dict[str, Any]:
    """The office, asked for only by a page that names it, and how the reader wants pages shown."""
    return {
        "office": SimpleLazyObject(reference.office),
        "display": display.display_of(request),
    }
