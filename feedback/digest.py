"""What is due soon or late, in one letter a person and day: numbers and days, no text."""

import datetime as dt

from django.urls import reverse

from feedback.models import Reminder
from feedback.services.reminding import LETTER
from participation import notices
from participation.models import User
from participation.notices import Letter

#: Of more matters than these, which are due first, the letter tells how many they are.
NAMED = 50


@notices.letter(LETTER)
def reminders(day: str, user: User | None) -> Letter | None:
    """None where all of it has been answered meanwhile."""
    if user is None or not user.is_active:
        return None
    waiting = Reminder.objects.still_waiting(user, on=dt.date.fromisoformat(day))
    named = list(waiting[:NAMED])
    if not named:
        return None
    matters = waiting.count()
    return notices.written(
        "feedback/mail/reminders.txt",
        to=user.email,
        reminders=[(reminder, _address(reminder)) for reminder in named],
        matters=matters,
        unnamed=matters - len(named),
        desk_address=notices.address_of(reverse("participation:desk")),
    )


def _address(reminder: Reminder) -> str:
    return notices.address_of(reverse("feedback:desk_opinion", args=[reminder.opinion.number]))
