"""Checks at start: what would otherwise fail silently."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from participation import database


@register(Tags.database)
def database_knows_thai(*, databases: Any = None, **_kwargs: Any) -> list[CheckMessage]:
    """With LC_CTYPE=C a database takes no Thai letter for a letter, and says nothing about it.

    Words are then cut and compared wrongly (pg_trgm, letters in patterns, upper and lower case),
    and the type cannot be changed once there is data.
    """
    if not databases or database.has_thai_ctype():
        return []
    return [
        Error(
            "The database was made with a character type that does not know Thai.",
            hint="Make it again: createdb -T template0 --encoding UTF8 --locale C.UTF-8 NAME",
            id="participation.E001",
        )
    ]


@register(deploy=True)
def letters_go_out(**_kwargs: Any) -> list[CheckMessage]:
    """Without a mail server letters go into the log: addresses, and links that open an account."""
    if not (settings.IN_SERVICE and settings.EMAIL_BACKEND.endswith("console.EmailBackend")):
        return []
    return [
        Error(
            "The portal is in service and has no mail server: its letters go into the log.",
            hint="Set EMAIL_URL, such as smtp+tls://user:password@mail.example.go.th:587",
            id="participation.E002",
        )
    ]
