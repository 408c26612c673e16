"""Requests and refusals."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from participation.models import User


class UserRequest(HttpRequest):
    """A request to a page that asks for a sign-in, as the type checker sees it."""

    user: User
    htmx: HtmxDetails


def require(request: UserRequest, permission: str, thing: Any = None) -> None:
    """Refuse what the reader may not do, with `thing` or at all."""
    if not request.user.has_perm(permission, thing):
        raise PermissionDenied
