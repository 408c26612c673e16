"""How much may be written, counted as the person who writes counts."""

from django.utils.translation import ngettext

from participation.errors import DomainError


def over(text: str, limit: int) -> int:
    """By how many characters a text is too long."""
    # Browsers send a line end as two characters but count it as one.
    return max(0, len(text.replace("\r\n", "\n")) - limit)


def require_fits(text: str, limit: int) -> None:
    """Raise DomainError where a text is too long; it says by how much."""
    if too_many := over(text, limit):
        raise DomainError(
            ngettext(
                "The text is %(over)s character too long; at most %(limit)s fit. Shorten it.",
                "The text is %(over)s characters too long; at most %(limit)s fit. Shorten it.",
                too_many,
            )
            % {"over": f"{too_many:,}", "limit": f"{limit:,}"}
        )
