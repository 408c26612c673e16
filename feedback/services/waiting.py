"""What an open opinion waits for: to be sorted, then to be answered."""

from django.urls import reverse

from feedback.models import Opinion
from participation.choices import Role
from participation.models import Duty

#: What the key of its duty begins with.
DUTY = "answer-opinion"


def duty_key(opinion: Opinion) -> str:
    return f"{DUTY}:{opinion.pk}"


def duty_of(opinion: Opinion) -> Duty:
    """The duty of an open opinion, not saved yet."""
    duty = Duty(
        key=duty_key(opinion),
        subject=opinion.number,
        link=reverse("feedback:desk_opinion", args=[opinion.number]),
        due_on=opinion.due_on,
    )
    if opinion.needs_sorting:
        duty.what, duty.role = "sort_opinion", Role.TRIAGE_OFFICER
    else:
        duty.what, duty.group, duty.unit = "answer_opinion", opinion.group, opinion.unit
    return duty
