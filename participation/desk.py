"""What somebody can do next at the desk: each house registers its pages, the desk offers them."""

from typing import TYPE_CHECKING, NamedTuple

from django.utils.functional import Promise

if TYPE_CHECKING:
    from participation.models import User


class Step(NamedTuple):
    """A page to go to, what it is for, and the right it asks for; without one it is everybody's."""

    page: str
    words: Promise
    what_for: Promise
    icon: str
    permission: str = ""


_steps: list[Step] = []


def offer(*steps: Step) -> None:
    """Add the pages of a house, before those of the houses whose work it builds on."""
    _steps[:0] = steps


def steps_for(user: "User") -> list[Step]:
    """What the user's own rights open; to who has none of them, what everybody may do."""
    own = [step for step in _steps if step.permission and user.has_perm(step.permission)]
    return own or [step for step in _steps if not step.permission]
