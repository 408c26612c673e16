"""What every page knows."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from participation.models import Office


def portal(_request: HttpRequest) -> dict[str, Any]:
    """The office, asked for only by a page that names it."""
    return {"office": SimpleLazyObject(lambda: Office.objects.first() or Office())}
