"""The desk finds every opinion by the words of its text as it is shown, never as it was received.

The clock enters what is new: cutting Thai into words has no place in the request of a sender, who
would wait for it and could fail by it.
"""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from feedback.models import DeskEntry, Opinion
from participation import text

#: Opinions that are entered together.
BATCH = 200
#: So far behind the last that was entered the clock looks for one that was committed late.
LOOK_BACK = 5_000


def enter_new() -> int:
    """Let the desk find what has come in since; returns how many opinions."""
    last = DeskEntry.objects.aggregate(last=Max("opinion"))["last"] or 0
    entered = 0
    while count := _enter_some(after=last - LOOK_BACK):
        entered += count
    return entered


@transaction.atomic
def _enter_some(*, after: int) -> int:
    """The next few; one somebody is changing now is left to the next round."""
    is_entered = Exists(DeskEntry.objects.filter(opinion=OuterRef("pk")))
    new = Opinion.objects.filter(~is_entered, pk__gt=after).order_by("pk")
    locked = new.select_for_update(of=("self",), skip_locked=True)
    return _enter(list(locked[:BATCH]))


def enter_again(opinion: Opinion) -> None:
    """Let the desk find what was entered before by what it says now; called under its lock.

    What is new waits for the clock, which looks a little way behind the last that was entered.
    """
    DeskEntry.objects.filter(opinion=opinion).update(words=text.search_words(opinion.text))


def _enter(opinions: Sequence[Opinion]) -> int:
    DeskEntry.objects.bulk_create(
        [DeskEntry(opinion=one, words=text.search_words(one.text)) for one in opinions],
        ignore_conflicts=True,
    )
    return len(opinions)
