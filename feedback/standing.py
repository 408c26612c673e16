"""Where an opinion stands, as its sender and the public see it."""

from typing import Any

from feedback.choices import Act, OpinionState
from feedback.models import Opinion
from participation.meanwhile import events


def steps(opinion: Opinion) -> list[dict[str, Any]]:
    """Where the opinion stands, for the component `steps`."""
    sorted_at = events(opinion, [Act.SORT]).values_list("at", flat=True).last()
    days = {
        OpinionState.RECEIVED: opinion.received_on,
        OpinionState.UNDER_REVIEW: sorted_at,
        OpinionState.ANSWERED: opinion.answered_at,
    }
    states = list(days)
    reached = states.index(OpinionState(opinion.state))
    return [
        {
            "words": state.label,
            "at": days[state],
            "stage": "done" if place < reached else "now" if place == reached else "to-come",
        }
        for place, state in enumerate(states)
    ]
