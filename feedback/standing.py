"""Where an opinion stands, as its sender and the public see it."""

import datetime as dt
from typing import Any

from feedback.choices import Act, OpinionState
from feedback.models import Opinion, Response
from participation.meanwhile import events


def steps(opinion: Opinion) -> list[dict[str, Any]]:
    """Where the opinion stands, for the component `steps`.

    Waiting for the sender is a step of a matter that waits, or did before it was answered.
    """
    days = _days(opinion)
    has_waited = not opinion.is_open and days[OpinionState.WAITING_FOR_SENDER]
    states = [
        state
        for state in OpinionState
        if state != OpinionState.WAITING_FOR_SENDER or state == opinion.state or has_waited
    ]
    reached = states.index(OpinionState(opinion.state))
    return [
        {
            "words": state.label,
            "at": days[state] if place <= reached else None,
            "stage": "done" if place < reached else "now" if place == reached else "to-come",
        }
        for place, state in enumerate(states)
    ]


def _days(opinion: Opinion) -> dict[OpinionState, dt.date | None]:
    """Since when it has been in each state it has reached, for the last time."""
    acts = events(opinion, [Act.SORT, Act.ASK, Act.CLOSE, Act.MERGE])
    days = list(acts.values_list("verb", "at"))
    first: dict[str, dt.date] = dict(days)  # newest first, so the oldest stays
    last: dict[str, dt.date] = dict(reversed(days))
    read = [opinion.pk, opinion.merged_into_id or opinion.pk]
    answers = Response.objects.filter(opinion__in=read).order_by("-answered_at", "-id")
    latest = answers.values_list("answered_at", flat=True)
    looked_at = first.get(Act.SORT) or first.get(Act.MERGE)
    return {
        OpinionState.RECEIVED: opinion.received_on,
        OpinionState.UNDER_REVIEW: opinion.reopened_on or looked_at,
        OpinionState.WAITING_FOR_SENDER: opinion.waiting_since or last.get(Act.ASK),
        OpinionState.ANSWERED: latest.first() if opinion.reopened_on else opinion.answered_at,
        OpinionState.CLOSED: last.get(Act.CLOSE),
    }
