"""The words of fields that hold one of a list."""

from collections.abc import Callable

from django.db.models import Model, TextChoices


def word_of(field: str, choices: type[TextChoices]) -> Callable[[Model], str]:
    """`get_<field>_display` of a table that stands in long lists.

    Django's own compares every word of the list, in the reader's language, at each call.
    """
    words = dict(choices.choices)

    def word(row: Model) -> str:
        return str(words.get(getattr(row, field), ""))

    return word
