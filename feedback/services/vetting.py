"""What keeps the words of the office from being sent: a gap, or what may tell who somebody is."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from feedback.choices import MaskKind
from feedback.masking import Place, places_in
from participation.errors import DomainError

#: What a wording leaves to be filled in: [the day] or {day}.
_GAP = re.compile(r"\[[^\[\]{}]*\]|\{[^\[\]{}]*\}")
#: The number of a note or a source.
_NOTE = re.compile(r"\[ ?[0-9๐-๙]+ ?\]")


class NamesSomebodyError(DomainError):
    """The words of the office may tell who somebody is, and nobody stands for that yet."""

    def __init__(self, places: Iterable[Place]) -> None:
        named = dict.fromkeys(f"“{place.words}” ({place.kind.label})" for place in places)
        self.places = ", ".join(named)
        super().__init__(
            _(
                "This may tell who somebody is: %(places)s. Take that out, or read the marked "
                "places and tick that they may be public."
            )
            % {"places": self.places}
        )


def gaps_in(text: str) -> list[str]:
    """What nobody has filled in, each once; what was covered in quoted words is no gap."""
    covers = {f"[{kind.cover}]" for kind in MaskKind}
    found = dict.fromkeys(_GAP.findall(text))
    return [gap for gap in found if gap not in covers and not _NOTE.fullmatch(gap)]


def require_filled(text: str) -> None:
    """Raise DomainError where a gap of a wording was left, and name it."""
    if gaps := gaps_in(text):
        raise DomainError(
            _(
                "Something is not filled in yet: %(gaps)s. Write what belongs there, or take the "
                "brackets out."
            )
            % {"gaps": " ".join(gaps)}
        )


def require_read(*texts: str, may_be_public: bool) -> list[Place]:
    """What in these may tell who somebody is; refused unless somebody stands for it."""
    places = [place for text in texts for place in places_in(text)]
    if places and not may_be_public:
        raise NamesSomebodyError(places)
    return places
