"""Requests and refusals."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from participation.models import User


class UserRequest(HttpRequest):
    """A request to a page that asks for a sign-in, as the type checker sees it."""

    user: User
    htmx: HtmxDetails
