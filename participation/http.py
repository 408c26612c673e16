"""Requests and refusals."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest
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


def signed_in(request: HttpRequest) -> User:
    """Who asks, for pages whose requests may by their type come from anybody, as the admin's."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


@contextmanager
def gone_is_404() -> Iterator[None]:
    """What somebody else has taken away since the view found it was never there for the reader."""
    try:
        yield
    except ObjectDoesNotExist as error:
        raise Http404 from error
