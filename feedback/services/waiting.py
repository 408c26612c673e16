"""What an open opinion waits for: to be sorted, then to be answered."""

import datetime as dt
from typing import Any

from django.urls import reverse

from feedback.choices import OpinionState
from feedback.models import Merging, Opinion
from participation import services, thai, workdays
from participation.choices import Role
from participation.models import Duty, User

#: What the key of its duty begins with.
DUTY = "answer-opinion"
#: The same of the duty to sign its answer off.
SIGN_OFF = "sign-off"
#: Of the duties to look after what is late.
LATE, VERY_LATE = "late", "very-late"
ABOUT_ANSWERS = (DUTY, SIGN_OFF, LATE, VERY_LATE)
#: Of the duty to look again at what readers object to; it has nothing to do with the answer.
LOOK_AGAIN = "look-again"
ABOUT_OPINIONS = (*ABOUT_ANSWERS, LOOK_AGAIN)
#: Working days for finding who answers, of those that are promised for the answer: by default 15.
#: So much that one who was away for a day still keeps it; whoever answers has all the others.
SORT_WITHIN = 2
#: Working days for a reply; then somebody looks whether to go on without one.
REPLY_WITHIN = 10
#: Columns that say where an opinion stands and until when it waits.
STANDING = ("state", "waiting_since", "due_on")


def duty_key(opinion: Opinion) -> str:
    return f"{DUTY}:{opinion.pk}"


def sign_off_key(opinion: Opinion) -> str:
    return f"{SIGN_OFF}:{opinion.pk}"


def sign_off_duty_of(opinion: Opinion) -> Duty:
    """The duty of an answer that was handed in, not saved yet."""
    return Duty(
        key=sign_off_key(opinion),
        what="sign_off_answer",
        subject=opinion.number,
        link=reverse("feedback:desk_opinion", args=[opinion.number]),
        due_on=opinion.due_on,
        unit=opinion.answering_unit,
        of_head=True,
    )


def late_key(opinion: Opinion) -> str:
    return f"{LATE}:{opinion.pk}"


def late_duty_of(opinion: Opinion) -> Duty:
    """The head of the unit looks after what is late, not saved yet."""
    return _lateness(opinion, LATE, unit=opinion.answering_unit, of_head=True)


def very_late_duty_of(opinion: Opinion) -> Duty:
    """An executive looks after what is still late, not saved yet."""
    return _lateness(opinion, VERY_LATE, role=Role.EXECUTIVE)


def _lateness(opinion: Opinion, kind: str, **waits_for: Any) -> Duty:
    return Duty(
        key=f"{kind}:{opinion.pk}",
        what="look_after_late",
        subject=opinion.number,
        link=reverse("feedback:desk_opinion", args=[opinion.number]),
        due_on=opinion.due_on,
        **waits_for,
    )


def close_duties(opinion: Opinion, *, by: User) -> None:
    """It is answered: nothing about the answer waits any more, for nobody."""
    for kind in ABOUT_ANSWERS:
        services.close_duty(f"{kind}:{opinion.pk}", by=by)


def duty_of(opinion: Opinion, *, sort_by: dt.date | None = None) -> Duty:
    """The duty of an open opinion, not saved yet.

    `sort_by` is given where that day is known already, or counts from the day it came back.
    """
    duty = undated_duty_of(opinion)
    if opinion.needs_sorting:
        duty.due_on = min(opinion.due_on, sort_by or sorted_by(opinion.received_on))
    elif opinion.waiting_since:
        duty.due_on = workdays.after(opinion.waiting_since, REPLY_WITHIN)
    return duty


def undated_duty_of(opinion: Opinion) -> Duty:
    """The same for whoever asks only whom it waits for: no working day is looked up."""
    duty = Duty(
        key=duty_key(opinion),
        subject=opinion.number,
        link=reverse("feedback:desk_opinion", args=[opinion.number]),
        due_on=opinion.due_on,
    )
    if opinion.needs_sorting:
        duty.what, duty.role = "sort_opinion", Role.TRIAGE_OFFICER
        return duty
    duty.what = "look_after_waiting" if opinion.waiting_since else "answer_opinion"
    duty.group, duty.unit, duty.owner = opinion.group, opinion.unit, opinion.assignee
    return duty


def sorted_by(since: dt.date) -> dt.date:
    """Until when it is to be sorted what nobody has sorted since that day."""
    return workdays.after(since, SORT_WITHIN)


def begin_waiting(opinion: Opinion) -> None:
    """The sender has been asked; called under the opinion's lock, which is saved by the caller."""
    opinion.state = OpinionState.WAITING_FOR_SENDER
    opinion.waiting_since = opinion.waiting_since or thai.today()


def end_waiting(opinion: Opinion | Merging) -> None:
    """It waits for the sender no more: the day it is due moves by the working days it did.

    Called like `begin_waiting`; what does not wait stays as it is.
    """
    if opinion.waiting_since is None:
        return
    waited = workdays.between(opinion.waiting_since, thai.today())
    opinion.due_on = workdays.after(opinion.due_on, waited)
    opinion.state, opinion.waiting_since = OpinionState.UNDER_REVIEW, None
