"""Checks at start: what would otherwise fail silently."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from participation import database


@register(Tags.database)
def database_knows_thai(*, databases: Any = None, **_kwargs: Any) -> list[CheckMessage]:
    """With LC_CTYPE=C a database takes Thai letters for punctuation, and search finds nothing."""
    if not databases or database.has_thai_ctype():
        return []
    return [
        Error(
            "The database was made with a character type that does not know Thai.",
            hint="Make it again: createdb -T template0 --encoding UTF8 --locale C.UTF-8 NAME",
            id="participation.E001",
        )
    ]
