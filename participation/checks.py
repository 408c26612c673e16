"""Checks at start: what would otherwise fail silently."""

from typing import Any

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
