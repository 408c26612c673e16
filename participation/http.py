"""Requests and refusals."""

from django.http import HttpRequest

from participation.models import User


class UserRequest(HttpRequest):
    """A request to a page that asks for a sign-in, as the type checker sees it."""

    user: User
